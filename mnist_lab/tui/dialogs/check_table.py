"""The figures that a verdict rests on, beside their conditions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import RenderResult
from textual.widget import Widget

from mnist_lab.domain.fit.rule import Check
from mnist_lab.util.text_columns import GAP, column_widths, padded


class CheckTable(Widget):
    """A line for each check: its name, the figure, a remark, the condition and whether it holds.

    `judged` is the heading of the figures, such as "this run". No line is broken in 75 cells; in fewer the condition is
    on a line of its own.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"check-table--dim", "check-table--figure"}

    def __init__(self, checks: Sequence[Check], judged: str) -> None:
        super().__init__()
        self._judged = judged
        self._checks = checks

    def render(self) -> RenderResult:
        """Draw the lines in columns."""
        headings = ("", self._judged, "", "the rule")
        rows = [headings, *((check.what, check.figure, check.aside, condition(check)) for check in self._checks)]
        what, figure, aside, _ = column_widths(rows)
        dim = self.get_component_rich_style("check-table--dim", partial=True)
        bright = self.get_component_rich_style("check-table--figure", partial=True)
        text = Text()
        for place, row in enumerate(rows):
            text.append(padded(row[0], what) + GAP, dim)
            text.append(padded(row[1], figure, right=True), bright if place else dim)
            text.append(GAP + padded(row[2], aside) + GAP)
            text.append(f"{row[3]}\n", "" if place else dim)
        text.rstrip()
        return text


def condition(check: Check) -> str:
    """Return the condition and whether it holds; nothing if the figure is only there to compare with."""
    return f"{check.rule} {'✓' if check.holds else '✗'}" if check.rule else ""
