"""The runs of a table in their order, and the columns to show."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from mnist_lab.domain.tables.column import Column
from mnist_lab.domain.tables.columns import (
    NEWEST_FIRST,
    SortKey,
    columns_of,
    format_sort_keys,
    shown_columns,
    sort_summaries,
)
from mnist_lab.domain.tables.run_summary import Summary


class Rows:
    """Keeps runs sorted by one or more columns, the newest first among equals."""

    def __init__(self) -> None:
        self.rows: list[Summary] = []
        self.keys: tuple[SortKey, ...] = NEWEST_FIRST
        self.shown: tuple[Column, ...] = ()
        self._columns = columns_of()
        self._places: dict[str, int] = {}
        self.show(())

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def order_text(self) -> str:
        """Return the order in words."""
        return format_sort_keys(self.keys, self._columns)

    def place_of(self, run_id: str | None) -> int | None:
        """Return the row of the run with that id, or None if there is none."""
        return self._places.get(run_id or "")

    def show(self, summaries: Sequence[Summary]) -> None:
        """Take these runs as rows."""
        self._order(summaries)
        self.shown = _with_seeds(shown_columns(self.rows, self._columns), self.rows)

    def stays(self, summary: Summary) -> bool:
        """Return whether a changed run keeps its row, and the table its columns."""
        place = self.place_of(summary.id)
        decisive = {"tags", *(key.key for key in self.keys)}
        columns = (column for column in self._columns if column.key in decisive)
        return place is not None and all(c.value(self.rows[place]) == c.value(summary) for c in columns)

    def put(self, summary: Summary) -> None:
        """Take a new or changed run."""
        place = self.place_of(summary.id)
        if place is not None and self.stays(summary):
            self.rows[place] = summary
        else:
            self.show([*(row for row in self.rows if row.id != summary.id), summary])

    def change(self, summaries: Sequence[Summary], gone: Collection[str] = ()) -> None:
        """Take new and changed runs, and drop the runs with the ids in `gone`."""
        left_out = {summary.id for summary in summaries} | set(gone)
        self.show([*(row for row in self.rows if row.id not in left_out), *summaries])

    def sort_by(self, key: str) -> None:
        """Sort by this column; in reverse if it is the first key already."""
        again = self.keys[0].key == key
        self._sort((SortKey(key, descending=again and not self.keys[0].descending),))

    def sort_further_by(self, key: str) -> None:
        """Sort runs that are equal so far by this column, or that in reverse."""
        # newest first leaves no runs equal: a further key would change nothing, so it becomes the first
        keys = () if self.keys == NEWEST_FIRST and key != "created" else self.keys
        held = {each.key: each for each in keys}
        held[key] = SortKey(key, descending=key in held and not held[key].descending)
        self._sort(tuple(held.values()))

    def _sort(self, keys: tuple[SortKey, ...]) -> None:
        self.keys = keys
        self._order(self.rows)

    def _order(self, summaries: Sequence[Summary]) -> None:
        self.rows = sort_summaries(summaries, tuple(_with_seed(self.keys)), self._columns)
        self._places = {row.id: place for place, row in enumerate(self.rows)}


def _with_seed(keys: Sequence[SortKey]) -> Iterator[SortKey]:
    """Give the keys, and the seed after the name: that column shows both."""
    for key in keys:
        yield key
        if key.key == "name" and not any(each.key == "seed" for each in keys):
            yield SortKey("seed", descending=key.descending)


def _with_seeds(columns: Sequence[Column], rows: Sequence[Summary]) -> tuple[Column, ...]:
    """Return the columns with the seed after the name if seeds differ: repeats have the same name."""
    if len({row.run.spec.seed for row in rows}) < 2:
        return tuple(columns)
    return tuple(
        replace(column, heading="name · seed", tail=lambda row: f" · {row.run.spec.seed}")
        if column.key == "name"
        else column
        for column in columns
    )
