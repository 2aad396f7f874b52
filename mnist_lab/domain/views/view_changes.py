"""Changes of the view, each with a few words for undo: "sorted by val loss". A change that changes nothing has none."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from mnist_lab.domain.tables.column import NAME, Column
from mnist_lab.domain.tables.columns import NEWEST_FIRST, SortKey, columns_by_key
from mnist_lab.domain.tables.figure_choice import FigureChoice
from mnist_lab.domain.views.against_pinned import DIFFERENCE, sort_key_of
from mnist_lab.domain.views.table_view import TableView

Change = tuple[TableView, str]


def sort_cycled(view: TableView, key: str) -> Change:
    """Sort by this column: first ascending, then descending, then not; the further keys of the sort stay then."""
    key = sort_key_of(key, view.sort)
    first, *others = view.sort
    if first.key != key:
        return _sorted(view, (SortKey(key),))
    if not first.descending:
        return _sorted(view, (SortKey(key, descending=True), *others))
    return _sorted(view, tuple(others))


def sort_directed(view: TableView, key: str, *, descending: bool) -> Change:
    """Sort by this column in this direction; if it is the first key already, the further ones stay."""
    key = sort_key_of(key, view.sort)
    first, *others = view.sort
    return _sorted(view, (SortKey(key, descending), *(others if first.key == key else ())))


def sort_key_added(view: TableView, key: str) -> Change:
    """Sort runs that are equal so far by this column: ascending, then descending, then not."""
    key = sort_key_of(key, view.sort)
    # newest first leaves no runs equal: a further key would change nothing, so it becomes the first
    keys = () if view.sort == NEWEST_FIRST and key != "created" else view.sort
    held = {each.key: each for each in keys}
    if key not in held:
        return _sorted(view, (*keys, SortKey(key)))
    turned = () if held[key].descending else (SortKey(key, descending=True),)
    return _sorted(view, tuple(new for each in keys for new in (turned if each.key == key else (each,))))


def sort_moved(view: TableView, shown: Sequence[Column], by: int) -> Change:
    """Sort by the column this many to the right of that sorted by, in the same direction; by the first if none is."""
    keys = [column.key for column in shown if column.key != DIFFERENCE]
    first, *others = view.sort
    place = keys.index(first.key) + by if first.key in keys else 0
    if not 0 <= place < len(keys):
        return view, ""
    key = keys[place]
    descending = first.descending if first.key in keys else False
    return _sorted(view, (SortKey(key, descending), *(each for each in others if each.key != key)))


def filter_set(view: TableView, text: str) -> Change:
    """Show the runs that match this filter; every run if it is empty."""
    text = text.strip()
    if text == view.filter:
        return view, ""
    return replace(view, filter=text), f"filter {text}" if text else "no filter"


def column_hidden(view: TableView, key: str) -> Change:
    """Hide this column; the name stays."""
    if key == NAME or key in view.hidden:
        return view, ""
    return replace(view, hidden=view.hidden | {key}), f"{_heading(key)} hidden"


def columns_chosen(view: TableView, columns: Sequence[str], hidden: Collection[str] = ()) -> Change:
    """Show these columns in this order; the usual ones if there are none."""
    changed = replace(view, columns=tuple(columns), hidden=frozenset(hidden) - {NAME})
    if changed == view:
        return view, ""
    return changed, "columns chosen" if columns or hidden else "usual columns"


def alike_toggled(view: TableView) -> Change:
    """Hide settings in which the shown runs are alike, or show them."""
    hides = not view.hides_alike
    return replace(view, hides_alike=hides), f"alike settings {'hidden' if hides else 'shown'}"


def groups_toggled(view: TableView) -> Change:
    """Show repeats as groups, or runs."""
    return grouped(view, None if view.is_grouped else ())


def grouped(view: TableView, by: Sequence[str] | None) -> Change:
    """Group by these settings: none of them for groups of repeats; None for runs."""
    changed = replace(view, grouped_by=None if by is None else tuple(by))
    if changed == view:
        return view, ""
    if by is None:
        return changed, "single runs"
    return changed, f"grouped by {', '.join(_heading(key) for key in by)}" if by else "repeats grouped"


def figures_set(view: TableView, figures: FigureChoice) -> Change:
    """Show the figures of this epoch in the loss and accuracy columns."""
    if figures == view.figures:
        return view, ""
    return replace(view, figures=figures), f"figures: {figures}"


def figures_cycled(view: TableView) -> Change:
    """Show the figures of the next choice: last, kept, best, min, max."""
    choices = list(FigureChoice)
    return figures_set(view, choices[(choices.index(view.figures) + 1) % len(choices)])


def _sorted(view: TableView, keys: tuple[SortKey, ...]) -> Change:
    keys = keys or NEWEST_FIRST
    if keys == view.sort:
        return view, ""
    if keys == NEWEST_FIRST:
        return replace(view, sort=keys), "newest first"
    words = ", then ".join(_heading(each.key) + (", descending" if each.descending else "") for each in keys)
    return replace(view, sort=keys), f"sorted by {words}"


def _heading(key: str) -> str:
    column = columns_by_key().get(key)
    return column.heading if column is not None else key
