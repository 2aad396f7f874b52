"""The half of the app that has to do with what a person changes of kept runs."""

from __future__ import annotations

from textual import on, work

from mnist_lab.domain.runs.edits import Restore, Turn
from mnist_lab.services.undo import EditHistory
from mnist_lab.tui.controllers.runs import SessionApp
from mnist_lab.tui.runs.edit_actions import RunEdits
from mnist_lab.tui.runs.empty_table import EmptyTable, TrashLook
from mnist_lab.tui.runs.trash_dialog import TrashScreen
from mnist_lab.tui.state.messages import Edited, ErrorNotice, TrashLoaded
from mnist_lab_store.errors import StoreError

SENTENCES = {
    Turn.DONE: "{}. z takes it back.",
    Turn.TAKEN_BACK: "Undone: {}. Z does it again.",
    Turn.DONE_AGAIN: "Done again: {}. z takes it back.",
    Turn.NOTHING_TO_TAKE_BACK: "There is nothing to take back.",
    Turn.NOTHING_TO_DO_AGAIN: "There is nothing to do again.",
    Turn.PURGED: "Purged {} for good.",
}


class EditApp(SessionApp):
    """Has edits made, taken back and made again, says what came of them, and shows the trash."""

    edits: EditHistory
    _can_take_back = False

    def begin_to_watch(self) -> None:
        """Have the kept runs told, now and whenever they change."""
        self.edits = self.session.watch(self.announcer)

    @on(RunEdits.ChangeRequested)
    def change(self, message: RunEdits.ChangeRequested) -> None:
        """Have an edit made."""
        self.edits.do(message.run_id, message.edit)

    @on(RunEdits.UndoRequested)
    def undo(self) -> None:
        """Have the last edit taken back."""
        self.edits.undo()

    @on(RunEdits.RedoRequested)
    def redo(self) -> None:
        """Have it made again."""
        self.edits.redo()

    @on(TrashScreen.RestoreRequested)
    def restore(self, message: TrashScreen.RestoreRequested) -> None:
        """Have a run brought back from the trash."""
        self.edits.do(message.run_id, Restore())

    @on(TrashScreen.PurgeRequested)
    def purge(self, message: TrashScreen.PurgeRequested) -> None:
        """Have runs removed for good."""
        self.edits.purge(message.run_ids)

    @on(Edited)
    def tell_edit(self, message: Edited) -> None:
        """Say what came of an edit, in the place of what was said before."""
        words = message.words
        if message.turn is Turn.DONE:
            words = words[:1].upper() + words[1:]
        if message.turn is not Turn.PURGED:
            self._can_take_back = message.turn in {Turn.DONE, Turn.DONE_AGAIN}
        self.flash(SENTENCES[message.turn].format(words))
        self.read_trash_again()

    @on(RunEdits.TrashRequested)
    def read_trash_first(self, message: RunEdits.TrashRequested) -> None:
        """Read what is in the trash, to open its window or to say how much it is."""
        self.read_trash(opens=message.opens)

    def read_trash_again(self) -> None:
        """Read what is in the trash, where its window is open."""
        if self._trash is not None:
            self.read_trash(opens=False)

    @work(thread=True)
    def read_trash(self, *, opens: bool) -> None:
        """Read what is in the trash."""
        try:
            self.post_message(TrashLoaded(self.session.trashed(), opens))
        except StoreError as error:
            self.post_message(ErrorNotice(str(error)))

    @on(TrashLoaded)
    def show_trash(self, message: TrashLoaded) -> None:
        """Show what is in the trash, or how much it is where no other run is kept."""
        for empty in self.screen_stack[0].query(EmptyTable):
            empty.trash = TrashLook(len(message.summaries), self._can_take_back)
        if self._trash is not None:
            self._trash.show(message.summaries)
        elif message.opens:
            self.push_screen(TrashScreen(message.summaries))

    @property
    def _trash(self) -> TrashScreen | None:
        return next((screen for screen in self.screen_stack if isinstance(screen, TrashScreen)), None)
