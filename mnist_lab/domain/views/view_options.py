"""A view as the options of `mnist-lab runs`, in both directions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from mnist_lab.domain.filters.query import FilterInvalid, filter_of, parse
from mnist_lab.domain.tables.column import NAME
from mnist_lab.domain.tables.columns import NEWEST_FIRST, SortKey, column_named, columns_by_key, columns_of, parse_sort
from mnist_lab.domain.tables.figure_choice import FigureChoice
from mnist_lab.domain.views.against_pinned import DIFFERENCE, sort_key_of
from mnist_lab.domain.views.table_view import TableView


class OptionInvalid(ValueError):
    """An option has a value that cannot be used; the message is a sentence that names both."""


@dataclass(frozen=True, slots=True)
class ViewOptions:
    """The options of `runs` that say what is shown, as they are typed; empty if they are not given.

    `alike` is whether settings are shown in which the runs are alike; by itself they are if columns are chosen.
    """

    filter: str = ""
    sort: str = ""
    columns: str = ""
    hide: str = ""
    by: str = ""
    figures: str = ""
    is_grouped: bool = False
    alike: bool | None = None


def view_of(options: ViewOptions) -> TableView:
    """Return the view that the options ask for.

    Raises:
        OptionInvalid: if one of them cannot be used.
    """
    figures = _figures(options.figures)
    columns = tuple(_key("--columns", name) for name in _names(options.columns))
    shows_alike = bool(columns) if options.alike is None else options.alike
    by = settings_named("--by", options.by)
    return TableView(
        filter=_filter(options.filter, figures),
        sort=_sort(options.sort),
        columns=columns,
        hidden=frozenset(_key("--hide", name) for name in _names(options.hide)) - {NAME},
        hides_alike=not shows_alike,
        grouped_by=by if options.is_grouped or by else None,
        figures=figures,
    )


def options_of_view(view: TableView) -> tuple[str, ...]:
    """Return the options that print the rows and columns of this view, without those at their default."""
    words: list[str] = []
    known = columns_by_key(view.figures)
    sort = tuple(replace(key, key=sort_key_of(key.key, view.sort)) for key in view.sort)
    hidden = sorted((view.hidden & known.keys()) - {NAME})
    if view.filter.strip():
        words += ["--filter", view.filter.strip()]
    if sort not in {(), NEWEST_FIRST}:
        words += ["--sort", ",".join(f"{'-' if key.descending else ''}{key.key}" for key in sort)]
    if view.columns:
        words += ["--columns", ",".join(dict.fromkeys((NAME, *view.columns)))]
    if hidden:
        words += ["--hide", ",".join(hidden)]
    if view.hides_alike is bool(view.columns):
        words.append("--no-alike" if view.hides_alike else "--alike")
    if view.grouped_by is not None:
        words += ["--group", *(["--by", ",".join(view.grouped_by)] if view.grouped_by else [])]
    if view.figures is not FigureChoice.LAST:
        words += ["--figures", view.figures.value]
    return tuple(words)


def _names(text: str) -> Iterable[str]:
    return (name for name in map(str.strip, text.split(",")) if name)


def _filter(text: str, figures: FigureChoice) -> str:
    """Return the text for a view: a word at its end that begins the name of a field is whole, so a blank ends it."""
    try:
        filter_of(text, figures=figures)
    except FilterInvalid as invalid:
        raise OptionInvalid(f"--filter{invalid.place}: {invalid}") from None
    return text if parse(text, figures=figures).problem is None else f"{text} "


def _sort(text: str) -> tuple[SortKey, ...]:
    try:
        return parse_sort(text, columns_of()) or NEWEST_FIRST
    except ValueError as error:
        raise OptionInvalid(f"--sort: {error}") from None


def _key(option: str, name: str) -> str:
    if name == DIFFERENCE:
        return name
    try:
        return column_named(name, columns_of()).key
    except ValueError as error:
        raise OptionInvalid(f"{option}: {error}") from None


def settings_named(option: str, text: str) -> tuple[str, ...]:
    """Return the settings that an option lists, to group by.

    Raises:
        OptionInvalid: if a name is not that of a setting.
    """
    keys = tuple(dict.fromkeys(_key(option, name) for name in _names(text)))
    no_setting = next((key for key in keys if key == DIFFERENCE or columns_by_key()[key].setting is None), None)
    if no_setting is not None:
        raise OptionInvalid(f"{option}: {no_setting} is not a setting; runs are grouped by settings.")
    return keys


def _figures(text: str) -> FigureChoice:
    if not text:
        return FigureChoice.LAST
    try:
        return FigureChoice(text)
    except ValueError:
        choices = ", ".join(FigureChoice)
        raise OptionInvalid(f"--figures takes one of {choices}, not “{text}”.") from None


def shown_keys(view: TableView, keys: Sequence[str]) -> tuple[str, ...]:
    """Return the keys of the columns to print of those arranged: exactly those chosen, in their order, if any are."""
    if not view.columns:
        return tuple(keys)
    return tuple(dict.fromkeys(key for key in view.columns if key in keys))
