"""The figures that a verdict rests on, beside their conditions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.app import RenderResult
from textual.geometry import Size
from textual.widget import Widget

from mnist_lab.domain.fit.rule import Check
from mnist_lab.util.text_columns import GAP, column_widths, padded

THE_RULE = "the rule"
INDENT = "  "


class CheckTable(Widget):
    """A line for each check: its name, the figure, a remark, the condition and whether it holds.

    `judged` is the heading of the figures, such as "this run". No line is cut in 74 cells; if there are fewer than a
    line needs, each condition has a line of its own.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"check-table--dim", "check-table--figure"}

    def __init__(self, checks: Sequence[Check], judged: str) -> None:
        super().__init__()
        self._judged = judged
        self._checks = checks

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return the number of lines."""
        return len(self._lines(width))

    def render(self) -> RenderResult:
        """Draw the lines."""
        return Text("\n", no_wrap=True, end="").join(self._lines(self.size.width))

    def _lines(self, width: int) -> list[Text]:
        rows = [(check.what, check.figure, check.aside, condition(check)) for check in self._checks]
        headings = ("", self._judged, "", THE_RULE)
        what, figure, aside, rule = column_widths([headings, *rows])
        if what + figure + aside + rule + 3 * len(GAP) > width:
            return self._stacked(rows)
        lines = []
        for place, row in enumerate([headings, *rows]):
            line = Text(padded(row[0], what) + GAP, self._look("dim"))
            line.append(padded(row[1], figure, right=True), self._look("figure" if place else "dim"))
            line.append(GAP + padded(row[2], aside) + GAP)
            line.append(row[3], "" if place else self._look("dim"))
            line.rstrip()
            lines.append(line)
        return lines

    def _stacked(self, rows: Sequence[tuple[str, str, str, str]]) -> list[Text]:
        """Return each condition below its figure."""
        what = max(cell_len(row[0]) for row in rows)
        figure = max(cell_len(row[1]) for row in rows)
        lines = []
        for row in rows:
            line = Text(padded(row[0], what) + GAP, self._look("dim"))
            line.append(padded(row[1], figure, right=True), self._look("figure"))
            line.append(GAP + row[2])
            line.rstrip()
            lines.append(line)
            if row[3]:
                lines.append(Text.assemble((f"{INDENT}{THE_RULE}: ", self._look("dim")), row[3]))
        return lines

    def _look(self, name: str) -> Style:
        return self.get_component_rich_style(f"check-table--{name}", partial=True)


def condition(check: Check) -> str:
    """Return the condition and whether it holds; nothing if the figure is only there to compare with."""
    return f"{check.rule} {'✓' if check.holds else '✗'}" if check.rule else ""
