"""Asks before many runs start, or a long one: how many, and how long they take."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static
from textual.widgets.option_list import Option

from mnist_lab.domain.experiments.batch import Cost
from mnist_lab.tui.dialogs.choice_dialog import ChoiceDialog
from mnist_lab.tui.dialogs.key_line import KeyLine
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.widgets.choice_list import ChoiceList
from mnist_lab.tui.widgets.clickable_line import Part


class Start(StrEnum):
    """What is to start."""

    ALL = "all"
    QUICK = "quick"


class LongTrainingDialog(ChoiceDialog[Start]):
    """Says how many runs there are and how long they take, and offers the quick budget if there is one."""

    BINDING_GROUP_TITLE = "Start"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer('ALL')", "Start", id="start.all"),
        Binding("B", "answer('QUICK')", "Start with the quick budget", id="start.quick"),
        Binding("n,q", "leave", "Back", id="start.leave"),
    ]

    def __init__(self, cost: Cost, quick: Cost | None) -> None:
        super().__init__(Start)
        self._cost = cost
        self._quick = quick

    def compose(self) -> ComposeResult:
        """Return the cost, the answers and the keys."""
        with Vertical(classes="dialog"):
            yield Static(f"{self._cost.text}. Start?", classes="title", markup=False)
            options = [Option(f"{key_hint(self.app, 'start.all', 'y')}  start", id="ALL")]
            if self._quick is not None:
                key = key_hint(self.app, "start.quick", "B")
                words = f"{key}  with the quick budget: about {self._quick.duration}"
                options.append(Option(words, id="QUICK"))
            yield ChoiceList(*options, markup=False, compact=True)
            yield KeyLine(Part("enter  choose", action="screen.choose"), self.back_part(), classes="foot")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the quick budget if there is one."""
        if action == "answer" and parameters == (Start.QUICK.name,):
            return self._quick is not None
        return super().check_action(action, parameters)
