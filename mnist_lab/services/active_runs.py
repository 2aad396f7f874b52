"""The runs in training, and what is asked of them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

from mnist_lab.domain.runs import events
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.services.active_run import ActiveRun
from mnist_lab.services.report_delivery import ReportDelivery


class ActiveRuns:
    """The runs in training, each with its own control. What is asked without the id of a run is asked of all of them.

    `happened` gets every run as it is now and the event that made it so: outside the lock, one call at a time, and in
    the order of what happened, on whichever thread is there.
    """

    def __init__(self, happened: Callable[[Run, events.Event], None]) -> None:
        self._report = happened
        self._changed = threading.Condition(threading.RLock())
        self._reports = ReportDelivery(self._changed)
        self._active: dict[str, ActiveRun] = {}
        self._is_closing = self._is_ending = self._is_interrupted = self._is_abandoned = False

    @property
    def current(self) -> Run | None:
        """Return the active run, training or paused, of several the oldest; None if there is none."""
        return next(iter(self.active), None)

    @property
    def active(self) -> tuple[Run, ...]:
        """Return the active runs, the one that began first first."""
        return tuple(each.run for each in [*self._active.values()])

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
            self._changed.notify_all()
        self._reports.deliver()
        return bool(called_off)

    def stop_now(self, run_id: str | None = None) -> None:
        """Stop after the batch."""
        with self._changed:
            for each in self._asked(run_id):
                each.control.stop_now()
                self._apply(each, events.Stopping(now=True))
        self._reports.deliver()

    def interrupt(self) -> None:
        """End the active runs at their next batch, as interrupted, and start no more."""
        with self._changed:
            self._is_interrupted = self._is_ending = self._is_closing = True
            for each in self._active.values():
                each.control.interrupt()
            self._changed.notify_all()

    def settle(self) -> None:
        """Wait until everything that happened so far is reported; a report that calls this does not wait for itself."""
        self._reports.settle()

    def _asked(self, run_id: str | None) -> list[ActiveRun]:
        """Return the active run of this id, without one all of them; what has just ended is asked for nothing."""
        return [
            each for each in [*self._active.values()] if run_id in {None, each.run.id} and each.run.state.is_active()
        ]

    def _end_pause(self, each: ActiveRun) -> None:
        if each.control.is_paused:
            each.control.go_on()
            self._apply(each, events.Resumed())

    def _abandon(self) -> None:
        """Report the active runs as interrupted, and nothing that happens to them after that."""
        with self._changed:
            for each in self._asked(None):
                self._apply(each, events.Abandoned())
            self._is_abandoned = True
        self._reports.deliver()

    def _lose(self, active: ActiveRun) -> bool:
        """End a run as interrupted whose trainer can train nothing more, and have all others end; hold the lock.

        Return whether it is the first one of them.
        """
        is_first = not active.is_lost
        if is_first:
            for each in self._active.values():
                each.is_lost = True
                each.control.interrupt()
        self._apply(active, events.Abandoned())
        return is_first

    def _apply(self, active: ActiveRun, event: events.Event) -> int:
        """Take what happens to a run; return the number of its report. The caller holds the lock."""
        if not self._is_abandoned:
            run = active.run.after(event)
            if (self._is_interrupted or active.is_lost) and run.state is RunState.STOPPED:
                run = run.model_copy(update={"state": RunState.INTERRUPTED})
            active.run = run
            self._reports.add(partial(self._report, run, event))
        return self._reports.added
