"""The groups of a lab: the post's figure, ours, the difference and what may be said of it, and the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from mnist_lab.domain.lab_result import GroupResult
from mnist_lab.domain.lab_standing import LabStanding
from mnist_lab.domain.lab_tables import accuracy_table
from mnist_lab.domain.prediction import Outcome
from mnist_lab.widgets.run_looks import VERDICT_LOOKS

VERDICT = 4
"""The column of the verdict, after label, the post's figure, ours and the difference."""
RIGHT = (False, True, True, True, False, False)
SIGNS = {True: "✓", False: "✗", None: "?"}


class GroupTable(Widget, can_focus=True):
    """A line for each group, the baseline first, with the letter that it has on the chart."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Group above", show=False, id="groups.up"),
        Binding("down,j", "move(1)", "Group below", show=False, id="groups.down"),
        Binding("g,home", "move(-99)", "First group", show=False, id="groups.first"),
        Binding("G,end", "move(99)", "Last group", show=False, id="groups.last"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "group-table--heading",
        "group-table--caveat",
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

    standing: reactive[LabStanding | None] = reactive(None, layout=True)
    training: reactive[str] = reactive("")
    """The group whose run is under way."""
    cursor: reactive[int] = reactive(0)

    @dataclass
    class Highlighted(Message):
        """The cursor is on another group now."""

    @property
    def group_here(self) -> GroupResult | None:
        """The group under the cursor."""
        return self.standing.groups[self.cursor] if self.standing is not None else None

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a group."""
        return max(0, min(cursor, len(self.standing.groups) - 1)) if self.standing is not None else 0

    def watch_cursor(self) -> None:
        """Tell that it is another."""
        self.post_message(self.Highlighted())

    def action_move(self, by: int) -> None:
        """Move the cursor so many groups."""
        self.cursor += by

    def on_click(self, event: events.Click) -> None:
        """Move to the clicked group."""
        if event.y >= self._lines_above:
            self.cursor = event.y - self._lines_above

    def get_content_height(self, *_: object) -> int:
        """The heading and the groups."""
        return self._lines_above + (len(self.standing.groups) if self.standing is not None else 0)

    def render(self) -> Text:
        """Draw the lines, in the widest form that there is room for."""
        if self.standing is None:
            return Text()
        rows = self._rows(self.standing)
        widths = [max(cell_len(row[place]) for row in rows) for place in range(len(rows[0]))]
        lines = []
        if self.standing.terms.caveat:
            lines.append(Text(f"  with {self.standing.terms.caveat}", self._look("caveat")))
        lines.append(Text("     " + _line(rows[0], widths), self._look("heading")))
        lines += [self._line(place, row, widths) for place, row in enumerate(rows[1:])]
        for line in lines:
            line.truncate(self.size.width, overflow="ellipsis")
        return Text("\n", no_wrap=True, overflow="ellipsis", end="").join(lines)

    @property
    def _lines_above(self) -> int:
        return 2 if self.standing is not None and self.standing.terms.caveat else 1

    def _rows(self, standing: LabStanding) -> list[list[str]]:
        """Headings and cells of the widest form that fits; where none does, the narrowest."""
        rows: list[list[str]] = []
        for rows in self._forms(standing):
            widths = [max(cell_len(row[place]) for row in rows) for place in range(len(rows[0]))]
            if 5 + sum(widths) + 2 * (len(widths) - 1) <= self.size.width:
                break
        return rows

    def _forms(self, standing: LabStanding) -> Sequence[list[list[str]]]:
        tables = [accuracy_table(result) for result in standing.results]
        cells = [list(tables[0].rows[0]), *(list(row) for table in tables for row in table.rows[1:])]
        short = [list(tables[0].headings), *cells]
        groups = standing.groups
        verdicts = [group.verdict.words if group.verdict is not None else "–" for group in groups]
        full = [_with(row, VERDICT, words) for row, words in zip(short, ["verdict", *verdicts], strict=True)]
        outcomes = [standing.outcomes_of(group) for group in groups]
        if not any(outcomes):
            return [full, short]
        words = ["you said", *map(_said, outcomes)]
        scores = ["you said", *map(_score, outcomes)]
        return [
            [[*row, said] for row, said in zip(table, expected, strict=True)]
            for table, expected in ((full, words), (short, words), (full, scores), (short, scores))
        ] + [short]

    def _line(self, place: int, row: Sequence[str], widths: Sequence[int]) -> Text:
        assert self.standing is not None
        group = self.standing.groups[place]
        is_cursor = place == self.cursor
        base = self._look("cursor") if is_cursor else Style()
        busy = "●" if group.label == self.training else " "
        line = Text("▸ " if is_cursor else "  ", base)
        line.append(letter_of(place), base + self._letter_look(group))
        line.append(f"{busy} ", base + self._look("busy"))
        for column, (words, width) in enumerate(zip(row, widths, strict=True)):
            look = base
            if column == VERDICT:
                label = group.verdict.verdict.label if group.verdict is not None else None
                look = base + (self._look(VERDICT_LOOKS.get(label, "unsettled")) if label else self._look("dim"))
            elif column in {1, VERDICT + 1}:
                look = base + self._look("dim")
            line.append(_cell(words, width, RIGHT[column]), look)
            line.append("  ", base)
        line.append(" " * max(self.size.width - line.cell_len, 0), base)
        return line

    def _letter_look(self, group: GroupResult) -> Style:
        here = self.group_here
        if self.standing is None or here is None:
            return Style()
        shown = self.standing.result_with(here).groups
        return self._look(f"group_{'abc'[shown.index(group)]}") if group in shown else self._look("dim")

    def _look(self, name: str) -> Style:
        return self.get_component_rich_style(f"group-table--{name}", partial=True)


def letter_of(place: int) -> str:
    """The letter of the group at that place."""
    return ascii_uppercase[place]


def _with(row: Sequence[str], place: int, words: str) -> list[str]:
    return [*row[:place], words, *row[place + 1 :]]


def _said(outcomes: Sequence[Outcome]) -> str:
    return "  ".join(f"{each.expected} {SIGNS[each.is_right]}" for each in outcomes)


def _score(outcomes: Sequence[Outcome]) -> str:
    return " ".join(SIGNS[each.is_right] for each in outcomes)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(
        _cell(words, width, RIGHT[place]) for place, (words, width) in enumerate(zip(row, widths, strict=True))
    )


def _cell(words: str, width: int, is_right: bool) -> str:
    padding = " " * (width - cell_len(words))
    return padding + words if is_right else words + padding
