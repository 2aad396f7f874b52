"""The lines of the table for a view: the runs that match, sorted, as single runs or as groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from mnist_lab.domain.evidence.group_rows import GroupRow, group_rows, sort_group_rows
from mnist_lab.domain.filters.query import Problem, parse
from mnist_lab.domain.tables.column import Column
from mnist_lab.domain.tables.columns import columns_of, shown_columns, sort_summaries
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.domain.tables.seeds import with_seed_keys, with_seeds
from mnist_lab.domain.views.table_view import TableView


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: a run, or a group, of which `summary` is the newest run.

    `key` is the id of the run, or names the group; it is the same as long as the app runs. `is_inside` is whether it is
    a run of the opened group above it. `is_pinned` is whether it is the pinned group, or a run of it; `is_matching`
    whether it matches the filter, which the pinned group, and the runs of an opened group, need not.
    """

    key: str
    summary: Summary
    group: GroupRow | None = None
    is_inside: bool = False
    is_pinned: bool = False
    is_matching: bool = True


@dataclass(frozen=True)
class Arrangement:
    """The lines and columns to show.

    `alike` has the settings left out because the shown runs are alike in them; `matching` of all `count` runs match the
    filter, and `problem` is what is wrong with its text. `groups` is how many groups are shown.
    """

    lines: tuple[Line, ...]
    columns: tuple[Column, ...]
    alike: tuple[str, ...] = ()
    matching: int = 0
    count: int = 0
    problem: Problem | None = None
    groups: int = 0

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Return the place of each line by its key."""
        return {line.key: place for place, line in enumerate(self.lines)}


def arrange(summaries: Iterable[Summary], view: TableView, *, opened: frozenset[str] = frozenset()) -> Arrangement:
    """Return the lines for these runs; groups whose keys are in `opened` are followed by their runs."""
    kept = tuple(summaries)
    parsed = parse(view.filter)
    chosen = parsed.filter.chosen(kept)
    columns = columns_of()
    lines: list[Line] = []
    keys = tuple(with_seed_keys(view.sort))
    if view.grouped_by is None:
        lines = [Line(each.id, each) for each in sort_summaries(chosen, keys, columns)]
    else:
        for row in sort_group_rows(group_rows(chosen), keys, columns):
            line = Line(group_line_key(row), row.newest, row)
            lines.append(line)
            if line.key in opened:
                runs = sort_summaries(row.group.summaries, keys, columns)
                lines += [Line(each.id, each, is_inside=True) for each in runs]
    summaries_shown = [line.summary for line in lines]
    shown = with_seeds(shown_columns(summaries_shown, columns), summaries_shown)
    return Arrangement(tuple(lines), shown, (), len(chosen), len(kept), parsed.problem)


def group_line_key(row: GroupRow) -> str:
    """Return the key of a group's line: its oldest run is in it as long as it exists."""
    return f"group {min(row.group.ids)}"
