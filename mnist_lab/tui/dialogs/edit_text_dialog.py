"""Dialogs to write the name, the tags or the note of a run: enter keeps, esc discards."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from mnist_lab.tui.dialogs.dialog import Dialog
from mnist_lab.tui.dialogs.key_line import KeyLine
from mnist_lab.tui.dialogs.line_field import LineField
from mnist_lab.tui.dialogs.note_field import NoteField
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.widgets.clickable_line import Part
from mnist_lab.tui.widgets.hanging_text import HangingText


class LineScreen(Dialog[str]):
    """A line of text with what it holds now, `most` characters or, with 0, any number; answers with what is kept."""

    def __init__(self, title: str, text: str, hint: str, most: int = 0) -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._hint = hint
        self._most = most

    def compose(self) -> ComposeResult:
        """Lay out the title, the field, and what it takes."""
        with Vertical(classes="dialog"):
            yield Static(self._title, classes="title", markup=False)
            yield LineField(self._text, compact=True, select_on_focus=False, max_length=self._most)
            yield HangingText(self._hint, classes="facts")
            keep = Part(f"{key_hint(self.app, 'write.keep', 'enter')}  keep", action="screen.keep")
            yield KeyLine(keep, self.back_part("discard"), classes="foot")

    @on(LineField.Submitted)
    def action_keep(self) -> None:
        """Answer with what is written."""
        self.dismiss(self.query_one(LineField).value)


class NoteScreen(Dialog[str]):
    """A note with what it says now; answers with what it says when it is kept."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        """Return the title and the note."""
        with Vertical(classes="dialog"):
            yield Static(self._title, classes="title", markup=False)
            yield NoteField(self._text, compact=True, highlight_cursor_line=False)
            keep, line = key_hint(self.app, "write.keep_note", "enter"), key_hint(self.app, "write.line", "ctrl+o")
            keys = Part(f"{keep}  keep", action="screen.keep"), Part(f"{line}  new line", action="screen.begin_line")
            yield KeyLine(*keys, self.back_part("discard"), classes="foot")

    def on_mount(self) -> None:
        """Put the cursor at the end of the note."""
        field = self.query_one(NoteField)
        field.move_cursor(field.document.end)

    def action_keep(self) -> None:
        """Keep what is written, after a click."""
        self.query_one(NoteField).action_keep()

    def action_begin_line(self) -> None:
        """Start a new line, after a click."""
        field = self.query_one(NoteField)
        field.focus()
        field.action_begin_line()

    @on(NoteField.Kept)
    def _keep(self, message: NoteField.Kept) -> None:
        """Answer with what is written."""
        self.dismiss(message.text)
