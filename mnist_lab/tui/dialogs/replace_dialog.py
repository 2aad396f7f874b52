"""Asks before a file is replaced."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from mnist_lab.tui.dialogs.dialog import Dialog
from mnist_lab.tui.dialogs.key_line import KeyLine
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.widgets.choice_list import ChoiceList
from mnist_lab.tui.widgets.clickable_line import Part


class ReplaceDialog(Dialog[bool]):
    """Offers to keep the file, or to replace it."""

    BINDING_GROUP_TITLE = "Replace"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "answer(False)", "Keep", id="replace.keep"),
        Binding("y", "answer(True)", "Replace", id="replace.replace"),
    ]

    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path

    def compose(self) -> ComposeResult:
        """Return the question and its two answers."""
        with Vertical(classes="dialog"):
            yield Static("This file exists. Replace it?", classes="title", markup=False)
            yield Static(self._path, classes="words", markup=False)
            yield ChoiceList(
                Option(f"{key_hint(self.app, 'replace.keep', 'n')}  keep it, and write under another name", id="keep"),
                Option(f"{key_hint(self.app, 'replace.replace', 'y')}  replace it", id="replace"),
                markup=False,
                compact=True,
            )
            yield KeyLine(Part("enter  choose", action="screen.choose"), self.back_part("keep"), classes="foot")

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        """Answer with the chosen line."""
        self.action_answer(event.option.id == "replace")

    def action_choose(self) -> None:
        """Answer with the line under the cursor."""
        self.query_one(OptionList).action_select()

    def action_answer(self, yes: bool) -> None:
        """Answer."""
        self.dismiss(yes)
