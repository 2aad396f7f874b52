"""A view in a line of words."""

from __future__ import annotations

from collections.abc import Iterator

from mnist_lab.domain.formatting.units import format_count
from mnist_lab.domain.tables.columns import columns_by_key, columns_of, format_sort_keys
from mnist_lab.domain.tables.figure_choice import FigureChoice
from mnist_lab.domain.views.table_view import TableView

BETWEEN = " · "


def format_view(view: TableView) -> str:
    """Return which runs a view shows and how, such as "dropout=0 · sorted by val loss · grouped by nodes"."""
    return BETWEEN.join(_parts(view))


def _parts(view: TableView) -> Iterator[str]:
    yield view.filter or "all runs"
    yield format_sort_keys(view.sort, columns_of())
    if view.grouped_by is not None:
        headings = (columns_by_key()[key].heading for key in view.grouped_by)
        yield f"grouped by {', '.join(headings)}" if view.grouped_by else "repeats grouped"
    if view.columns:
        yield format_count(len(view.columns), "column")
    if view.hidden:
        yield f"{len(view.hidden)} hidden"
    if view.figures is not FigureChoice.LAST:
        yield f"figures: {view.figures}"
