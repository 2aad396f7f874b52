"""Asks before runs are gone for good."""

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
from mnist_lab.tui.widgets.hanging_text import HangingText


class PurgeDialog(Dialog[bool]):
    """Offers to keep the runs in the trash, or to remove them from the disk."""

    BINDING_GROUP_TITLE = "Purge"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "answer(False)", "Keep", id="purge.keep"),
        Binding("y", "answer(True)", "Purge", id="purge.purge"),
    ]

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """Return the question, what hangs on it, and its two answers."""
        with Vertical(classes="dialog"):
            yield Static(self._question, classes="title", markup=False)
            words = "Settings, curves and weights are removed from the disk. This cannot be undone."
            yield HangingText(words, classes="words")
            yield ChoiceList(
                Option(f"{key_hint(self.app, 'purge.keep', 'n')}  keep in the trash", id="keep"),
                Option(f"{key_hint(self.app, 'purge.purge', 'y')}  purge", id="purge"),
                markup=False,
                compact=True,
            )
            yield KeyLine(Part("enter  choose", action="screen.choose"), self.back_part("keep"), classes="foot")

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        """Answer with the chosen line."""
        self.action_answer(event.option.id == "purge")

    def action_choose(self) -> None:
        """Answer with the line under the cursor."""
        self.query_one(OptionList).action_select()

    def action_answer(self, yes: bool) -> None:
        """Answer."""
        self.dismiss(yes)
