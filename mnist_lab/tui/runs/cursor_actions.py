"""Keys that move the cursor of the table, and the one that explains its column."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from mnist_lab.domain.views.cells import course_word, explanation, verdict_label
from mnist_lab.tui.runs.arranged_table import ArrangedTable
from mnist_lab.tui.state.messages import GlossaryRequested

EVERY_LINE = 9_999_999


class CursorActions(ArrangedTable):
    """A table whose cursor moves over lines and columns."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "explain", "Explain the column", id="table.explain"),
        Binding("up,k", "move(-1)", "Run above", id="table.up"),
        Binding("down,j", "move(1)", "Run below", id="table.down"),
        Binding("pageup", "page(-1)", "Page up", id="table.page_up"),
        Binding("pagedown", "page(1)", "Page down", id="table.page_down"),
        Binding("g,home", f"move(-{EVERY_LINE})", "First run", id="table.first"),
        Binding("G,end", f"move({EVERY_LINE})", "Last run", id="table.last"),
        Binding("left", "column(-1)", "Column left", id="table.left"),
        Binding("right", "column(1)", "Column right", id="table.right"),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Explain a column only if there are lines."""
        return len(self.lines) > 0 if action == "explain" else super().check_action(action, parameters)

    def action_move(self, by: int) -> None:
        """Move the cursor by this many lines."""
        self.cursor += by

    def action_page(self, by: int) -> None:
        """Move the cursor by a page."""
        self.cursor += by * max(1, self.size.height - 2 - self.pinned)

    def action_column(self, by: int) -> None:
        """Move to the next column."""
        self.column += by

    def action_explain(self) -> None:
        """Explain the column under the cursor; those of the verdict by its word under the cursor."""
        column, line = self.column_here, self.line_here
        if column is None:
            return
        word_of = {"verdict": verdict_label, "course": course_word}.get(column.key)
        word = word_of(line) if word_of is not None and line is not None else None
        if word is not None:
            self.post_message(GlossaryRequested(word))
            return
        name = column.setting.setting.label if column.setting is not None else column.heading
        self.post_message(GlossaryRequested(explained=(name, explanation(column, line))))
