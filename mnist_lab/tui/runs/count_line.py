"""The line above the table: how many runs it shows, and as what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.cells import cell_len
from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

from mnist_lab.domain.formatting.units import format_count
from mnist_lab.domain.tables.columns import columns_of, format_sort_keys
from mnist_lab.domain.tables.figure_choice import FigureChoice
from mnist_lab.domain.views.arrangement import Arrangement
from mnist_lab.domain.views.table_view import TableView

BETWEEN = " · "
FIGURES = {
    FigureChoice.LAST: "figures of the last epoch",
    FigureChoice.KEPT: "figures of the kept epoch",
    FigureChoice.BEST: "best figures",
    FigureChoice.MIN: "lowest figures",
    FigureChoice.MAX: "highest figures",
}


class CountLine(Widget):
    """Names the runs shown, the filter, the order, the figures and what is left out: whole parts, as many as fit."""

    parts: reactive[tuple[str, ...]] = reactive(())

    def render(self) -> Text:
        """Draw the parts that have room."""
        return Text(BETWEEN.join(parts_that_fit(self.parts, self.size.width)), no_wrap=True, overflow="ellipsis")


def parts_of(arrangement: Arrangement, view: TableView) -> tuple[str, ...]:
    """Return what is to be said of the table, the most important first."""
    return tuple(_parts(arrangement, view))


def format_matching(arrangement: Arrangement) -> str:
    """Return how many runs match: "12 of 87 runs"."""
    return f"{arrangement.matching:,} of {format_count(arrangement.count, 'run')}"


def parts_that_fit(parts: Iterable[str], width: int) -> list[str]:
    """Return the parts that have room beside those before them; the first is always there."""
    kept: list[str] = []
    for part in parts:
        if not kept or cell_len(BETWEEN.join([*kept, part])) <= width:
            kept.append(part)
    return kept


def _parts(arrangement: Arrangement, view: TableView) -> Iterator[str]:
    yield format_matching(arrangement) if view.filter else format_count(arrangement.count, "run")
    if view.is_grouped:
        yield f"in {format_count(arrangement.groups, 'group')}"
    if view.filter:
        yield f"filter {view.filter}"
    if arrangement.shared:
        yield f"all with {', '.join(arrangement.shared)}"
    yield format_sort_keys(view.sort, columns_of())
    yield FIGURES[view.figures]
    if arrangement.alike:
        yield f"{format_count(len(arrangement.alike), 'alike setting')} hidden"
