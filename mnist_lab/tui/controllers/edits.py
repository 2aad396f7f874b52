"""Edits of kept runs, undo, and the trash."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mnist_lab.domain.runs.edits import Edit, EditOutcome, Restore, Turn
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.tui.controllers.ports import Ports
from mnist_lab.util.background import InOrder
from mnist_lab_store.errors import StoreError

SENTENCES = {
    Turn.DONE: "{}. {undo} undoes it.",
    Turn.UNDONE: "Undone: {}. {redo} redoes it.",
    Turn.REDONE: "Redone: {}. {undo} undoes it.",
    Turn.NOTHING_TO_UNDO: "There is nothing to undo.",
    Turn.NOTHING_TO_REDO: "There is nothing to redo.",
    Turn.PURGED: "Purged {}.",
}


class EditController:
    """Makes edits, undoes them and makes them again, says what happened, and reads the trash.

    `show_trash` takes what is in the trash, the newest first, and whether the user asked to see it; on any thread.
    """

    def __init__(
        self,
        ports: Ports,
        show_trash: Callable[[tuple[Summary, ...], bool], object],
    ) -> None:
        self._session = ports.session
        self._notices = ports.notices
        self._reads = InOrder(ports.background)
        self._show_trash = show_trash
        self._key = ports.key

    @property
    def can_undo(self) -> bool:
        """Return whether undo changes runs next, not only the view of the table."""
        last = self._session.history.last
        return last is not None and not last.is_instant

    def edit(self, run_id: str, edit: Edit) -> None:
        """Make an edit."""
        self._session.edits.do(run_id, edit)

    def undo(self) -> None:
        """Undo what was done last, to runs or to the view of the table."""
        self._session.history.undo()

    def redo(self) -> None:
        """Redo what was undone last."""
        self._session.history.redo()

    def restore(self, run_id: str) -> None:
        """Move a run out of the trash."""
        self._session.edits.do(run_id, Restore())

    def purge(self, run_ids: Sequence[str]) -> None:
        """Remove runs for good."""
        self._session.edits.purge(run_ids)

    def report(self, outcome: EditOutcome) -> None:
        """Say what happened to an edit."""
        turn, text = outcome.turn, outcome.text
        undo, redo = self._key("runs.undo", "z"), self._key("runs.redo", "Z")
        if turn is Turn.REFUSED:
            self._notices.error(text)
            return
        if turn is Turn.DONE and not outcome.is_of_runs:
            return  # the table shows it
        if turn is Turn.OFFERED:
            self._notices.notice(f"You {text}. {undo} restores it.")
            return
        if turn is Turn.NOTHING_TO_UNDO and self._session.queue.waiting:
            self._notices.flash(f"{SENTENCES[turn]} {self._key('queue.out', 'D')} takes a run out of the queue.")
            return
        shown = text[:1].upper() + text[1:] if turn is Turn.DONE else text
        self._notices.flash(SENTENCES[turn].format(shown, undo=undo, redo=redo))

    def read_trash(self, *, opens: bool) -> None:
        """Read what is in the trash; `opens` if the user asked to see it."""

        def read() -> None:
            try:
                self._show_trash(self._session.kept.trashed(), opens)
            except StoreError as error:
                self._notices.error(str(error))

        self._reads.submit(read)
