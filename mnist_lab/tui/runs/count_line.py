"""The line above the table: how many runs it shows, and as what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class CountPart:
    """What is said of the table, and shorter if there is little room."""

    words: str
    short: str = ""


class CountLine(Widget):
    """Names the runs shown, the filter, the order, the figures and what is left out: whole parts, as many as fit."""

    parts: reactive[tuple[CountPart, ...]] = reactive(())

    def render(self) -> Text:
        """Draw the parts that have room."""
        return Text(BETWEEN.join(parts_that_fit(self.parts, self.size.width)), no_wrap=True, overflow="ellipsis")


def parts_of(arrangement: Arrangement, view: TableView) -> tuple[CountPart, ...]:
    """Return what is to be said of the table, the most important first."""
    return tuple(_parts(arrangement, view))


def format_matching(arrangement: Arrangement) -> str:
    """Return how many runs match: "12 of 87 runs"."""
    return f"{arrangement.matching:,} of {format_count(arrangement.count, 'run')}"


def parts_that_fit(parts: Iterable[CountPart], width: int) -> list[str]:
    """Return all parts, in short if they have no room, else those that fit beside the ones before; always the first."""
    parts = [*parts]
    whole = [part.words for part in parts]
    if cell_len(BETWEEN.join(whole)) <= width:
        return whole
    kept: list[str] = []
    for part in parts:
        short = part.short or part.words
        if not kept or cell_len(BETWEEN.join([*kept, short])) <= width:
            kept.append(short)
    return kept


def _parts(arrangement: Arrangement, view: TableView) -> Iterator[CountPart]:
    runs = format_matching(arrangement) if view.filter else format_count(arrangement.count, "run")
    yield CountPart(f"{runs} in {format_count(arrangement.groups, 'group')}" if view.is_grouped else runs)
    if view.filter:
        yield CountPart(f"filter {view.filter}")
    order = format_sort_keys(view.sort, columns_of())
    yield CountPart(order, order.removeprefix("sorted "))
    if arrangement.naming.shared:
        shared = ", ".join(arrangement.naming.shared.values())
        yield CountPart(f"all with {shared}", f"all: {shared}")
    figures = FIGURES[view.figures]
    yield CountPart(figures, figures.removeprefix("figures of the "))
    if arrangement.alike and arrangement.matching:
        count = len(arrangement.alike)
        yield CountPart(f"{format_count(count, 'alike setting')} hidden", f"{count} alike hidden")
