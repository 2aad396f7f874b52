"""The groups of a lab: the post's figure, ours, the difference and what it shows, and the verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive

from mnist_lab.domain.labs.analysis import GroupResult
from mnist_lab.domain.labs.hypotheses import Outcome
from mnist_lab.domain.labs.status import LabStatus
from mnist_lab.domain.labs.tables import accuracy_table
from mnist_lab.tui.widgets.cursor_list import CursorList
from mnist_lab.tui.widgets.run_styles import VERDICT_LOOKS
from mnist_lab.util.text_columns import GAP, column_widths, padded

LABEL, POST, OURS, DIFFERENCE, VERDICT, SAID = range(6)
"""The columns."""
RIGHT = frozenset({POST, OURS, DIFFERENCE})
MARGIN = 5
"""Cells for the cursor, the letter and the sign of the group active."""
SIGNS = {True: "✓", False: "✗", None: "?"}


class GroupTable(CursorList):
    """A line for each group, the baseline first, with the letter that it has on the chart."""

    BINDING_GROUP_TITLE = "Groups"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Group above", show=False, id="groups.up"),
        Binding("down,j", "move(1)", "Group below", show=False, id="groups.down"),
        Binding("g,home", "move(-99)", "First group", show=False, id="groups.first"),
        Binding("G,end", "move(99)", "Last group", show=False, id="groups.last"),
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
    }

    status: reactive[LabStatus | None] = reactive(None, layout=True)
    training: reactive[str] = reactive("")
    """The group whose run is active."""

    @dataclass
    class Highlighted(Message):
        """The cursor is on another group now, in this line of the table."""

        line: int

    @property
    def group_here(self) -> GroupResult | None:
        """Return the group under the cursor."""
        return self.status.groups[self.cursor] if self.status is not None else None

    def _watch_cursor(self) -> None:
        """Report that the group is another."""
        self.post_message(self.Highlighted(1 + self.cursor))

    @property
    def item_count(self) -> int:
        return len(self.status.groups) if self.status is not None else 0

    def item_at(self, line: int) -> int | None:
        return line - 1 if line > 0 else None

    def get_content_height(self, *_: object) -> int:
        """Return the heading and the groups."""
        return 1 + self.item_count

    def render(self) -> Text:
        """Draw the lines, in the widest form that there is room for."""
        if self.status is None:
            return Text()
        heading, *rows = self._rows(self.status)
        widths = column_widths([heading, *rows])
        headings = GAP.join(_cell(heading, column, widths) for column in _shown(heading))
        lines = [Text(" " * MARGIN + headings, self.look("heading"))]
        lines += [self._line(place, row, widths) for place, row in enumerate(rows)]
        for line in lines:
            line.truncate(self.size.width, overflow="ellipsis")
        return Text("\n", no_wrap=True, overflow="ellipsis", end="").join(lines)

    def _rows(self, status: LabStatus) -> list[list[str]]:
        """Return heading and cells in the widest form that fits, or the narrowest. A column may be empty."""
        rows: list[list[str]] = []
        for rows in self._forms(status):
            widths = column_widths(rows)
            if MARGIN + sum(widths) + len(GAP) * (len(_shown(rows[0])) - 1) <= self.size.width:
                break
        return rows

    def _forms(self, status: LabStatus) -> Iterator[list[list[str]]]:
        tables = [accuracy_table(result) for result in status.results]
        short = [list(tables[0].headings), list(tables[0].rows[0]), *(list(r) for t in tables for r in t.rows[1:])]
        if not status.results[0].has_post:
            short = [[row[LABEL], "", *row[1:]] for row in short]
        groups = status.groups
        verdicts = [group.verdict.text if group.verdict is not None else "–" for group in groups]
        full = [[*row[:VERDICT], words] for row, words in zip(short, ["verdict", *verdicts], strict=True)]
        outcomes = [status.outcomes_of(group) for group in groups]
        if any(outcomes):
            for said in (_said, _signs):
                words = ["you said", *map(said, outcomes)]
                for rows in (full, short):
                    yield [[*row, cell] for row, cell in zip(rows, words, strict=True)]
        for rows in (full, short):
            yield [[*row, ""] for row in rows]
        yield [[row[LABEL], "", row[OURS], row[DIFFERENCE], row[VERDICT], ""] for row in short]
        yield [[row[LABEL], "", row[OURS], row[DIFFERENCE], "", ""] for row in short]

    def _line(self, place: int, row: Sequence[str], widths: Sequence[int]) -> Text:
        assert self.status is not None
        group = self.status.groups[place]
        is_cursor = place == self.cursor
        base = self.look("cursor") if is_cursor else Style()
        line = Text("▸ " if is_cursor else "  ", base)
        line.append(letter_of(place), base + self._letter_look(group))
        line.append("● " if group.label == self.training else "  ", base + self.look("busy"))
        for at, column in enumerate(column for column, width in enumerate(widths) if width):
            line.append(GAP if at else "", base)
            line.append(_cell(row, column, widths), base + self._cell_look(column, group))
        line.append(" " * (self.size.width - line.cell_len), base)
        return line

    def _cell_look(self, column: int, group: GroupResult) -> Style:
        if column == VERDICT and group.verdict is not None:
            is_shared = not group.verdict.is_the_medians_alone
            look = VERDICT_LOOKS.get(group.verdict.verdict.label) if is_shared else None
            return self.look(look or "unsettled")
        return self.look("dim") if column in {POST, VERDICT, SAID} else Style()

    def _letter_look(self, group: GroupResult) -> Style:
        here = self.group_here
        if self.status is None or here is None:
            return Style()
        shown = self.status.result_with(here).groups
        return self.look(f"group_{'abc'[shown.index(group)]}") if group in shown else self.look("dim")


def letter_of(place: int) -> str:
    """Return the letter of the group at that place."""
    return ascii_uppercase[place]


def _shown(heading: Sequence[str]) -> list[int]:
    """Return the columns that the form has; that of the labels has no heading."""
    return [column for column, words in enumerate(heading) if words or column == LABEL]


def _said(outcomes: Sequence[Outcome]) -> str:
    return "  ".join(f"{each.expected} {SIGNS[each.is_right]}" for each in outcomes)


def _signs(outcomes: Sequence[Outcome]) -> str:
    return " ".join(SIGNS[each.is_right] for each in outcomes)


def _cell(row: Sequence[str], column: int, widths: Sequence[int]) -> str:
    return padded(row[column], widths[column], right=column in RIGHT)
