"""The field in which a filter is typed, with the faulty part marked."""

from __future__ import annotations

from typing import ClassVar

from rich.highlighter import Highlighter
from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive

from mnist_lab.domain.filters.query import Problem
from mnist_lab.tui.dialogs.line_field import LineField
from mnist_lab.tui.key_names import types_character


class FilterField(LineField):
    """A line for a filter; what its list of completions and the earlier filters need, it reports."""

    BINDING_GROUP_TITLE = "Filter"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "take", "complete", id="filter.take"),
        Binding("escape", "discard", "discard", id="filter.discard"),
        Binding("up", "go(-1)", "earlier filter", id="filter.up"),
        Binding("down", "go(1)", "completions", id="filter.down"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"filter-field--wrong", "filter-field--unfinished"}

    problem: reactive[Problem | None] = reactive(None)

    class TakeRequested(Message):
        """Take the completion that is marked."""

    class GoRequested(Message):
        """Go up or down: in the completions, or in the earlier filters."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    class Discarded(Message):
        """The user wants the filter before."""

    class Left(Message):
        """The keys are elsewhere now."""

    def __init__(self) -> None:
        super().__init__(compact=True, select_on_focus=False)
        self.highlighter = _Marker(self)
        self.can_complete_at_end = False

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Take what types a character, so that it does nothing else."""
        return types_character(key, character)

    def action_take(self) -> None:
        """Ask for the completion."""
        self.post_message(self.TakeRequested())

    def action_go(self, by: int) -> None:
        """Go up or down."""
        self.post_message(self.GoRequested(by))

    def action_discard(self) -> None:
        """Go back to the filter before."""
        self.post_message(self.Discarded())

    def action_cursor_right(self, select: bool = False) -> None:
        """Take the completion if the cursor is at the end, else move it."""
        if self.can_complete_at_end and self.cursor_at_end and not select:
            self.post_message(self.TakeRequested())
        else:
            super().action_cursor_right(select)

    def on_blur(self) -> None:
        """Report that the user went elsewhere."""
        self.post_message(self.Left())

    def style_of(self, problem: Problem) -> Style:
        """Return how the faulty part is marked."""
        name = "unfinished" if problem.is_half_typed else "wrong"
        return self.get_component_rich_style(f"filter-field--{name}", partial=True)


class _Marker(Highlighter):
    """Marks the part of a filter that is left out."""

    def __init__(self, field: FilterField) -> None:
        self._field = field

    def highlight(self, text: Text) -> None:
        """Mark it."""
        problem = self._field.problem
        if problem is not None:
            text.stylize(self._field.style_of(problem), problem.start, problem.end)
