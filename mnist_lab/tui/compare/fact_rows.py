"""What differs between the sides and what each cost, as one table with a column for each letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from mnist_lab.domain.comparison.comparison import Comparison
from mnist_lab.domain.comparison.costs import SideCost
from mnist_lab.domain.comparison.report import NONE, format_cost
from mnist_lab.util.text_columns import GAP, clipped, column_widths

COST_LABELS = ("parameters", "seconds an epoch", "training time", "points a minute")
FRONT, ON_FRONT, OFF_FRONT = "Pareto front", "◆ yes", "–"
DIFFERENT, COST, BOTH = "what differs", "what it costs", "differs, cost"
BETWEEN_BLOCKS = 5
"""Cells between two blocks."""
LEAST_OF_CELL = 3
FEW_PARAMETERS, MILLION = 10_000, 1_000_000


@dataclass(frozen=True, slots=True)
class FactRow:
    """A row of the table: `alike` has which cells are as that of the reference; nothing if it is a cost."""

    label: str
    cells: tuple[str, ...]
    alike: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class FactRows:
    """Rows under a heading, the widths of the label and of the cells, and how many blanks are between two columns."""

    heading: str
    rows: tuple[FactRow, ...]
    widths: tuple[int, ...]
    gap: int = len(GAP)

    @property
    def width(self) -> int:
        """Return the cells that a line takes."""
        return sum(self.widths) + self.gap * (len(self.widths) - 1)


def fact_blocks(comparison: Comparison, room: int | None = None) -> tuple[FactRows, ...]:
    """Return the settings that differ and the cost: beside one another if this room allows it, else as one block.

    One block is in short if there is no room for it, and at last cut.
    """
    settings, costs = _settings(comparison), _costs(comparison, is_short=False)
    if not settings:
        return (_fitted(COST, costs, _costs(comparison, is_short=True), room),)
    beside = _measured(DIFFERENT, settings), _measured(COST, costs)
    if room is not None and sum(block.width for block in beside) + BETWEEN_BLOCKS <= room:
        return beside
    return (_fitted(BOTH, settings + costs, settings + _costs(comparison, is_short=True), room),)


def width_in_one(comparison: Comparison) -> int:
    """Return the room that one block of all rows needs."""
    return fact_blocks(comparison)[0].width


def _fitted(heading: str, rows: Sequence[FactRow], in_short: Sequence[FactRow], room: int | None) -> FactRows:
    whole = _measured(heading, rows)
    if room is None or whole.width <= room:
        return whole
    short = _measured(heading, in_short, gap=1)
    label, *cells = short.widths
    for most in range(max(cells, default=0), LEAST_OF_CELL - 1, -1):
        widths = (label, *(min(width, most) for width in cells))
        if sum(widths) + len(cells) <= room or most == LEAST_OF_CELL:
            return FactRows(heading, tuple(_cut(row, widths[1:]) for row in short.rows), widths, short.gap)
    return short


def _settings(comparison: Comparison) -> list[FactRow]:
    place = [side.letter for side in comparison.sides].index(comparison.reference)
    return [
        FactRow(each.label, each.values, tuple(value == each.values[place] for value in each.values))
        for each in comparison.settings
    ]


def _costs(comparison: Comparison, *, is_short: bool) -> list[FactRow]:
    costs = [_in_short(cost) if is_short else format_cost(cost)[:-1] for cost in comparison.costs]
    rows = [FactRow(label, cells) for label, cells in zip(COST_LABELS, zip(*costs, strict=True), strict=True)]
    if len(comparison.sides) > 1:
        fronts = tuple(ON_FRONT if cost.is_on_front else OFF_FRONT for cost in comparison.costs)
        rows.append(FactRow(FRONT, fronts))
    return rows


def _in_short(cost: SideCost) -> tuple[str, ...]:
    """Return the cost in few cells: "681k", "1.5M" parameters, "3.2m"."""
    parameters, pace, _, points, _ = format_cost(cost)
    count, seconds = cost.parameters, cost.seconds
    if count is not None and count >= FEW_PARAMETERS:
        parameters = f"{count / 1e6:.1f}M" if count >= MILLION else f"{count / 1e3:.0f}k"
    time = NONE if seconds is None else f"{seconds:.0f} s" if seconds < 1000 else f"{seconds / 60:.0f}min"
    return parameters, pace, time, points


def _measured(heading: str, rows: Sequence[FactRow], gap: int = len(GAP)) -> FactRows:
    label, *cells = column_widths([(row.label, *row.cells) for row in rows])
    return FactRows(heading, tuple(rows), (max(label, cell_len(heading)), *cells), gap)


def _cut(row: FactRow, widths: Sequence[int]) -> FactRow:
    cells = tuple(clipped(cell, width) for cell, width in zip(row.cells, widths, strict=True))
    return FactRow(row.label, cells, row.alike)
