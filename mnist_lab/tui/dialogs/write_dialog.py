"""Asks in which form what is shown is to be written, and to which file, on w."""

from __future__ import annotations

import os
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from mnist_lab.domain.exports.content import Content, Form
from mnist_lab.domain.exports.writing import Writing, with_form
from mnist_lab.tui.dialogs.dialog import Dialog
from mnist_lab.tui.dialogs.key_line import KeyLine
from mnist_lab.tui.dialogs.line_field import LineField
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.widgets.choice_list import ChoiceList
from mnist_lab.tui.widgets.clickable_line import Part
from mnist_lab.tui.widgets.hanging_text import HangingText
from mnist_lab.util.text_columns import padded

HINT = "Missing folders are made; an existing file is replaced only if you agree."
NAMES = {
    Form.CSV: "CSV",
    Form.JSON: "JSON",
    Form.MARKDOWN: "Markdown",
    Form.LATEX: "LaTeX",
    Form.SVG: "SVG",
    Form.CURVES: "CSV of curves",
}
NAME_CELLS = max(map(len, NAMES.values())) + 2


class WriteDialog(Dialog[Writing]):
    """The forms, and the path of the file, whose ending follows the form under the cursor."""

    BINDING_GROUP_TITLE = "Write"

    BINDINGS: ClassVar[list[BindingType]] = [
        # before the field, which scrolls by these keys if a long path does not fit
        Binding("up", "move(-1)", "Form above", priority=True, id="file.up"),
        Binding("down", "move(1)", "Form below", priority=True, id="file.down"),
    ]

    OPENED_BY: ClassVar[frozenset[str]] = frozenset({"out.write", "lab.write"})

    def __init__(self, content: Content, folder: str) -> None:
        super().__init__()
        self._content = content
        self.forms = content.forms
        self._form = self.forms[0][0]
        self._path = os.path.join(folder, f"{content.name}.{self._form}")  # noqa: PTH118  "~" stays as it is

    def compose(self) -> ComposeResult:
        """Lay out the forms and the field."""
        with Vertical(classes="dialog"):
            yield Static(f"Write {self._content.title}", classes="title", markup=False)
            choices = ChoiceList(
                *(Option(f"{padded(NAMES[form], NAME_CELLS)}{words}") for form, words in self.forms),
                markup=False,
                compact=True,
            )
            choices.can_focus = False
            yield choices
            yield Static("to the file", classes="above", markup=False)
            yield LineField(self._path, compact=True, select_on_focus=False)
            yield HangingText(HINT, classes="facts")
            write = Part(f"{key_hint(self.app, 'write.keep', 'enter')}  write", action="screen.keep")
            yield KeyLine(write, Part("↑↓  form", action="screen.move(1)"), self.back_part(), classes="foot")

    def on_mount(self) -> None:
        """Let the user type."""
        self.query_one(ChoiceList).highlighted = 0
        self.query_one(LineField).focus()

    @on(OptionList.OptionSelected)
    def _take_clicked(self, event: OptionList.OptionSelected) -> None:
        """Take the form that was clicked."""
        self._take(event.option_index)

    def action_move(self, by: int) -> None:
        """Take the next form, or the one before."""
        names = [form for form, _ in self.forms]
        self._take((names.index(self._form) + by) % len(names))

    def _take(self, place: int) -> None:
        """Take a form; the name of the file ends as it does."""
        form = self.forms[place][0]
        field = self.query_one(LineField)
        field.value = with_form(field.value, self._form, form)
        field.cursor_position = len(field.value)
        self._form = form
        self.query_one(ChoiceList).highlighted = place

    @on(LineField.Submitted)
    def action_keep(self) -> None:
        """Answer with form and file."""
        path = self.query_one(LineField).value.strip()
        if path:
            self.dismiss(Writing(self._content, self._form, path))
