"""The queue of runs, and the one thread that trains them in turn."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial

from mnist_lab.domain.runs import events
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.services.report_delivery import ReportDelivery
from mnist_lab.services.waiting_runs import WaitingRuns
from mnist_lab.training.interface import Control

Train = Callable[[Run, Callable[[events.Event], None], Control], None]
"""Train a run on the calling thread, reporting what happens."""


SECONDS_BETWEEN_SIGNALS = 0.5


class TrainingQueue:
    """Train the runs put into it, the next one as soon as nothing else trains.

    `happened` gets every run as it is now and the event that made it so, `queue_changed` the runs that wait, the next
    one first. Both are called outside the lock of the queue, one call at a time and in the order of what happened, on
    whichever thread is there: they may call the queue back, and wait for threads that do.
    """

    def __init__(
        self,
        train: Train,
        happened: Callable[[Run, events.Event], None],
        queue_changed: Callable[[tuple[Run, ...]], None],
    ) -> None:
        self._train = train
        self._report = happened
        self._queue_changed = queue_changed
        self._changed = threading.Condition(threading.RLock())
        self._waiting = WaitingRuns()
        self._current: Run | None = None
        self._control = Control()
        self._is_closing = False
        self._is_ending = False
        self._is_interrupted = False
        self._is_abandoned = False
        self._reports = ReportDelivery(self._changed)
        self._thread = threading.Thread(target=self._work, name="training", daemon=True)

    def start(self) -> None:
        """Start the training thread."""
        self._thread.start()

    @property
    def current(self) -> Run | None:
        """Return the active run, training or paused, or None."""
        return self._current

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

    def pause_or_resume(self) -> None:
        """Pause the active run, or resume it if it is paused; do nothing if there is none."""
        if self._control.is_paused:
            self.go_on()
        else:
            self.pause()

    def pause(self) -> None:
        """Pause the active run; do nothing if there is none or it is paused."""
        with self._changed:
            if self._current is not None and not self._control.is_paused:
                self._control.pause()
                self._apply(events.Paused())
        self._reports.deliver()

    def go_on(self) -> None:
        """End the pause of the active run; do nothing if it is not paused."""
        with self._changed:
            if self._current is not None and self._control.is_paused:
                self._control.go_on()
                self._apply(events.Resumed())
        self._reports.deliver()

    def stop_after_epoch(self, run_id: str | None = None, reason: str = "") -> None:
        """Stop the active run after its epoch; a paused one resumes until then. `reason` says why a sweep asks for it.

        Do nothing if the run of that id is not active.
        """
        with self._changed:
            if self._current is not None and run_id in {None, self._current.id}:
                self._control.stop_after_epoch()
                if self._control.is_paused:
                    self._control.go_on()
                    self._apply(events.Resumed())
                self._apply(events.Stopping(now=False, reason=reason))
        self._reports.deliver()

    def call_off_stop(self) -> bool:
        """Let the active run train on after its epoch, and start the runs that wait; return False if it is too late.

        It is too late once the run was told to stop now, or its epoch has ended.
        """
        with self._changed:
            if self._current is None or self._is_ending or not self._control.call_off_stop():
                return False
            if self._current.stop_asked is not None:
                self._is_closing = False
                self._apply(events.StopCalledOff())
        self._reports.deliver()
        return True

    def stop_now(self) -> None:
        """Stop the active run after its batch."""
        with self._changed:
            if self._current is not None:
                self._control.stop_now()
                self._apply(events.Stopping(now=True))
        self._reports.deliver()

    def stop_starting_runs(self) -> None:
        """Start no more runs; the active one continues."""
        with self._changed:
            self._is_closing = True
            self._changed.notify_all()

    def interrupt(self) -> None:
        """End the active run at its next batch, as interrupted, and start no more runs."""
        with self._changed:
            self._is_interrupted = self._is_ending = self._is_closing = True
            self._control.interrupt()
            self._changed.notify_all()

    def drain(self) -> None:
        """Wait until nothing trains or waits, and all of it is reported; return at once if it is interrupted."""

        def is_over() -> bool:
            return self._is_interrupted or (self._current is None and not self.waiting)

        with self._changed:
            while not self._changed.wait_for(is_over, SECONDS_BETWEEN_SIGNALS):
                pass  # a signal that came just before the wait is handled now: it interrupts no wait
        self.settle()

    def settle(self) -> None:
        """Wait until everything that happened so far is reported; a report that calls this does not wait for itself."""
        self._reports.settle()

    def close(self, within: float | None = None) -> bool:
        """End the active run and wait for the thread, at most `within` seconds; return whether the thread has ended.

        A run that has not ended by then is reported as interrupted after its last whole epoch, and nothing after that.
        One that has not begun is not waited for then: TensorFlow loads for seconds and cannot be stopped.
        """
        with self._changed:
            self._is_ending = True
        self.stop_starting_runs()
        self.stop_now()
        self._thread.join(0.0 if within is not None and self._is_preparing() else within)
        has_ended = not self._thread.is_alive()
        if not has_ended:
            with self._changed:
                if self._current is not None:
                    self._apply(events.Abandoned())
                self._is_abandoned = True
            self._reports.deliver()
        self.settle()
        return has_ended

    def _is_preparing(self) -> bool:
        """Return whether the active run has not come to its first batch yet."""
        run = self._current
        return run is not None and isinstance(run.stage, events.Loading | events.Compiling)

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self.waiting or self._is_closing)
                if self._is_closing:
                    return
                self._control = Control()
                run, *rest = self.waiting
                control, self._current, self._waiting = self._control, run, WaitingRuns(tuple(rest))
                self._report_queue()
            self._reports.deliver()
            try:
                self._train(run, self._happened, control)
            except Exception as error:  # noqa: BLE001  a fault of the trainer must not leave others waiting for this thread
                traceback.print_exc()
                self._happened(events.Failed(f"Training stopped because of an error in the program: {error!r}."))
            with self._changed:
                self._current = None
                self._changed.notify_all()

    def _happened(self, event: events.Event) -> None:
        with self._changed:
            self._apply(event)
        self._reports.deliver()

    def _apply(self, event: events.Event) -> None:
        assert self._current is not None
        if self._is_abandoned:
            return
        run = self._current.after(event)
        if self._is_interrupted and run.state is RunState.STOPPED:
            run = run.model_copy(update={"state": RunState.INTERRUPTED})
        self._current = run
        self._reports.add(partial(self._report, run, event))

    def _report_queue(self) -> None:
        self._reports.add(partial(self._queue_changed, self.waiting))
        self._changed.notify_all()
