"""A line of the table, and all that there is to show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from mnist_lab.domain.evidence.group_rows import GroupRow
from mnist_lab.domain.filters.query import Problem
from mnist_lab.domain.tables.column import Column
from mnist_lab.domain.tables.naming import AS_IN_THE_FORM, Naming
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.domain.views.against_pinned import AgainstPinned, Question


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

    @property
    def is_group(self) -> bool:
        """Return whether the line reads as a group: a run without repeats reads as a run, also among groups."""
        return self.group is not None and (len(self.group.group.summaries) > 1 or bool(self.group.grouped_by))


@dataclass(frozen=True)
class Arrangement:
    """The lines and columns to show.

    `alike` has the settings left out because the shown runs are alike in them. `naming` is what runs are called, and
    what their names leave out because all shown runs have it. `matching` of all `count` runs match the filter, and
    `problem` is what is wrong with its text; `groups` is how many groups are shown. `against` compares lines with the
    pinned group; None if none is pinned. `question` is what is still to be computed for that.
    """

    lines: tuple[Line, ...]
    columns: tuple[Column, ...]
    alike: tuple[str, ...] = ()
    matching: int = 0
    count: int = 0
    problem: Problem | None = None
    groups: int = 0
    naming: Naming = AS_IN_THE_FORM
    against: AgainstPinned | None = None
    question: Question | None = None

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Return the place of each line by its key."""
        return {line.key: place for place, line in enumerate(self.lines)}
