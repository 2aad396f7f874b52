"""The base of questions that are answered by a key or by a line of a list."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from textual import on
from textual.widgets import OptionList

from mnist_lab.tui.dialogs.dialog import Dialog

Answer = TypeVar("Answer", bound=StrEnum)


class ChoiceDialog(Dialog[Answer]):
    """Returns a member of `answers`; the ids of the list's options, and the arguments of `answer`, are their names."""

    def __init__(self, answers: type[Answer]) -> None:
        super().__init__()
        self._answers = answers

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        """Answer with the chosen line."""
        self.action_answer(str(event.option.id))

    def action_choose(self) -> None:
        """Answer with the line under the cursor."""
        self.query_one(OptionList).action_select()

    def action_answer(self, name: str) -> None:
        """Answer."""
        self.dismiss(self._answers[name])
