"""The queue of runs, and the threads that train them: one, or as many as the trainer has slots."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial

from mnist_lab.domain.runs import events
from mnist_lab.domain.runs.run import Run
from mnist_lab.services.active_run import ActiveRun
from mnist_lab.services.active_runs import ActiveRuns
from mnist_lab.services.training_threads import TrainingThreads
from mnist_lab.services.waiting_runs import WaitingRuns
from mnist_lab.training.interface import Control, TrainingLost

Train = Callable[[Run, Callable[[events.Event], None], Control], None]
"""Train a run on the calling thread, reporting what happens; raises TrainingLost if nothing can be trained any more."""


SECONDS_BETWEEN_SIGNALS = 0.5


def one_slot() -> int:
    """Return that one run trains at once."""
    return 1


class TrainingQueue(ActiveRuns):
    """Train the runs put into it, the next one as soon as there is a slot for it.

    `happened` gets every run as it is now and the event that made it so, `queue_changed` the runs that wait, the next
    one first. Both are called outside the lock of the queue, one call at a time and in the order of what happened, on
    whichever thread is there: they may call the queue back, and wait for threads that do, but not for a run to train.
    A run goes on only once its epoch is reported, and the next one starts once its end is: a stop asked for then comes
    with that epoch, and a run that is taken out of the queue then does not start.

    `slots` returns how many runs may train at once now, which may change: `look_at_slots` asks again. `lost` gets a
    sentence once if the trainer can train nothing more; no run starts while it is called.
    """

    def __init__(
        self,
        train: Train,
        happened: Callable[[Run, events.Event], None],
        queue_changed: Callable[[tuple[Run, ...]], None],
        slots: Callable[[], int] = one_slot,
        lost: Callable[[str], None] = lambda _: None,
    ) -> None:
        super().__init__(happened)
        self._train = train
        self._queue_changed = queue_changed
        self._slots = slots
        self._lost = lost
        self._waiting = WaitingRuns()
        self._sources = 0
        self._is_started = self._is_losing = False
        self._threads = TrainingThreads(self._work)

    def start(self) -> None:
        """Start the training thread; further ones start when there are runs and slots for them."""
        with self._changed:
            self._is_started = True
            self._threads.start_one()

    @property
    def waiting(self) -> tuple[Run, ...]:
        """Return the runs that wait, the next one first."""
        return self._waiting.runs

    def add(self, runs: Iterable[Run], report: Callable[[Run], None], order: Sequence[str] = ()) -> None:
        """Put the runs at the end, and report each before anything that happens to it.

        A run whose id is in `order` goes behind those before it there that still wait.
        """
        with self._changed:
            for run in runs:
                self._waiting = self._waiting.with_run(run, order)
                self._reports.add(partial(report, run))
            self._report_queue()
        self._reports.deliver()

    def withdraw(
        self, run_ids: Collection[str], report: Callable[[tuple[Run, ...], tuple[str, ...]], None]
    ) -> tuple[Run, ...]:
        """Take those of these runs out that wait and return them; report them together, and the order before."""
        with self._changed:
            before = self._waiting
            taken = tuple(run for run in before.runs if run.id in run_ids)
            if taken:
                self._waiting = before.without(run_ids)
                self._reports.add(partial(report, taken, before.ids))
                self._report_queue()
        self._reports.deliver()
        return taken

    def move(self, run_id: str, by: int) -> None:
        """Move a waiting run `by` places towards the end; towards the front if negative."""
        with self._changed:
            if run_id in self._waiting.ids:
                self._waiting = self._waiting.moved(run_id, by)
                self._report_queue()
        self._reports.deliver()

    def call_off_stop(self, run_id: str | None = None) -> bool:
        """As `ActiveRuns.call_off_stop`; the threads that had nothing to train have ended, and are replaced."""
        is_called_off = super().call_off_stop(run_id)
        self.look_at_slots()
        return is_called_off

    def look_at_slots(self) -> None:
        """Start waiting runs for which slots have come."""
        with self._changed:
            if self.waiting:
                self._grow()
                self._changed.notify_all()

    def stop_starting_runs(self) -> None:
        """Start no more runs; those that are active continue."""
        with self._changed:
            self._is_closing = True
            self._changed.notify_all()

    @property
    def starts_no_more(self) -> bool:
        """Return whether runs that wait are not started any more."""
        return self._is_closing

    @property
    def is_fed(self) -> bool:
        """Return whether more runs are to come, such as those of a sweep."""
        return self._sources > 0 and not self._is_closing

    def feed(self, sources: int) -> None:
        """Add so many sources of more runs, such as sweeps; take away if negative."""
        with self._changed:
            self._sources += sources
            self._changed.notify_all()

    def drain(self) -> None:
        """Wait until nothing trains, waits or is to come, and all is reported; return at once if it is interrupted."""

        def is_over() -> bool:
            return self._is_interrupted or not (self._active or self.waiting or self.is_fed)

        with self._changed:
            while not self._changed.wait_for(is_over, SECONDS_BETWEEN_SIGNALS):
                pass  # a signal that came just before the wait is handled now: it interrupts no wait
        self.settle()

    def wait_for_slot(self) -> None:
        """Wait until a run that is added now would train at once; return at once if it is interrupted."""

        def is_free() -> bool:
            return self._is_interrupted or len(self._active) + len(self.waiting) < max(1, self._slots())

        with self._changed:
            while not self._changed.wait_for(is_free, SECONDS_BETWEEN_SIGNALS):
                pass  # as above; and slots may have come

    def close(self, within: float | None = None) -> bool:
        """End the active runs and wait for the threads, at most `within` seconds; return whether all have ended.

        A run that has not ended by then is reported as interrupted after its last whole epoch, and nothing after that.
        One that has not begun is not waited for then: TensorFlow loads for seconds and cannot be stopped.
        """
        with self._changed:
            self._is_ending = True
        self.stop_starting_runs()
        self.stop_now()
        with self._changed:
            preparing = [each.thread for each in self._active.values() if each.is_preparing]
        has_ended = self._threads.join(within, preparing)
        if not has_ended:
            self._abandon()
        self.settle()
        return has_ended

    def _has_room(self) -> bool:
        return bool(self.waiting) and not self._is_losing and len(self._active) < max(1, self._slots())

    def _grow(self) -> None:
        """Start a thread if a run waits for a slot and all threads train; the caller holds the lock."""
        if (
            self._is_started
            and not self._is_closing
            and len(self._active) >= self._threads.working
            and self._has_room()
        ):
            self._threads.start_one()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._is_closing or self._has_room())
                if self._is_closing:
                    self._threads.leave()
                    return
                run, *rest = self.waiting
                active = self._active[run.id] = ActiveRun(run)
                self._waiting = WaitingRuns(tuple(rest))
                self._report_queue()
            self._reports.deliver()
            self._train_one(active)
            with self._changed:
                del self._active[run.id]
                self._changed.notify_all()

    def _train_one(self, active: ActiveRun) -> None:
        """Train a run to its end."""
        happened = partial(self._happened, active)
        try:
            self._train(active.run, happened, active.control)
        except TrainingLost as lost:
            self._tell_lost(active, str(lost))
        except Exception as error:  # noqa: BLE001  a fault of the trainer must not leave others waiting for this thread
            traceback.print_exc()
            happened(events.Failed(f"Training stopped because of an error in the program: {error!r}."))

    def _tell_lost(self, active: ActiveRun, sentence: str) -> None:
        with self._changed:
            is_first = self._lose(active)
            self._is_losing = self._is_losing or is_first
        self._reports.deliver()
        if is_first:
            self._lost(sentence)
            with self._changed:
                self._is_losing = False
                self._changed.notify_all()

    def _happened(self, active: ActiveRun, event: events.Event) -> None:
        with self._changed:
            number = self._apply(active, event)
            self._grow()
        self._reports.deliver()
        if not isinstance(event, events.Progress):
            self._reports.wait_for(number)

    def _report_queue(self) -> None:
        self._reports.add(partial(self._queue_changed, self.waiting))
        self._grow()
        self._changed.notify_all()
