"""What the user did, to runs and to the view, with undo and redo; edits of runs are made on the writer thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from mnist_lab.data.digits_file import DigitsUnreadable
from mnist_lab.domain.formatting.units import format_count
from mnist_lab.domain.runs.edits import Edit, EditOutcome, MoveToTrash, Restore, TextEdit, Turn
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.run_request import RunRefused
from mnist_lab.services.step_order import Place, Step, StepOrder
from mnist_lab_store.errors import RunDamaged, RunMissing, StoreError
from mnist_lab_store.run_store import RunStore

REFUSALS = (StoreError, RunRefused, DigitsUnreadable)
"""What undoing and redoing may raise."""


class EditHistory:
    """Makes edits, each on the newest document of its run; undoes and redoes them and every other step recorded.

    Steps are in the order in which they were asked for. `ask` runs a job on the one thread that writes; there a step
    waits for those before it, but an instant one waits for nothing. `edited` gets the outcome of each step, on either
    thread, and `changed` is called once the store has changed.
    """

    def __init__(
        self,
        store: RunStore,
        ask: Callable[[Callable[[], None]], None],
        edited: Callable[[EditOutcome], None],
        changed: Callable[[], None],
    ) -> None:
        self._store = store
        self._ask = ask
        self._edited = edited
        self._changed = changed
        self._order = StepOrder()

    @property
    def last(self) -> Step | None:
        """Return the step that is undone next, if it is made."""
        return self._order.last

    @property
    def can_undo(self) -> bool:
        """Return whether a step can be undone, of those that were made so far."""
        return self._order.can_undo

    @property
    def can_redo(self) -> bool:
        """Return whether a step can be redone."""
        return self._order.can_redo

    def do(self, run_id: str, edit: Edit) -> None:
        """Make an edit; what was undone before it can no longer be redone."""
        self._ask(partial(self._do, self.reserve(), run_id, edit))

    def undo(self) -> None:
        """Undo the last step: at once if it is instant, otherwise on the writer thread."""
        place = self._order.take_done()
        if place is None:
            self._edited(EditOutcome(Turn.NOTHING_TO_UNDO))
        else:
            self._at_its_time(place, self._undo)

    def redo(self) -> None:
        """Redo the step that was undone last, at once if it is instant."""
        place = self._order.take_undone()
        if place is None:
            self._edited(EditOutcome(Turn.NOTHING_TO_REDO))
        else:
            self._at_its_time(place, self._redo)

    def purge(self, run_ids: Sequence[str]) -> None:
        """Remove runs in the trash for good."""
        self._ask(partial(self._purge, tuple(run_ids)))

    def take(self, step: Step) -> None:
        """Take an instant step that was made, so that it can be undone, and report it."""
        self._order.fill(self._order.reserve(), step, cuts=True)
        self._report(Turn.DONE, step.text, step, None)

    def reserve(self) -> Place:
        """Return the place of a step that is asked for now; `record` or `drop` follows."""
        return self._order.reserve()

    def record(self, place: Place, step: Step, turn: Turn = Turn.DONE) -> None:
        """Take the step that was made at this place, so that it can be undone; call it on the writer thread."""
        is_undo_wanted = self._order.fill(place, step, cuts=turn is Turn.DONE)
        self._report(turn, step.text, step, step.edit)
        if is_undo_wanted:
            self._undo(place)

    def drop(self, place: Place) -> None:
        """Take that the step of this place was not made.

        If it was to be undone, nothing is: the step before it may by now lie below others.
        """
        if self._order.drop(place):
            self._edited(EditOutcome(Turn.NOTHING_TO_UNDO))

    def _do(self, place: Place, run_id: str, edit: Edit) -> None:
        try:
            run = self._make(run_id, edit)
        except StoreError as error:
            self.drop(place)
            self._refuse(run_id, edit, str(error))
            return
        if run is not None:
            self.record(place, self._step(place, run, edit))
        else:
            self.drop(place)

    def _at_its_time(self, place: Place, do: Callable[[Place], None]) -> None:
        """Do it at once if the step is instant, otherwise after what the writer thread has to do before it."""
        if place.step is not None and place.step.is_instant:
            do(place)
        else:
            self._ask(partial(do, place))

    def _undo(self, place: Place) -> None:
        if self._order.waits_to_undo(place):
            return
        step = place.step
        if step is None:  # it was not made after all
            self._edited(EditOutcome(Turn.NOTHING_TO_UNDO))
            return
        try:
            step.undo()
        except REFUSALS as error:
            self._keep(place, error, is_undone=False)
            self._refuse(step.run_id, step.back, f"Could not undo: you {step.text}. {error}")
        else:
            self._order.end(place, is_undone=True)
            self._report(Turn.UNDONE, step.undone, step, step.back)

    def _redo(self, place: Place) -> None:
        step = place.step
        if step is None and not place.is_pending:
            self._edited(EditOutcome(Turn.NOTHING_TO_REDO))
            return
        if not self._order.begin_again(place) or step is None:
            return
        try:
            step.redo()
        except REFUSALS as error:
            self._keep(place, error, is_undone=True)
            self._refuse(step.run_id, step.edit, str(error))
            return
        if step.is_instant:
            self._order.end(place, is_undone=False)
            self._report(Turn.REDONE, step.text, step, step.edit)
        else:
            self._order.end_asking(place)

    def _purge(self, run_ids: tuple[str, ...]) -> None:
        purged = 0
        for run_id in run_ids:
            try:
                self._store.trash.purge(run_id)
            except StoreError as error:
                self._edited(EditOutcome(Turn.REFUSED, str(error), run_id, is_in_trash=True))
            else:
                purged += 1
                self._order.forget(run_id)
        if purged:
            self._edited(EditOutcome(Turn.PURGED, format_count(purged, "run")))
            self._changed()

    def _step(self, place: Place, run: Run, edit: Edit) -> Step:
        """Return the step of an edit, given the run before it."""
        back = edit.back(run)
        undo = partial(self._make, run.id, back)
        redo = partial(self._edit_again, place, run, edit)
        return Step(edit.text(run), edit.undone(run), undo, redo, run.id, edit, back)

    def _edit_again(self, place: Place, run: Run, edit: Edit) -> None:
        self.record(place, self._step(place, self._make(run.id, edit) or run, edit), Turn.REDONE)

    def _make(self, run_id: str, edit: Edit) -> Run | None:
        """Make the edit; return the run before it, or None if it changes nothing."""
        if isinstance(edit, MoveToTrash):
            run = self._store.get(run_id)
            self._store.trash.take(run_id)
        elif isinstance(edit, Restore):
            self._store.trash.restore(run_id)
            run = self._store.get(run_id)
        else:
            run, after = self._write(run_id, edit)
            if run == after:
                return None
        return run

    def _write(self, run_id: str, edit: TextEdit) -> tuple[Run, Run]:
        before: list[Run] = []

        def change(run: Run) -> Run:
            before.append(run)
            return edit.of(run)

        after = self._store.edit(run_id, change)
        return before[-1], after

    def _keep(self, place: Place, error: Exception, *, is_undone: bool) -> None:
        """Keep a step for another try, unless its run is gone."""
        if isinstance(error, RunMissing | RunDamaged):
            self._order.drop(place)
        else:
            self._order.end(place, is_undone=is_undone)

    def _report(self, turn: Turn, text: str, step: Step, edit: Edit | None) -> None:
        self._edited(EditOutcome(turn, text, step.run_id, isinstance(edit, MoveToTrash), not step.is_instant))
        if not step.is_instant:
            self._changed()

    def _refuse(self, run_id: str, edit: Edit | None, reason: str) -> None:
        """Report that the edit was not made: a run to be restored is still in the trash."""
        self._edited(EditOutcome(Turn.REFUSED, reason, run_id, isinstance(edit, Restore)))
