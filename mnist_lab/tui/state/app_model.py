"""What the app knows: every run, and the state that the screens show."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mnist_lab.domain.fit.thresholds import THRESHOLDS, Thresholds
from mnist_lab.domain.runs.edits import Edit, EditOutcome, MoveToTrash, Turn
from mnist_lab.domain.runs.events import Stopping
from mnist_lab.domain.runs.run import Dataset, Run
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.tui.state.app_state import AppState
from mnist_lab.tui.state.run_registry import Changes, RunRegistry
from mnist_lab.tui.state.stops_elsewhere import StopsElsewhere

if TYPE_CHECKING:
    from mnist_lab.domain.evidence.follow_up import FollowUp


@dataclass(frozen=True, slots=True)
class RunChange:
    """A run as it is now, whether this change ended its training, and whether it called off its stop."""

    run: Run
    has_ended: bool
    trains_on: bool = False


class AppModel:
    """Applies changes to the known runs and to the state. Draws nothing and reads no file.

    `host` names this machine: estimates use the runs that were trained on it. Runs are judged by `thresholds`; `clock`
    tells when a run begins something else.
    """

    def __init__(
        self, host: str, thresholds: Thresholds = THRESHOLDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.registry = RunRegistry(thresholds, host)
        self.state = AppState(thresholds=thresholds)
        self._clock = clock
        self.has_runs = False
        self._stops_elsewhere = StopsElsewhere()

    def apply_run(self, run: Run) -> RunChange:
        """Take a run as training left it."""
        known = self.registry.runs.get(run.id)
        was_active = known is not None and known.state.is_active()
        run = self.registry.happened(run)
        self._show(self.state.with_run(run))
        has_ended = was_active and not run.state.is_active()
        if has_ended:
            self._refresh_baseline()
        trains_on = known is not None and known.stop_asked is not None and run.stop_asked is None
        return RunChange(run, has_ended, trains_on and run.state.is_training())

    def apply_queue(self, runs: Iterable[Run]) -> None:
        """Take the runs that wait, the next one first."""
        self.state = replace(self.state, queue=tuple(map(self.registry.as_written, runs)))

    def apply_kept(self, summaries: Iterable[Summary]) -> Changes | None:
        """Take the kept runs as they are in the store; return what changed, or None if no screen must be updated."""
        changes = self.registry.loaded(summaries)
        if not changes and self.has_runs:
            return None
        self.has_runs = True
        self._stops_elsewhere.confirm(summary.run for summary in changes.changed)
        self.state = replace(self.state.after(changes), is_empty=not self.registry.summaries)
        self._refresh_baseline()
        return changes

    def apply_withdrawn(self, run_ids: Iterable[str]) -> Changes:
        """Forget runs that were taken out of the queue before they began."""
        gone = [run_id for each in run_ids for run_id in self.registry.hide(each).gone]
        return Changes(gone=frozenset(gone))

    def apply_edit_request(self, run_id: str, edit: Edit) -> Changes:
        """Forget a run at once that the user moves to the trash, so that the next key concerns the next run."""
        known = self.registry.summaries.get(run_id)
        if not isinstance(edit, MoveToTrash) or known is None or known.run.state.is_active():
            return Changes()
        return self.registry.hide(run_id)

    def apply_edit(self, outcome: EditOutcome) -> Changes:
        """Take the outcome of an edit: the run is in the trash now, or is not, whatever was expected."""
        if not outcome.run_id:
            return Changes()
        if outcome.is_in_trash:
            changes = self.registry.hide(outcome.run_id)
        else:
            changes = self.registry.unhide(outcome.run_id, came_back=outcome.turn is not Turn.REFUSED)
        self.state = self.state.after(changes)
        self._refresh_baseline()
        return changes

    def apply_history(self, *, can_undo: bool, can_redo: bool, undoes: str) -> bool:
        """Take whether what was done can be undone, and redone, and what it was; return whether that is new."""
        before = self.state
        self.state = replace(before, can_undo=can_undo, can_redo=can_redo, undoes=undoes)
        return self.state != before

    def apply_digits(self, training_digits: int, dataset: Dataset) -> None:
        """Take the number of training digits, and the dataset that runs must share to be compared."""
        self.state = replace(self.state, training_digits=training_digits, dataset=dataset)
        self._refresh_baseline()

    def apply_device(self, text: str) -> None:
        """Take the device that runs will probably be trained on."""
        self.state = replace(self.state, likely_device=text)

    def apply_reading(self, done: int, total: int) -> None:
        """Take the number of run files read so far, and of all that must be read."""
        self.state = replace(self.state, reading=(done, total))

    def apply_judged(self, summaries: tuple[Summary, ...], left: int) -> Changes:
        """Take verdicts by new rules, and how many runs are left to judge; return what that changes."""
        done, _ = self.state.judging or (0, 0)
        done += len(summaries)
        self.state = replace(self.state, judging=(done, done + left) if left else None)
        return self.registry.judged(summaries)

    def apply_next_shown(self, by: int) -> None:
        """Show the active run that is so many further than the one shown."""
        self._show(self.state.showing_next(by))

    def apply_fetched(self, run: Run) -> None:
        """Take the epochs of a run that was read."""
        self.state = self.state.with_fetched(run)

    def apply_recalled(self, run: Run) -> None:
        """Take the run that ended last before the app was opened."""
        self.state = replace(self.state, recalled=self.registry.as_written(run))

    def apply_follow_up(self, follow_up: FollowUp) -> None:
        """Take what follows from a run that has ended."""
        self.state = replace(self.state, follow_up=follow_up)

    def apply_elsewhere(self, run: Run) -> None:
        """Take a run that another process trains, as it was read."""
        self._show(self.state.with_elsewhere(self._stops_elsewhere.on(run)))

    def apply_stop_elsewhere(self, run_id: str, stop: Stopping | None) -> None:
        """Take the stop that another process was asked for; None if it is called off or not answered."""
        run = self.state.elsewhere
        is_shown = run is not None and run.id == run_id
        self._stops_elsewhere.ask(run_id, stop, len(run.epochs) if run is not None and is_shown else 0)
        if run is not None and is_shown and run.state.is_training():
            self.state = self.state.with_elsewhere(run.model_copy(update={"stop_asked": stop}))

    @property
    def unread_elsewhere(self) -> str | None:
        """Return the id of the run of another process to show, None if none is or it is shown as it is.

        That is the newest one in training, else the last one shown; none while a run trains or waits here.
        """
        if self.state.is_training or self.state.queue:
            return None
        shown = self.state.elsewhere
        training = (s for s in self.registry.summaries.values() if s.run.holder and s.run.state.is_training())
        last = self.registry.summaries.get(shown.id) if shown is not None else None
        summary = max(training, key=lambda each: (each.run.created, each.id), default=last)
        return None if summary is None or (shown is not None and _shows(shown, summary)) else summary.id

    @property
    def unread_baseline(self) -> str | None:
        """Return the id of the run drawn for the baseline, or None if its epochs are known."""
        baseline = self.state.baseline
        is_unread = baseline is not None and baseline.run_ids and not self.state.ghost
        return baseline.run_ids[0] if baseline is not None and is_unread else None

    def _show(self, state: AppState) -> None:
        """Take a state, and the time if the active run does something else in it."""
        is_new = _stage(state) is not _stage(self.state)
        self.state = replace(state, stage_began=self._clock()) if is_new else state

    def _refresh_baseline(self) -> None:
        if self.has_runs:
            self.state = self.state.with_known(self.registry.known)


def _stage(state: AppState) -> type | None:
    return type(state.live.stage) if state.live is not None else None


def _shows(run: Run, summary: Summary) -> bool:
    """Return whether the run is as the summary has it."""
    without_epochs = run.model_copy(update={"epochs": ()})
    return (without_epochs, len(run.epochs)) == (summary.run, summary.epochs_done)
