"""The steps that can be undone and redone: edits of runs, the trash, the queue, and the view of the table."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial

from mnist_lab.data.digits_file import DigitsUnreadable
from mnist_lab.domain.runs.edits import Edit, EditOutcome, MoveToTrash, Turn, refused
from mnist_lab.domain.runs.run_request import RunRefused
from mnist_lab.services.step_order import Place, Step, StepOrder
from mnist_lab_store.errors import RunDamaged, RunMissing, StoreError

REFUSALS = (StoreError, RunRefused, DigitsUnreadable)
"""What undoing and redoing may raise."""


class StepHistory:
    """Undoes and redoes what is recorded, in the order in which it was asked for.

    `ask` runs a job on the one thread that writes; there a step waits for those before it, but an instant one waits for
    nothing. `edited` gets the outcome of each step, on either thread, and `changed` is called once the store has
    changed.
    """

    def __init__(
        self,
        ask: Callable[[Callable[[], None]], None],
        edited: Callable[[EditOutcome], None],
        changed: Callable[[], None],
    ) -> None:
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

    def take(self, step: Step) -> None:
        """Record an instant step that was made, and report it."""
        self._order.fill(self._order.reserve(), step, cuts=True)
        self._report(Turn.DONE, step.text, step, None)

    def reserve(self) -> Place:
        """Return the place of a step that is asked for now; `record` or `drop` follows."""
        return self._order.reserve()

    def record(self, place: Place, step: Step, turn: Turn = Turn.DONE) -> None:
        """Record the step that was made at this place; call it on the writer thread."""
        is_undo_wanted = self._order.fill(place, step, cuts=turn is Turn.DONE)
        self._report(turn, step.text, step, step.edit)
        if is_undo_wanted:
            self._undo(place)

    def drop(self, place: Place) -> None:
        """Drop the place of a step that was not made.

        If it was to be undone, nothing is: the step before it may by now lie below others.
        """
        if self._order.drop(place):
            self._edited(EditOutcome(Turn.NOTHING_TO_UNDO))

    def forget(self, run_id: str) -> None:
        """Drop all steps of a run that is gone for good."""
        self._order.forget(run_id)

    def forget_steps(self, steps: Collection[Step]) -> None:
        """Drop these steps, of something that is there no longer."""
        self._order.forget_steps(steps)

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
            self._edited(refused(step.run_id, step.back, f"Could not undo: you {step.text}. {error}"))
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
            self._edited(refused(step.run_id, step.edit, str(error)))
            return
        if step.is_instant:
            self._order.end(place, is_undone=False)
            self._report(Turn.REDONE, step.text, step, step.edit)
        else:
            self._order.end_asking(place)

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
