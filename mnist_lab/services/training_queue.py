"""The queue of runs, and the threads that train them: one, or as many as the trainer has slots."""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial

from mnist_lab.domain.runs import events
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.services.active_run import ActiveRun
from mnist_lab.services.report_delivery import ReportDelivery
from mnist_lab.services.waiting_runs import WaitingRuns
from mnist_lab.training.interface import Control, TrainingLost

Train = Callable[[Run, Callable[[events.Event], None], Control], None]
"""Train a run on the calling thread, reporting what happens."""


SECONDS_BETWEEN_SIGNALS = 0.5
SECONDS_BETWEEN_LOOKS_AT_SLOTS = 1.0
"""How long a run may wait for a slot that has just come."""


def one_slot() -> int:
    """Return that one run trains at once."""
    return 1


class TrainingQueue:
    """Train the runs put into it, the next one as soon as there is a slot for it.

    `happened` gets every run as it is now and the event that made it so, `queue_changed` the runs that wait, the next
    one first. Both are called outside the lock of the queue, one call at a time and in the order of what happened, on
    whichever thread is there: they may call the queue back, and wait for threads that do. `slots` returns how many runs
    may train at once now, which may change. `lost` gets a sentence if the trainer can train nothing more.

    What is asked of a run is asked of all active ones without its id.
    """

    def __init__(
        self,
        train: Train,
        happened: Callable[[Run, events.Event], None],
        queue_changed: Callable[[tuple[Run, ...]], None],
        slots: Callable[[], int] = one_slot,
        lost: Callable[[str], None] | None = None,
    ) -> None:
        self._train = train
        self._report = happened
        self._queue_changed = queue_changed
        self._slots = slots
        self._lost = lost
        self._changed = threading.Condition(threading.RLock())
        self._waiting = WaitingRuns()
        self._active: dict[str, ActiveRun] = {}
        self._is_started = False
        self._is_closing = False
        self._sources = 0
        self._is_ending = False
        self._is_interrupted = False
        self._is_abandoned = False
        self._reports = ReportDelivery(self._changed)
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Start the training thread; further ones start when there are runs and slots for them."""
        with self._changed:
            self._is_started = True
            self._start_thread()

    @property
    def current(self) -> Run | None:
        """Return the active run, training or paused, of several the oldest; None if there is none."""
        return next(iter(self.active), None)

    @property
    def active(self) -> tuple[Run, ...]:
        """Return the active runs, the one that began first first."""
        return tuple(each.run for each in [*self._active.values()])

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

    def pause_or_resume(self, run_id: str | None = None) -> None:
        """Pause the run, or resume it if it is paused; of several, resume them only if all are paused."""
        asked = self._asked(run_id)
        if asked and all(each.control.is_paused for each in asked):
            self.go_on(run_id)
        else:
            self.pause(run_id)

    def pause(self, run_id: str | None = None) -> None:
        """Pause what trains; do nothing if nothing does."""
        with self._changed:
            for each in self._asked(run_id):
                if not each.control.is_paused:
                    each.control.pause()
                    self._apply(each, events.Paused())
        self._reports.deliver()

    def go_on(self, run_id: str | None = None) -> None:
        """End the pause; do nothing if nothing is paused."""
        with self._changed:
            for each in self._asked(run_id):
                self._end_pause(each)
        self._reports.deliver()

    def stop_after_epoch(self, run_id: str | None = None, reason: str = "") -> None:
        """Stop after the epoch; a paused run resumes until then. `reason` says why a sweep asks for it."""
        with self._changed:
            for each in self._asked(run_id):
                each.control.stop_after_epoch()
                self._end_pause(each)
                self._apply(each, events.Stopping(now=False, reason=reason))
        self._reports.deliver()

    def call_off_stop(self, run_id: str | None = None) -> bool:
        """Let runs train on after their epoch, and start those that wait; return False if it is too late for all.

        It is too late once a run was told to stop now, or its epoch has ended.
        """
        with self._changed:
            called_off = [each for each in self._asked(run_id) if not self._is_ending and each.control.call_off_stop()]
            for each in called_off:
                if each.run.stop_asked is not None:
                    self._is_closing = False
                    self._apply(each, events.StopCalledOff())
        self._reports.deliver()
        return bool(called_off)

    def stop_now(self, run_id: str | None = None) -> None:
        """Stop after the batch."""
        with self._changed:
            for each in self._asked(run_id):
                each.control.stop_now()
                self._apply(each, events.Stopping(now=True))
        self._reports.deliver()

    def stop_starting_runs(self) -> None:
        """Start no more runs; those that are active continue."""
        with self._changed:
            self._is_closing = True
            self._changed.notify_all()

    def interrupt(self) -> None:
        """End the active runs at their next batch, as interrupted, and start no more."""
        with self._changed:
            self._is_interrupted = self._is_ending = self._is_closing = True
            for each in self._active.values():
                each.control.interrupt()
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

    def settle(self) -> None:
        """Wait until everything that happened so far is reported; a report that calls this does not wait for itself."""
        self._reports.settle()

    def close(self, within: float | None = None) -> bool:
        """End the active runs and wait for the threads, at most `within` seconds; return whether all have ended.

        A run that has not ended by then is reported as interrupted after its last whole epoch, and nothing after that.
        One that has not begun is not waited for then: TensorFlow loads for seconds and cannot be stopped.
        """
        with self._changed:
            self._is_ending = True
        self.stop_starting_runs()
        self.stop_now()
        has_ended = self._join(within)
        if not has_ended:
            with self._changed:
                for each in [*self._active.values()]:
                    self._apply(each, events.Abandoned())
                self._is_abandoned = True
            self._reports.deliver()
        self.settle()
        return has_ended

    def _join(self, within: float | None) -> bool:
        """Wait for the threads; return whether all have ended."""
        until = None if within is None else time.monotonic() + within
        with self._changed:
            preparing = {each.thread for each in self._active.values() if each.is_preparing}
        for thread in sorted(self._threads, key=lambda thread: thread in preparing):
            is_waited_for = until is None or thread not in preparing
            thread.join(None if until is None else max(0.0, until - time.monotonic()) if is_waited_for else 0.0)
        return not any(thread.is_alive() for thread in self._threads)

    def _asked(self, run_id: str | None) -> list[ActiveRun]:
        """Return the active run of this id, without one all of them."""
        return [each for each in [*self._active.values()] if run_id in {None, each.run.id}]

    def _end_pause(self, each: ActiveRun) -> None:
        if each.control.is_paused:
            each.control.go_on()
            self._apply(each, events.Resumed())

    def _start_thread(self) -> None:
        """Start a thread that trains; the first one lives as long as the queue, as TensorFlow loads on it."""
        number = len(self._threads) + 1
        thread = threading.Thread(
            target=self._work, name=f"training {number}" if number > 1 else "training", daemon=True
        )
        self._threads.append(thread)
        thread.start()

    def _has_room(self) -> bool:
        return bool(self.waiting) and len(self._active) < max(1, self._slots())

    def _grow(self) -> None:
        """Start a thread if a run waits for a slot and all threads train; the caller holds the lock."""
        if self._is_started and not self._is_closing and len(self._active) >= len(self._threads) and self._has_room():
            self._start_thread()

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._changed.wait_for(
                    lambda: self._is_closing or self._has_room(), SECONDS_BETWEEN_LOOKS_AT_SLOTS
                ):
                    pass  # slots may have come
                if self._is_closing:
                    return
                run, *rest = self.waiting
                active = self._active[run.id] = ActiveRun(run)
                self._waiting = WaitingRuns(tuple(rest))
                self._report_queue()
            self._reports.deliver()
            lost = self._train_one(active)
            with self._changed:
                del self._active[run.id]
                self._changed.notify_all()
            if lost and self._lost is not None:
                self._lost(lost)

    def _train_one(self, active: ActiveRun) -> str:
        """Train a run to its end; return why the trainer can train nothing more, empty if it can."""
        happened = partial(self._happened, active)
        try:
            self._train(active.run, happened, active.control)
        except TrainingLost as lost:
            happened(events.Abandoned())
            return str(lost)
        except Exception as error:  # noqa: BLE001  a fault of the trainer must not leave others waiting for this thread
            traceback.print_exc()
            happened(events.Failed(f"Training stopped because of an error in the program: {error!r}."))
        return ""

    def _happened(self, active: ActiveRun, event: events.Event) -> None:
        with self._changed:
            self._apply(active, event)
            self._grow()
        self._reports.deliver()

    def _apply(self, active: ActiveRun, event: events.Event) -> None:
        if self._is_abandoned:
            return
        run = active.run.after(event)
        if self._is_interrupted and run.state is RunState.STOPPED:
            run = run.model_copy(update={"state": RunState.INTERRUPTED})
        active.run = run
        self._reports.add(partial(self._report, run, event))

    def _report_queue(self) -> None:
        self._reports.add(partial(self._queue_changed, self.waiting))
        self._grow()
        self._changed.notify_all()
