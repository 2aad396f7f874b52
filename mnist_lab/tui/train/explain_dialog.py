"""Explains the setting under the cursor, on F1."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from mnist_lab.domain.runs.setting_explanations import EXPLANATIONS
from mnist_lab.domain.runs.setting_fields import SettingField
from mnist_lab.tui.dialogs.dialog import Dialog
from mnist_lab.tui.key_names import key_hint

OF_THE_POST = "The post:"
"""How a line begins that says what the post found on MNIST."""


class ExplainDialog(Dialog[None]):
    """A setting in three lines, what it takes, its option and the baseline's value.

    On digits other than MNIST it leaves out what the post found.
    """

    BINDING_GROUP_TITLE = "Explanation"

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f1,enter", "leave", "Back", show=False, id="explanation.leave")]

    def __init__(self, field: SettingField, *, of_mnist: bool = True) -> None:
        super().__init__()
        self._field = field
        self._of_mnist = of_mnist

    def compose(self) -> ComposeResult:
        """Return the explanation, then the facts."""
        field = self._field
        with Vertical(classes="dialog"):
            yield Static(field.setting.label, classes="title", markup=False)
            for line in EXPLANATIONS[field.name]:
                if line.startswith(OF_THE_POST) and not self._of_mnist:
                    continue
                yield Static(line, classes="words", markup=False)
            facts = (
                f"Takes {field.expected}. Baseline: {field.text(field.default)}. On the command line: {field.option}"
            )
            yield Static(facts, classes="facts", markup=False)
            yield Static(f"{key_hint(self.app, 'dialog.back', 'esc')}  back", classes="facts", markup=False)
