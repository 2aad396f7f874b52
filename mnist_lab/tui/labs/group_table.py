"""The groups of a lab: ours, the post's below or beside it, the difference and what it shows, and the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive

from mnist_lab.domain.labs.analysis import GroupResult
from mnist_lab.domain.labs.status import LabStatus
from mnist_lab.tui.labs.group_rows import (
    CLEAN,
    DIFFERENCE,
    GAP,
    LABEL,
    OURS,
    POST,
    READING,
    SAID,
    TRAINING,
    VALIDATION,
    VERDICT,
    GroupRows,
    rows_for,
)
from mnist_lab.tui.widgets.cursor_list import CursorList, end_keys, step_keys
from mnist_lab.tui.widgets.run_styles import VERDICT_LOOKS
from mnist_lab.util.text_columns import GAP as BETWEEN
from mnist_lab.util.text_columns import padded

RIGHT = frozenset({TRAINING, VALIDATION, GAP, POST, OURS, DIFFERENCE, CLEAN})
MARGIN = 5
"""Cells for the cursor, the letter and the sign of the group active."""
EDGE = 1
"""Cells between the last column and the edge."""


class GroupTable(CursorList):
    """A line for each group, the baseline first, with the letter that it has on the chart; more if it is too
    narrow.
    """

    BINDING_GROUP_TITLE = "Groups"

    BINDINGS: ClassVar[list[BindingType]] = [
        *step_keys("groups", "Group"),
        *end_keys("groups", "Group"),
    ]
    LOOKS = "group-table"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "group-table--heading",
        "group-table--cursor",
        "group-table--dim",
        "group-table--busy",
        "group-table--group_a",
        "group-table--group_b",
        "group-table--group_c",
        "group-table--good",
        "group-table--over",
        "group-table--under",
        "group-table--unsettled",
        "group-table--confident",
    }

    status: reactive[LabStatus | None] = reactive(None, layout=True)
    training: reactive[str] = reactive("")
    """The group whose run is active."""

    @dataclass
    class Highlighted(Message):
        """The cursor is on another group now, in these lines of the table."""

        line: int
        lines: int

    @property
    def group_here(self) -> GroupResult | None:
        """Return the group under the cursor."""
        return self.status.groups[self.cursor] if self.status is not None else None

    def _watch_cursor(self) -> None:
        """Report that the group is another."""
        places = self._rows_in(self.size.width).places
        if self.cursor in places:
            self.post_message(self.Highlighted(1 + places.index(self.cursor), places.count(self.cursor)))

    @property
    def item_count(self) -> int:
        return len(self.status.groups) if self.status is not None else 0

    def item_at(self, line: int) -> int | None:
        places = self._rows_in(self.size.width).places
        return places[line - 1] if 0 < line <= len(places) else None

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return the lines of the heading and the groups."""
        return 1 + len(self._rows_in(width).places)

    def _rows_in(self, width: int) -> GroupRows:
        return rows_for(self.status, width - MARGIN - EDGE) if self.status is not None else GroupRows((), ())

    def render(self) -> Text:
        """Draw the lines, in the widest form that there is room for."""
        if self.status is None:
            return Text()
        rows = self._rows_in(self.size.width)
        headings = BETWEEN.join(_cell(rows.headings, column, rows.widths) for column in _shown(rows))
        lines = [Text(" " * MARGIN + headings, self.look("heading"))]
        for place in range(len(rows.cells)):
            lines += self._lines(place, rows)
        return self.drawn(lines)

    def _lines(self, place: int, rows: GroupRows) -> list[Text]:
        assert self.status is not None
        group = self.status.groups[place]
        line, base = self.begun(place)
        line.append(letter_of(place), base + self._letter_look(group))
        line.append("● " if group.label == self.training else "  ", base + self.look("busy"))
        for at, column in enumerate(_shown(rows)):
            line.append(BETWEEN if at else "", base)
            line.append(_cell(rows.cells[place], column, rows.widths), base + self._cell_look(column, group))
        look = base + self._cell_look(SAID if rows.cells[place][VERDICT] else VERDICT, group)
        posts = [BETWEEN.join(_cell(row, each, rows.widths) for each in _shown(rows)) for row in rows.posts]
        post = [Text(self._indented(words), base + self.look("dim")) for words in posts[place : place + 1]]
        below = map(self._indented, rows.below[place])
        return [self.filled(line, base), *post, *(Text(words, look) for words in below)]

    def _indented(self, words: str) -> str:
        return padded(" " * MARGIN + words, self.size.width)

    def _cell_look(self, column: int, group: GroupResult) -> Style:
        if column == VERDICT and group.verdict is not None:
            return self.look(VERDICT_LOOKS.get(group.verdict.verdict.label) or "unsettled")
        return self.look("dim") if column in {POST, READING, VERDICT, SAID} else Style()

    def _letter_look(self, group: GroupResult) -> Style:
        here = self.group_here
        if self.status is None or here is None:
            return Style()
        shown = self.status.result_with(here).groups
        return self.look(f"group_{'abc'[shown.index(group)]}") if group in shown else self.look("dim")


def letter_of(place: int) -> str:
    """Return the letter of the group at that place."""
    return ascii_uppercase[place]


def _shown(rows: GroupRows) -> list[int]:
    """Return the columns that the form has; that of the labels has no heading."""
    return [column for column, words in enumerate(rows.headings) if words or column == LABEL]


def _cell(row: Sequence[str], column: int, widths: Sequence[int]) -> str:
    return padded(row[column], widths[column], right=column in RIGHT)
