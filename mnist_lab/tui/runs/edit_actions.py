"""Keys that edit the run under the cursor, for any screen with one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from textual.binding import Binding, BindingType

from mnist_lab.domain.formatting.text_cleaning import NAME_LENGTH
from mnist_lab.domain.runs.control_request import ControlRequest
from mnist_lab.domain.runs.edits import Annotate, Edit, MoveToTrash, Pin, Rename, TextEdit, retagged, tags_as_text
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.tui.dialogs.edit_text_dialog import LineScreen, NoteScreen
from mnist_lab.tui.state.messages import RemoteControlRequested, Request, WithdrawalRequested
from mnist_lab.tui.widgets.undo_actions import UndoActions

NEED_A_RUN = frozenset({"edit_tags", "edit_note", "edit_name", "trash"})


class EditActions(UndoActions):
    """A screen whose run can be tagged, noted, named, pinned and moved to the trash."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "edit_tags", "tags", id="runs.tags"),
        Binding("n", "edit_note", "note", id="runs.note"),
        Binding("N", "edit_name", "name", id="runs.name"),
        Binding("p", "toggle_pin", "pin/unpin as baseline", id="runs.pin"),
        Binding("D,delete", "trash", "to the trash", id="runs.trash"),
        Binding("u", "open_trash", "open trash", id="runs.open_trash"),
    ]

    @dataclass
    class EditRequested(Request):
        """The user wants this edit of the run."""

        run_id: str
        edit: Edit

    @dataclass
    class TrashReadRequested(Request):
        """Read what is in the trash; `opens` if the user asked to see it."""

        opens: bool = True

    @property
    def run_here(self) -> Run | None:
        """Return the run to edit, as it is in the table: without epochs."""
        return None

    @property
    def run_to_pin(self) -> Run | None:
        """Return the run that the pin is for."""
        return self.run_here

    @property
    def is_on_group(self) -> bool:
        """Return whether the cursor is on several runs, of which none can be edited."""
        return False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Offer what needs a run only if there is one, and the pin if a run can be the baseline."""
        run = self.run_here
        if action == "toggle_pin":
            run = self.run_to_pin
            return run is not None and (run.pinned_at is not None or not run.state.is_active())
        if action in NEED_A_RUN and self.is_on_group:
            return False
        if action == "trash" and run is not None:
            return not run.state.is_training()
        return action not in NEED_A_RUN or run is not None

    def action_edit_tags(self) -> None:
        """Let the tags be written; those that another process gives meanwhile stay."""
        run = self.run_here
        if run is not None:
            shown = run.tags

            def keep(typed: str | None) -> None:
                if typed is not None:
                    self._ask(run, retagged(shown, typed))

            window = LineScreen(f"Tags of “{run.whole_title}”", tags_as_text(shown), "Words between spaces or commas.")
            self.app.push_screen(window, keep)

    def action_edit_note(self) -> None:
        """Let the note be written."""
        run = self.run_here
        if run is not None:

            def keep(typed: str | None) -> None:
                if typed is not None:
                    self._ask(run, Annotate(typed))

            self.app.push_screen(NoteScreen(f"Note on “{run.whole_title}”", run.note), keep)

    def action_edit_name(self) -> None:
        """Let the name be written."""
        run = self.run_here
        if run is not None:

            def keep(typed: str | None) -> None:
                if typed is not None:
                    self._ask(run, Rename(typed))

            hint = f"Without a name: “{run.spec.described()}”."
            self.app.push_screen(LineScreen(f"Name of “{run.whole_title}”", run.name, hint, NAME_LENGTH), keep)

    def action_toggle_pin(self) -> None:
        """Ask for the run to be the baseline, or no longer."""
        run = self.run_to_pin
        if run is not None:
            self._ask(run, Pin(datetime.now(UTC) if run.pinned_at is None else None))

    def action_trash(self) -> None:
        """Ask for the run to go to the trash, or out of the queue that it waits in."""
        run = self.run_here
        if run is not None:
            self.post_message(self._removal_of(run))

    def action_open_trash(self) -> None:
        """Ask for what is in the trash."""
        self.post_message(self.TrashReadRequested())

    def _removal_of(self, run: Run) -> Request:
        if run.state is not RunState.QUEUED:
            return self.EditRequested(run.id, MoveToTrash())
        if run.holder is None:
            return WithdrawalRequested((run.id,))
        return RemoteControlRequested(run.id, ControlRequest.STOP_NOW)

    def _ask(self, run: Run, words: TextEdit) -> None:
        """Ask for the edit if it would change what the user saw."""
        if words.of(run) != run:
            self.post_message(self.EditRequested(run.id, words))
