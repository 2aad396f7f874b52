"""A driver that keeps late answers of the terminal from being taken for keys."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from textual.message import Message

from mnist_lab.tui.terminal_driver import TerminalDriver
from mnist_lab.util.terminal_background import LateAnswers


@dataclass
class GroundFound(Message):
    """The terminal has said, late, whether its ground is dark."""

    is_dark: bool


class LateAnswersDriver(TerminalDriver):
    """Used only if an answer is still due when the app starts: Textual would press each of its characters."""

    def typed(self, text: str) -> str:
        """Return the text without answers."""
        return self._answers.filtered(text) if text else self._answers.release()

    @cached_property
    def _answers(self) -> LateAnswers:
        return LateAnswers(lambda is_dark: self.send_message(GroundFound(is_dark)))
