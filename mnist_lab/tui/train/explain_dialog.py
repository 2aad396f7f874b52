"""Explains the setting under the cursor, on F1."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from mnist_lab.domain.runs.setting_fields import SettingField
from mnist_lab.tui.dialogs.dialog import Dialog
from mnist_lab.tui.dialogs.key_line import KeyLine
from mnist_lab.tui.train.setting_words import Explanation
from mnist_lab.tui.widgets.hanging_text import HangingText


class ExplainDialog(Dialog[None]):
    """A setting in three lines, what it takes, its option and the baseline's value."""

    BINDING_GROUP_TITLE = "Explanation"

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f1,enter", "leave", "Back", id="explanation.leave")]

    OPENED_BY: ClassVar[frozenset[str]] = frozenset({"form.explain"})

    def __init__(self, field: SettingField, explained: Explanation) -> None:
        super().__init__()
        self._option = field.option
        self._explained = explained

    def compose(self) -> ComposeResult:
        """Return the explanation, then the facts."""
        with Vertical(classes="dialog"):
            yield Static(self._explained.title, classes="title", markup=False)
            for sentence in self._explained.sentences:
                yield HangingText(sentence, classes="words")
            facts = f"{self._explained.facts} On the command line: {self._option}"
            yield HangingText(facts, classes="facts")
            yield KeyLine(self.back_part(), classes="foot")
