"""The dialog in which the settings to group by are chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on

from mnist_lab.domain.formatting.units import format_count
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.column import Column
from mnist_lab.domain.tables.columns import columns_by_key
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.domain.views.table_view import TableView
from mnist_lab.domain.views.view_changes import grouped
from mnist_lab.tui.runs.tick_dialog import TickDialog
from mnist_lab.tui.runs.tick_list import TickLine, TickList


class GroupDialog(TickDialog):
    """Every setting with the values that the runs have, those with several first; none ticked groups repeats."""

    OPENED_BY: ClassVar[frozenset[str]] = frozenset({"runs.group_by"})

    title_text = "Group by settings (none: repeats)"

    def __init__(self, summaries: Sequence[Summary], view: TableView) -> None:
        super().__init__()
        self._view = view
        self._by = [*(view.grouped_by or ())]
        columns = columns_by_key()
        lines = [_line(columns[name], summaries) for name in RunSpec.model_fields]
        self._lines = sorted(lines, key=lambda pair: pair[0] < 2)

    def show_lines(self) -> None:
        """Show the settings."""
        self.ticks.lines = tuple(line for _, line in self._lines)
        self.ticks.ticked = frozenset(self._by)

    @on(TickList.Ticked)
    def _tick(self, message: TickList.Ticked) -> None:
        """Group by the setting too, or no longer."""
        self._by = [
            *(key for key in self._by if key != message.key),
            *([] if message.key in self._by else [message.key]),
        ]
        self.show_lines()

    def action_apply(self) -> None:
        """Answer with the groups."""
        self.dismiss(grouped(self._view, self._by))


def _line(column: Column, summaries: Sequence[Summary]) -> tuple[int, TickLine]:
    """Return how many values the runs have of a setting, and its line, which names them."""
    values = dict(sorted({column.text(each): column.value(each) for each in summaries}.items(), key=_by_value))
    about = f"{format_count(len(values), 'value')}: {', '.join(values)}"
    return len(values), TickLine(column.key, column.heading, column.key, about)


def _by_value(pair: tuple[str, object]) -> tuple[bool, float, str]:
    text, value = pair
    is_number = isinstance(value, int | float)
    return not is_number, float(value) if isinstance(value, int | float) else 0.0, text
