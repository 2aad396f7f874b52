"""Keys that mark runs and groups, and compare them."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from mnist_lab.domain.comparison.marks import LETTERS, NO_MARKS, Marks
from mnist_lab.domain.tables.columns import columns_by_key
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.runs.line_marks import own_mark
from mnist_lab.tui.runs.marking import all_toggled, toggled
from mnist_lab.tui.runs.table_screen import TableScreen
from mnist_lab.tui.state.messages import FlashRequested
from mnist_lab.tui.state.view_messages import CompareRequested, MarksChangeRequested


class MarkActions(TableScreen):
    """A screen whose runs and groups can be marked, each with a letter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", "mark", id="runs.mark"),
        Binding("A", "mark_all", "mark all", id="runs.mark_all"),
        Binding("U", "unmark_all", "unmark all", id="runs.unmark_all"),
        Binding("d", "compare", "compare", id="runs.compare"),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to mark what is shown while a letter is left, and to compare what is marked."""
        marks = self.view_state.marks
        if action == "mark":
            line = self.line_here
            return line is not None and (not marks.is_full or own_mark(marks, line) is not None)
        if action == "mark_all":
            return self.has_lines
        if action == "unmark_all":
            return bool(marks.marks)
        if action == "compare":
            return self.line_here is not None or len(marks.marks) > 1
        return super().check_action(action, parameters)

    def reason_for(self, action: str, parameters: tuple[object, ...]) -> str:
        """Say what marking and comparing need."""
        mark = key_hint(self.app, "runs.mark", "space")
        if action == "mark" and self.has_lines:
            return f"{len(LETTERS)} are marked, as many as can be compared: {mark} on one unmarks it."
        if action == "unmark_all":
            return f"Nothing is marked: {mark} marks a line."
        return super().reason_for(action, parameters)

    def hint_words(self, binding_id: str) -> str:
        """Say what a key would do with the marks."""
        marks, line = self.view_state.marks, self.line_here
        if binding_id == "runs.mark" and line is not None and own_mark(marks, line) is not None:
            return "unmark"
        if binding_id == "runs.compare" and len(marks.marks) > 1:
            return f"compare {len(marks.marks)}"
        return super().hint_words(binding_id)

    @property
    def first_steps(self) -> str:
        """Return the keys that lead to the best run and to what the evidence says; empty without two lines."""
        if len(self.table.lines) <= 1:
            return ""
        view = self.view_state.view
        steps = [
            *([] if view.is_grouped else [("runs.groups", "o", "groups")]),
            ("table.right", "→", columns_by_key(view.figures)["test_accuracy"].heading),
            ("table.descending", "]", "best on top"),
            ("runs.mark_all", "A", "all"),
            ("runs.compare", "d", "compare"),
        ]
        return "  ".join(["Best run:", *(f"{key_hint(self.app, name, key)} {what}" for name, key, what in steps)])

    def action_mark(self) -> None:
        """Mark the run or group under the cursor, or unmark it."""
        if self.line_here is not None:
            self._ask_for_marks(toggled(self.view_state.marks, self.line_here, self.view_state.view))

    def action_mark_all(self) -> None:
        """Mark what is shown, from the top; if that is marked already, unmark everything."""
        lines = self.table.lines.arrangement.lines
        marks = all_toggled(self.view_state.marks, lines, self.view_state.view)
        if not marks.marks:
            self.action_unmark_all()
            return
        self._ask_for_marks(marks)
        shown = sum(not line.is_inside for line in lines)
        if marks.is_full and shown > len(LETTERS):
            self.post_message(
                FlashRequested(f"Marked {len(LETTERS)} of {shown}, from the top: more cannot be compared at once.")
            )

    def action_unmark_all(self) -> None:
        """Unmark everything, also what is not shown."""
        undo = key_hint(self.app, "runs.undo", "z")
        self.post_message(MarksChangeRequested(NO_MARKS, "unmarked all"))
        self.post_message(FlashRequested(f"Unmarked all. {undo} undoes it."))

    def action_compare(self) -> None:
        """Ask to compare what is marked; with fewer than two marks, the line under the cursor too."""
        line = self.line_here
        if line is None:
            self.post_message(CompareRequested())
            return
        here = own_mark(self.view_state.marks, line) or toggled(NO_MARKS, line, self.view_state.view).marks[0]
        self.post_message(CompareRequested(here))

    def _ask_for_marks(self, marks: Marks) -> None:
        self.post_message(MarksChangeRequested(marks))
