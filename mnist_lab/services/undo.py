"""What the user did to runs, with undo and redo; edits of kept runs are made on the writer thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from mnist_lab.data.digits_file import DigitsUnreadable
from mnist_lab.domain.formatting.units import format_count
from mnist_lab.domain.runs.edits import Edit, EditOutcome, MoveToTrash, Restore, TextEdit, Turn
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.run_request import RunRefused
from mnist_lab_store.errors import RunDamaged, RunMissing, StoreError
from mnist_lab_store.run_store import RunStore

REFUSALS = (StoreError, RunRefused, DigitsUnreadable)
"""What undoing and redoing may raise."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done, in words, and what undoes and redoes it, on the writer thread.

    `redo` has the step recorded again, as redone. `edit` and `back` are the edits of one run, if it is that.
    """

    text: str
    undone: str
    undo: Callable[[], object]
    redo: Callable[[], object]
    run_id: str = ""
    edit: Edit | None = None
    back: Edit | None = None


class EditHistory:
    """Makes edits, each on the newest document of its run; undoes and redoes them and every other step recorded.

    `ask` runs a job on the one thread that writes. On it `edited` gets the outcome of each step, and `changed` is
    called once the store has changed.
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
        self._done: list[Step] = []
        self._undone: list[Step] = []

    @property
    def can_undo(self) -> bool:
        """Return whether a step can be undone, of those that were made so far."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Return whether a step can be redone."""
        return bool(self._undone)

    def do(self, run_id: str, edit: Edit) -> None:
        """Make an edit; what was undone before it can no longer be redone."""
        self._ask(partial(self._do, run_id, edit))

    def undo(self) -> None:
        """Undo the last step."""
        self._ask(self._undo)

    def redo(self) -> None:
        """Redo the step that was undone last."""
        self._ask(self._redo)

    def purge(self, run_ids: Sequence[str]) -> None:
        """Remove runs in the trash for good."""
        self._ask(partial(self._purge, tuple(run_ids)))

    def record(self, step: Step, turn: Turn = Turn.DONE) -> None:
        """Take a step that was made, so that it can be undone, and report it; call it on the writer thread."""
        self._done.append(step)
        if turn is Turn.DONE:
            self._undone.clear()
        self._report(turn, step.text, step.run_id, step.edit)

    def _do(self, run_id: str, edit: Edit) -> None:
        try:
            run = self._make(run_id, edit)
        except StoreError as error:
            self._refuse(run_id, edit, str(error))
            return
        if run is not None:
            self.record(self._step(run, edit))

    def _undo(self) -> None:
        if not self._done:
            self._edited(EditOutcome(Turn.NOTHING_TO_UNDO))
            return
        step = self._done.pop()
        try:
            step.undo()
        except REFUSALS as error:
            self._keep(step, self._done, error)
            self._refuse(step.run_id, step.back, f"Could not undo: you {step.text}. {error}")
        else:
            self._undone.append(step)
            self._report(Turn.UNDONE, step.undone, step.run_id, step.back)

    def _redo(self) -> None:
        if not self._undone:
            self._edited(EditOutcome(Turn.NOTHING_TO_REDO))
            return
        step = self._undone.pop()
        try:
            step.redo()
        except REFUSALS as error:
            self._keep(step, self._undone, error)
            self._refuse(step.run_id, step.edit, str(error))

    def _purge(self, run_ids: tuple[str, ...]) -> None:
        purged = 0
        for run_id in run_ids:
            try:
                self._store.trash.purge(run_id)
            except StoreError as error:
                self._edited(EditOutcome(Turn.REFUSED, str(error), run_id, is_in_trash=True))
            else:
                purged += 1
                self._done = [step for step in self._done if step.run_id != run_id]
                self._undone = [step for step in self._undone if step.run_id != run_id]
        if purged:
            self._edited(EditOutcome(Turn.PURGED, format_count(purged, "run")))
            self._changed()

    def _step(self, run: Run, edit: Edit) -> Step:
        """Return the step of an edit, given the run before it."""
        back = edit.back(run)
        undo = partial(self._make, run.id, back)
        redo = partial(self._edit_again, run, edit)
        return Step(edit.text(run), edit.undone(run), undo, redo, run.id, edit, back)

    def _edit_again(self, run: Run, edit: Edit) -> None:
        self.record(self._step(self._make(run.id, edit) or run, edit), Turn.REDONE)

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

    def _keep(self, step: Step, where: list[Step], error: Exception) -> None:
        """Keep a step for another try, unless its run is gone."""
        if not isinstance(error, RunMissing | RunDamaged):
            where.append(step)

    def _report(self, turn: Turn, text: str, run_id: str, edit: Edit | None) -> None:
        self._edited(EditOutcome(turn, text, run_id, isinstance(edit, MoveToTrash)))
        self._changed()

    def _refuse(self, run_id: str, edit: Edit | None, reason: str) -> None:
        """Report that the edit was not made: a run to be restored is still in the trash."""
        self._edited(EditOutcome(Turn.REFUSED, reason, run_id, isinstance(edit, Restore)))
