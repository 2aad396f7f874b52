"""The cells of the groups of a lab, in the widest form that there is room for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mnist_lab.domain.formatting.units import format_gap, format_loss
from mnist_lab.domain.labs.analysis import GroupResult
from mnist_lab.domain.labs.deciding import CLEAN_GAP
from mnist_lab.domain.labs.outcomes import Outcome
from mnist_lab.domain.labs.status import LabStatus
from mnist_lab.domain.labs.tables import accuracy_table
from mnist_lab.domain.tables.metrics import USUAL
from mnist_lab.util.text_columns import GAP, column_widths

LABEL, POST, OURS, DIFFERENCE, LOSSES, GAP_HERE, GAP_THERE, CLEAN, VERDICT, SAID, FOUND = range(11)
"""The columns; what a difference shows is one of its own in the narrowest form only."""
NONE = "–"
BETWEEN = " · "
FIT = ("train/val loss", "post's gap", "gap in post", "clean gap")
"""The last losses that the post reads the fit from, and their gap; the gap that the post had in its own run; the gap
that shows the fit.
"""


@dataclass(frozen=True, slots=True)
class GroupRows:
    """Headings and cells of a line for each group; a column may be empty. `below` has the lines below each group, of
    what did not fit.
    """

    headings: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    below: tuple[tuple[str, ...], ...] = ()

    @property
    def widths(self) -> list[int]:
        """Return the width of each column."""
        return column_widths([self.headings, *self.cells])

    @property
    def width(self) -> int:
        """Return the width of a line."""
        shown = [width for column, width in enumerate(self.widths) if width or column == LABEL]
        return sum(shown) + len(GAP) * (len(shown) - 1)

    @property
    def places(self) -> tuple[int, ...]:
        """Return which group each line below the headings belongs to."""
        return tuple(place for place, below in enumerate(self.below) for _ in range(1 + len(below)))


def rows_for(status: LabStatus, room: int) -> GroupRows:
    """Return the widest form of the table that fits into `room` cells, or the narrowest."""
    rows = GroupRows((), ())
    for rows in _forms(status, room):
        if rows.width <= room:
            break
    return rows


def _forms(status: LabStatus, room: int) -> Iterator[GroupRows]:
    tables = [accuracy_table(result) for result in status.results]
    has_post, groups = status.results[0].has_post, status.groups
    of_post = ("post",) if has_post else ("",)
    headings = ["", *of_post, "test accuracy %", "difference", *("" for _ in FIT), "verdict (seeds)"]
    accuracies = [tables[0].rows[0], *(row for table in tables for row in table.rows[1:])]
    cells = [
        [row[0], *(row[1:-3] or ("",)), *row[-3:-1], *losses, row[-1], said]
        for row, losses, said in zip(
            accuracies,
            map(_losses, groups),
            (_said(status.outcomes_of(group)) for group in groups),
            strict=True,
        )
    ]
    last = "you said" if any(row[SAID] for row in cells) else ""
    found = [group.verdict for group in groups]
    full, shorter = (
        [[*row[:VERDICT], words, row[SAID]] for row, words in zip(cells, verdicts, strict=True)]
        for verdicts in (
            [each.text if each is not None else NONE for each in found],
            [each.in_short if each is not None else NONE for each in found],
        )
    )
    losses, gap, in_post, clean = FIT
    in_post = in_post if any(group.variation.post.gap is not None for group in groups[1:]) else ""
    narrower = ((losses, gap, in_post, clean), (losses, gap, "", clean), (losses, "", "", clean), ("", "", "", clean))
    for fit in narrower:  # the gap that decides is the last to go
        for below in ((), (SAID,)):
            yield _form([*headings[:LOSSES], *fit, "verdict", last], full, room, below)
            yield _form([*headings[:LOSSES], *fit, headings[VERDICT], last], shorter, room, below)
            yield _form([*headings[:LOSSES], *fit, headings[VERDICT], last], cells, room, below)
    yield _form([*headings[:VERDICT], "verdict", last], full, room)
    yield _form([*headings, last], shorter, room)
    yield _form([*headings, last], cells, room)
    yield _form([*headings, last], cells, room, below=(SAID,))
    means = [group.average.text(USUAL) if group.average is not None else NONE for group in groups]
    brief = [[*row[:OURS], mean, *row[DIFFERENCE:]] for row, mean in zip(cells, means, strict=True)]
    headings[OURS] = "test %"
    yield _form([*headings, last], brief, room, below=(SAID,))
    yield _form([*headings, last], brief, room, below=(VERDICT, SAID))
    yield _form([*headings, last, ""], [*map(_with_finding_apart, brief)], room, below=(FOUND, VERDICT, SAID))


def _losses(group: GroupResult) -> tuple[str, ...]:
    reading, of_post = group.reading, format_gap(group.variation.post.signed_gap)
    clean = group.group.average(CLEAN_GAP)
    clean_gap = format_gap(clean.mean if clean is not None else None)
    if reading is None:
        return NONE, NONE, of_post, clean_gap
    both = f"{format_loss(reading.training)}/{format_loss(reading.validation)}"
    return both, format_gap(reading.signed_gap), of_post, clean_gap


def _form(headings: Sequence[str], rows: Sequence[Sequence[str]], room: int, below: Sequence[int] = ()) -> GroupRows:
    """Return these rows with the columns of `below` moved out of the line, and without those that have no heading."""

    def kept(row: Sequence[str]) -> tuple[str, ...]:
        return tuple(
            words if column not in below and (headings[column] or column == LABEL) else ""
            for column, words in enumerate(row)
        )

    def moved(row: Sequence[str]) -> tuple[str, ...]:
        parts = [_named(column, row[column]) for column in below if _says(row[column])]
        if len(BETWEEN.join(parts)) <= room:
            return (BETWEEN.join(parts),) if parts else ()
        *others, last = parts
        return (BETWEEN.join(others), last)

    return GroupRows(kept(headings), tuple(map(kept, rows)), tuple(map(moved, rows)))


def _with_finding_apart(row: Sequence[str]) -> list[str]:
    """Return the row with the figure of the difference alone, and what it shows in a column at the end."""
    figure, _, found = row[DIFFERENCE].partition(" ")
    return [*row[:DIFFERENCE], figure, *row[LOSSES:], found]


def _says(cell: str) -> bool:
    return cell not in {"", NONE}


def _named(column: int, words: str) -> str:
    return f"you said {words}" if column == SAID else words


def _said(outcomes: Sequence[Outcome]) -> str:
    return ", ".join(each.brief for each in outcomes)
