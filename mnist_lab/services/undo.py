"""The user's edits of kept runs, made on the writer thread, with undo and redo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from mnist_lab.domain.formatting.units import format_count
from mnist_lab.domain.runs.edits import Edit, EditOutcome, MoveToTrash, Restore, TextEdit, Turn
from mnist_lab.domain.runs.run import Run
from mnist_lab_store.errors import RunDamaged, RunMissing, StoreError
from mnist_lab_store.run_store import RunStore


@dataclass(frozen=True, slots=True)
class Done:
    """An edit that was made, the edit that undoes it, and the text of both."""

    run_id: str
    edit: Edit
    back: Edit
    text: str
    undone: str


class EditHistory:
    """Makes edits, undoes and redoes them, each on the newest document of its run.

    `ask` runs a job on the one thread that writes. On it `edited` gets the outcome of each edit, and `changed` is
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
        self._done: list[Done] = []
        self._undone: list[Done] = []

    def do(self, run_id: str, edit: Edit) -> None:
        """Make an edit; edits undone before it can no longer be redone."""
        self._ask(partial(self._do, run_id, edit))

    def undo(self) -> None:
        """Undo the last edit."""
        self._ask(self._undo)

    def redo(self) -> None:
        """Redo the edit that was undone last."""
        self._ask(self._redo)

    def purge(self, run_ids: Sequence[str]) -> None:
        """Remove runs in the trash for good."""
        self._ask(partial(self._purge, tuple(run_ids)))

    def _do(self, run_id: str, edit: Edit) -> None:
        try:
            done = self._made(run_id, edit)
        except StoreError as error:
            self._refuse(run_id, edit, str(error))
            return
        if done is not None:
            self._done.append(done)
            self._undone.clear()
            self._report(Turn.DONE, done.text, run_id, edit)

    def _undo(self) -> None:
        if not self._done:
            self._edited(EditOutcome(Turn.NOTHING_TO_UNDO))
            return
        done = self._done.pop()
        try:
            self._made(done.run_id, done.back)
        except StoreError as error:
            self._keep(done, self._done, error)
            self._refuse(done.run_id, done.back, f"Could not undo: you {done.text}. {error}")
        else:
            self._undone.append(done)
            self._report(Turn.UNDONE, done.undone, done.run_id, done.back)

    def _redo(self) -> None:
        if not self._undone:
            self._edited(EditOutcome(Turn.NOTHING_TO_REDO))
            return
        done = self._undone.pop()
        try:
            again = self._made(done.run_id, done.edit)
        except StoreError as error:
            self._keep(done, self._undone, error)
            self._refuse(done.run_id, done.edit, str(error))
        else:
            self._done.append(again or done)
            self._report(Turn.REDONE, done.text, done.run_id, done.edit)

    def _purge(self, run_ids: tuple[str, ...]) -> None:
        purged = 0
        for run_id in run_ids:
            try:
                self._store.trash.purge(run_id)
            except StoreError as error:
                self._edited(EditOutcome(Turn.REFUSED, str(error), run_id, is_in_trash=True))
            else:
                purged += 1
                self._done = [done for done in self._done if done.run_id != run_id]
                self._undone = [done for done in self._undone if done.run_id != run_id]
        if purged:
            self._edited(EditOutcome(Turn.PURGED, format_count(purged, "run")))
            self._changed()

    def _made(self, run_id: str, edit: Edit) -> Done | None:
        """Make the edit; return None if it changes nothing."""
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
        return Done(run_id, edit, edit.back(run), edit.text(run), edit.undone(run))

    def _write(self, run_id: str, edit: TextEdit) -> tuple[Run, Run]:
        before: list[Run] = []

        def change(run: Run) -> Run:
            before.append(run)
            return edit.of(run)

        after = self._store.edit(run_id, change)
        return before[-1], after

    def _keep(self, done: Done, where: list[Done], error: StoreError) -> None:
        """Keep an edit for another try, unless its run is gone."""
        if not isinstance(error, RunMissing | RunDamaged):
            where.append(done)

    def _report(self, turn: Turn, text: str, run_id: str, edit: Edit) -> None:
        self._edited(EditOutcome(turn, text, run_id, isinstance(edit, MoveToTrash)))
        self._changed()

    def _refuse(self, run_id: str, edit: Edit, reason: str) -> None:
        """Report that the edit was not made: a run to be restored is still in the trash."""
        self._edited(EditOutcome(Turn.REFUSED, reason, run_id, isinstance(edit, Restore)))
