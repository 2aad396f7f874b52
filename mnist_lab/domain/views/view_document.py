"""A view as a document of plain JSON values, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mnist_lab.domain.filters.query import parse
from mnist_lab.domain.formatting.text_cleaning import SENTENCE_LENGTH, clean_line
from mnist_lab.domain.tables.columns import NEWEST_FIRST, SortKey, columns_by_key
from mnist_lab.domain.tables.figure_choice import FigureChoice
from mnist_lab.domain.views.against_pinned import DIFFERENCE
from mnist_lab.domain.views.table_view import TableView


def view_document(view: TableView) -> dict[str, Any]:
    """Return the view as a document."""
    return {
        "filter": view.filter,
        "sort": [f"-{each.key}" if each.descending else each.key for each in view.sort],
        "columns": list(view.columns),
        "hidden": sorted(view.hidden),
        "hides_alike": view.hides_alike,
        "grouped_by": None if view.grouped_by is None else list(view.grouped_by),
        "figures": str(view.figures),
    }


def view_from_document(document: object) -> TableView | None:
    """Return the view of a document, without what it has that no view can have; None if it is no document at all."""
    if not isinstance(document, Mapping):
        return None
    columns = {*columns_by_key(), DIFFERENCE}
    sort = (SortKey(word.removeprefix("-"), word.startswith("-")) for word in _words(document.get("sort")))
    settings = {key for key, column in columns_by_key().items() if column.setting is not None}
    grouped_by = document.get("grouped_by")
    by = tuple(dict.fromkeys(word for word in _words(grouped_by) if word in settings))
    is_grouped = isinstance(grouped_by, list) and (bool(by) or not grouped_by)
    return TableView(
        filter=_filter_of(document.get("filter")),
        sort=tuple({key.key: key for key in sort if key.key in columns - {DIFFERENCE}}.values()) or NEWEST_FIRST,
        columns=tuple(dict.fromkeys(word for word in _words(document.get("columns")) if word in columns)),
        hidden=frozenset(word for word in _words(document.get("hidden")) if word in columns) - {"name"},
        hides_alike=document.get("hides_alike") is not False,
        grouped_by=by if is_grouped else None,
        figures=_figures_of(document.get("figures")),
    )


def _filter_of(value: object) -> str:
    """Return the text of a filter; empty if a part of it is wrong, which would show other runs than it says."""
    text = clean_line(value, SENTENCE_LENGTH) if isinstance(value, str) else ""
    return text if parse(text).problem is None else ""


def _figures_of(value: object) -> FigureChoice:
    return next((choice for choice in FigureChoice if choice == value), FigureChoice.LAST)


def _words(value: object) -> Iterator[str]:
    return (word for word in value if isinstance(word, str)) if isinstance(value, list) else iter(())
