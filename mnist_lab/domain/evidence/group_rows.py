"""Groups of runs as rows of the table: means and what runs vary by, in the columns that runs have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from mnist_lab.domain.evidence.groups import (
    Average,
    Group,
    GroupVerdict,
    average_of,
    finite_figures,
    group_verdict,
)
from mnist_lab.domain.formatting.units import format_count
from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.runs.setting_fields import field_named
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.column import Column, SortValue
from mnist_lab.domain.tables.columns import OF_VERDICT, format_course, format_fit
from mnist_lab.domain.tables.metrics import METRICS
from mnist_lab.domain.tables.run_summary import Summary

MOST_VALUES = 3
"""The most values of a setting that a cell names; more are counted."""


@dataclass(frozen=True)
class GroupRow:
    """A group, whose figures and verdict are computed when they are first asked for.

    `grouped_by` has the settings in which its runs are alike; empty for repeats.
    """

    group: Group
    grouped_by: tuple[str, ...] = ()
    _averages: dict[Callable[[Summary], SortValue], Average | None] = field(
        default_factory=dict, compare=False, repr=False
    )

    @property
    def newest(self) -> Summary:
        """Return the newest run, for what all have in common."""
        return self.group.summaries[0]

    @cached_property
    def counted(self) -> tuple[Summary, ...]:
        """Return the runs that its figures rest on."""
        return self.group.counted

    @cached_property
    def verdict(self) -> GroupVerdict | None:
        """Return the verdict that most of its finished runs get; None if none of them has been judged."""
        return group_verdict(self.counted)

    @property
    def title(self) -> str:
        """Return what the group is called: as its newest run, or after the settings that it is grouped by."""
        if not self.grouped_by:
            return self.group.title
        spec = self.group.spec
        return ", ".join(spec.phrase(field_named(RunSpec, name)) for name in self.grouped_by)

    @property
    def count_text(self) -> str:
        """Return how many runs it has: "5 runs", "4 of 5 runs" if its figures rest on fewer."""
        counted, runs = len(self.counted), len(self.group.summaries)
        return format_count(runs, "run") if counted in {0, runs} else f"{counted} of {format_count(runs, 'run')}"

    @property
    def count_explanation(self) -> str:
        """Return why its figures rest on fewer runs than it has; empty if they do not."""
        runs, counted = len(self.group.summaries), len(self.counted)
        if counted in {0, runs}:
            return ""
        finished = sum(each.run.state is RunState.FINISHED for each in self.group.summaries)
        twice = f"{format_count(finished - counted, 'run')} with the seed of a newer one" if finished > counted else ""
        unfinished = f"{format_count(runs - finished, 'run')} not finished" if runs > finished else ""
        left_out = " and ".join(filter(None, (twice, unfinished)))
        return f"“{self.count_text}”: the figures leave out {left_out}."

    def average(self, column: Column) -> Average | None:
        """Return the mean of a figure; None if no run that counts has one."""
        if column.value not in self._averages:
            self._averages[column.value] = average_of(self.values(column))
        return self._averages[column.value]

    def values(self, column: Column) -> tuple[float, ...]:
        """Return a figure of each run that counts, as far as it was measured and is finite."""
        return finite_figures(self.counted, column.value)


def group_text(column: Column, row: GroupRow) -> str:
    """Return the cell of a group: "98.05 ±0.11", with the number of runs in brackets if some have no such figure."""
    group, key = row.group, column.key
    if key == "name":
        return f"{group_name(column, row)} ({row.count_text})"
    if key in VERDICT_TEXTS:
        return VERDICT_TEXTS[key](row) or ""
    if key in METRICS:
        average, counted = row.average(column), len(row.counted)
        if average is None:
            return ""
        return average.text(METRICS[key]) + (f" ({average.count})" if average.count != counted else "")
    if key in SEVERAL:
        return ", ".join(SEVERAL[key](group))
    return _shared_text(column, row)


def group_name(column: Column, row: GroupRow) -> str:
    """Return what a group is called in the column of names, without the number of its runs."""
    return row.title if row.grouped_by else column.text(row.newest)


def may_differ(column: Column, row: GroupRow) -> bool:
    """Return whether the runs of a group may differ in the settings, or the size of the network, of this column."""
    is_of_spec = column.setting is not None or column.key == "parameters"
    return is_of_spec and bool(row.grouped_by) and column.key not in row.grouped_by


def _shared_text(column: Column, row: GroupRow) -> str:
    """Return what the runs have in common, or the values of a setting in which they differ."""
    if not may_differ(column, row):
        return column.text(row.newest)
    found = {column.text(each): column.value(each) for each in row.group.summaries}
    if len(found) > MOST_VALUES:
        return f"{len(found)} values"
    return ", ".join(sorted(found, key=lambda text: _rank(found[text])))


def _rank(value: SortValue) -> tuple[bool, float, str]:
    is_text = isinstance(value, str)
    return value is None, 0.0 if is_text or value is None else float(value), value if isinstance(value, str) else ""


def format_group_row_verdict(row: GroupRow) -> str:
    """Return the verdict and how many seeds agree: "over-confident 3/5"; "…" until it is known.

    If no run is finished, it is that of the newest run.
    """
    if row.verdict is not None:
        return row.verdict.fit_in_short
    return "…" if row.counted else format_fit(row.newest)


def label_of(row: GroupRow) -> str | None:
    """Return the label of the group; None if it is not known."""
    return row.verdict.verdict.label.value if row.verdict is not None else None


def course_of(row: GroupRow) -> str | None:
    """Return the course of the group, or that of its newest run if no run is finished; None if it is not known."""
    if row.verdict is None:
        return None if row.counted else format_course(row.newest)
    course = row.verdict.verdict.course_word
    return course.value if course is not None else None


VERDICT_TEXTS: dict[str, Callable[[GroupRow], str | None]] = {"verdict": format_group_row_verdict, "course": course_of}
"""The cells that show the verdict of a group."""


def sort_value(column: Column, row: GroupRow) -> SortValue:
    """Return the sort key of a group: a mean, its verdict, its lowest seed, or what its runs share."""
    if column.key in METRICS:
        average = row.average(column)
        return average.mean if average is not None else None
    if column.key in OF_VERDICT:
        return course_of(row) if column.key == "course" else label_of(row)
    if column.key == "seed":
        return every_seed(row.group)[0]
    if column.key == "name":
        return row.title.lower() if row.grouped_by else column.value(row.newest)
    if may_differ(column, row):
        return min((column.value(each) for each in row.group.summaries), key=_rank)
    return column.value(row.newest)


def tags_of(group: Group) -> list[str]:
    """Return the tags of its runs."""
    return list(dict.fromkeys(tag for summary in group.summaries for tag in summary.run.tags))


def _states(group: Group) -> list[str]:
    return [f"{count} {state.value}" for state, count in Counter(s.run.state for s in group.summaries).items()]


def every_seed(group: Group) -> list[int]:
    """Return the seeds of its runs, in order."""
    return sorted({summary.run.spec.seed for summary in group.summaries})


def _seeds(group: Group) -> list[str]:
    """Return the seeds, those that follow one another as one: "1–5", "9"."""
    stretches: list[list[int]] = []
    for seed in every_seed(group):
        if stretches and seed == stretches[-1][-1] + 1:
            stretches[-1].append(seed)
        else:
            stretches.append([seed])
    return [f"{each[0]}–{each[-1]}" if len(each) > 1 else str(each[0]) for each in stretches]


SEVERAL: dict[str, Callable[[Group], list[str]]] = {
    "seed": _seeds,
    "device": lambda group: list(dict.fromkeys(summary.run.spec.device for summary in group.summaries)),
    "state": _states,
    "tags": tags_of,
    "id": lambda group: list(group.ids),
}
"""What a cell names of every run."""
