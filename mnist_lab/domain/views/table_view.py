"""What the table of runs shows, and in which order: a value that is saved, undone, and put into a command."""

from __future__ import annotations

from dataclasses import dataclass

from mnist_lab.domain.tables.columns import NEWEST_FIRST, SortKey
from mnist_lab.domain.tables.figure_choice import FigureChoice


@dataclass(frozen=True, slots=True)
class TableView:
    """How runs are shown.

    `filter` is the text of a filter. `columns` has the keys chosen by the user, in their order; empty for the usual
    ones. Those in `hidden` are left out, and with `hides_alike` so are settings in which the shown runs are alike.
    `grouped_by` is None for single runs, empty for groups of repeats, else it has the settings to group by.
    """

    filter: str = ""
    sort: tuple[SortKey, ...] = NEWEST_FIRST
    columns: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    hides_alike: bool = True
    grouped_by: tuple[str, ...] | None = None
    figures: FigureChoice = FigureChoice.LAST

    @property
    def is_grouped(self) -> bool:
        """Return whether lines are groups."""
        return self.grouped_by is not None


USUAL_VIEW = TableView()
