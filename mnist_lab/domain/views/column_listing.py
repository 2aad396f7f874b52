"""Every column in the order of the table, ticked if it is shown: what a user changes to choose columns."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mnist_lab.domain.tables.column import NAME
from mnist_lab.domain.tables.columns import columns_of
from mnist_lab.domain.views.arrangement import Arrangement
from mnist_lab.domain.views.table_view import TableView
from mnist_lab.domain.views.view_changes import Change, columns_chosen


@dataclass(frozen=True, slots=True)
class ColumnListing:
    """The keys of all columns in order, and of those that are ticked; the name comes first, and is always ticked."""

    order: tuple[str, ...]
    ticked: frozenset[str]

    def toggled(self, key: str) -> ColumnListing:
        """Return the listing with this column ticked, or no longer."""
        return self if key == NAME else replace(self, ticked=self.ticked ^ {key})

    def moved(self, key: str, by: int) -> ColumnListing:
        """Return the listing with this column moved down by this many places."""
        order = [*self.order]
        place = order.index(key)
        if key == NAME or not 0 < place + by < len(order):
            return self
        order.insert(place + by, order.pop(place))
        return replace(self, order=tuple(order))

    def change(self, view: TableView, before: ColumnListing) -> Change:
        """Return the view with these columns, given the listing before.

        If columns are only hidden or shown again, the rest stay the usual ones, whatever runs there are.
        """
        keys = [key for key in self.order if key in self.ticked and key != NAME]
        added = self.ticked - before.ticked
        same = [key for key in keys if key not in added]
        is_in_order = same == [key for key in before.order if key in self.ticked - added and key != NAME]
        if view.columns or not is_in_order or not added <= view.hidden:
            return (view, "") if self == before else columns_chosen(view, keys)
        return columns_chosen(view, (), (view.hidden - added) | (before.ticked - self.ticked))


def listing_of(arrangement: Arrangement, view: TableView) -> ColumnListing:
    """Return the columns that the table shows, with those that it leaves out as alike, then the others unticked."""
    shown = [column.key for column in arrangement.columns]
    settings = [place for place, column in enumerate(arrangement.columns) if column.setting is not None]
    if view.columns:
        kept = {*shown, *arrangement.alike}
        ticked = [NAME, *(key for key in view.columns if key in kept)]
        ticked += [key for key in shown if key not in ticked]
    else:
        end = settings[-1] + 1 if settings else len(shown)
        ticked = [*shown[:end], *arrangement.alike, *shown[end:]]
    others = [column.key for column in columns_of() if column.key not in ticked]
    return ColumnListing((*ticked, *others), frozenset(ticked))
