"""Edits of kept runs, and the trash: made on the writer thread, each a step that can be undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from mnist_lab.domain.formatting.units import format_count
from mnist_lab.domain.runs.edits import Edit, EditOutcome, MoveToTrash, Restore, TextEdit, Turn, refused
from mnist_lab.domain.runs.run import Run
from mnist_lab.services.step_history import StepHistory
from mnist_lab.services.step_order import Place, Step
from mnist_lab_store.errors import StoreError
from mnist_lab_store.run_store import RunStore


class RunEdits:
    """Makes edits, each on the newest document of its run, and records them in the history.

    `ask` runs a job on the one thread that writes. `edited` gets the outcome of what is not recorded: refused edits,
    and runs removed for good; `changed` is called once those are removed.
    """

    def __init__(
        self,
        store: RunStore,
        history: StepHistory,
        ask: Callable[[Callable[[], None]], None],
        edited: Callable[[EditOutcome], None],
        changed: Callable[[], None],
    ) -> None:
        self._store = store
        self._history = history
        self._ask = ask
        self._edited = edited
        self._changed = changed

    def do(self, run_id: str, edit: Edit) -> None:
        """Make an edit; what was undone before it can no longer be redone."""
        self._ask(partial(self._do, self._history.reserve(), run_id, edit))

    def purge(self, run_ids: Sequence[str]) -> None:
        """Remove runs in the trash for good."""
        self._ask(partial(self._purge, tuple(run_ids)))

    def _do(self, place: Place, run_id: str, edit: Edit) -> None:
        try:
            run = self._make(run_id, edit)
        except StoreError as error:
            self._history.drop(place)
            self._edited(refused(run_id, edit, str(error)))
            return
        if run is not None:
            self._history.record(place, self._step(place, run, edit))
        else:
            self._history.drop(place)

    def _purge(self, run_ids: tuple[str, ...]) -> None:
        purged = 0
        for run_id in run_ids:
            try:
                self._store.trash.purge(run_id)
            except StoreError as error:
                self._edited(EditOutcome(Turn.REFUSED, str(error), run_id, is_in_trash=True))
            else:
                purged += 1
                self._history.forget(run_id)
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
        self._history.record(place, self._step(place, self._make(run.id, edit) or run, edit), Turn.REDONE)

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
