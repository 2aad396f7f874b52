"""The list of sides as cells: as many columns as there is room for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from mnist_lab.domain.comparison.comparison import Comparison
from mnist_lab.domain.comparison.report import NONE, format_figure
from mnist_lab.domain.comparison.side import Side
from mnist_lab.domain.tables.columns import columns_by_key
from mnist_lab.tui.compare.evidence_words import Length, evidence_words
from mnist_lab.util.text_columns import GAP, column_widths
from mnist_lab.util.told_apart import told_apart

GOOD_FOR_TITLE, LEAST_OF_TITLE = 20, 12
TITLE, RUNS, FIGURE, DIFFERENCE, EVIDENCE, VERDICT = "title", "runs", "figure", "difference", "evidence", "verdict"
RIGHT = frozenset({RUNS, FIGURE, DIFFERENCE})
FORMS = (
    ((TITLE, RUNS, FIGURE, DIFFERENCE, EVIDENCE, VERDICT), Length.WHOLE),
    ((TITLE, RUNS, FIGURE, DIFFERENCE, EVIDENCE, VERDICT), Length.WITH_PAIRS),
    ((TITLE, RUNS, FIGURE, DIFFERENCE, EVIDENCE), Length.WHOLE),
    ((TITLE, RUNS, FIGURE, DIFFERENCE, EVIDENCE), Length.WITH_PAIRS),
    ((TITLE, RUNS, FIGURE, DIFFERENCE, EVIDENCE), Length.SHORT),
    ((TITLE, FIGURE, DIFFERENCE, EVIDENCE), Length.SHORT),
    ((TITLE, FIGURE, EVIDENCE), Length.SHORT),
    ((TITLE, FIGURE, DIFFERENCE), Length.SHORT),
    ((TITLE, FIGURE), Length.SHORT),
)
"""Which columns are shown, and how long the evidence is: from the widest to the narrowest."""
IN_SHORT = next(place for place, (_, length) in enumerate(FORMS) if length is Length.SHORT)
"""The widest form with the evidence in short."""


@dataclass(frozen=True, slots=True)
class SideRows:
    """Headings and cells of the columns shown, with the width of each."""

    columns: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()
    widths: tuple[int, ...] = field(default=())

    @property
    def width(self) -> int:
        """Return the cells that a row takes."""
        return sum(self.widths) + len(GAP) * max(len(self.widths) - 1, 0)


def rows_for(comparison: Comparison, room: int) -> SideRows:
    """Return the rows in the widest form whose titles need not be cut, else in the widest that leaves some of them."""
    forms = [*_forms(comparison)]
    whole = next((form for form in forms if form.width <= room), None)
    if whole is not None and EVIDENCE in whole.columns:
        return whole
    for least in (GOOD_FOR_TITLE, LEAST_OF_TITLE):
        for form in forms:
            left = form.widths[0] - (form.width - room)
            if left >= min(least, form.widths[0]):
                return _clipped(form, min(left, form.widths[0]))
    return _clipped(forms[-1], max(form.widths[0] - (form.width - room), 1))


def least_width(comparison: Comparison) -> int:
    """Return the room that the rows need beside something else: with the evidence in short, and whole titles."""
    return [*_forms(comparison)][IN_SHORT].width


def _forms(comparison: Comparison) -> Iterator[SideRows]:
    left_out = {DIFFERENCE, EVIDENCE} if len(comparison.sides) < 2 else set()
    for form, length in FORMS:
        columns = tuple(column for column in form if column not in left_out)
        headings = tuple(_heading(comparison, column) for column in columns)
        cells = tuple(tuple(_cell(comparison, side, column, length) for column in columns) for side in comparison.sides)
        yield SideRows(columns, headings, cells, tuple(column_widths([headings, *cells])))


def _clipped(rows: SideRows, width: int) -> SideRows:
    titles = told_apart({row[0]: width for row in rows.cells})
    cells = tuple((titles[row[0]], *row[1:]) for row in rows.cells)
    return SideRows(rows.columns, rows.headings, cells, (width, *rows.widths[1:]))


def _heading(comparison: Comparison, column: str) -> str:
    return {
        TITLE: "",
        RUNS: "runs",
        FIGURE: columns_by_key()[comparison.metric.key].heading,
        DIFFERENCE: f"from {comparison.reference}",
        EVIDENCE: f"evidence against {comparison.reference}",
        VERDICT: "verdict (seeds)",
    }[column]


def _cell(comparison: Comparison, side: Side, column: str, length: Length) -> str:
    if column == TITLE:
        return side.title
    if column == RUNS:
        counted, all_runs = len(side.group.with_figure(comparison.metric)), len(side.averaged)
        return f"{counted}" if counted == all_runs else f"{counted} of {all_runs}"
    if column == FIGURE:
        return format_figure(side, comparison.metric)
    if column == DIFFERENCE:
        pair = comparison.pair(side.letter)
        return (pair.difference or NONE) if pair is not None else ""
    if column == VERDICT:
        verdict = comparison.verdict(side.letter)
        return verdict.in_short if verdict is not None else NONE
    words = evidence_words(comparison, side, length)
    return " · ".join(filter(None, [side.state, words]))
