"""The sides of a comparison: the marked runs and groups with the runs that they have now."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from mnist_lab.domain.comparison.marks import Mark, Marks
from mnist_lab.domain.evidence.groups import Group
from mnist_lab.domain.formatting.units import format_count
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.setting_fields import field_named
from mnist_lab.domain.runs.spec import NO_PART_OF_A_GROUP
from mnist_lab.domain.tables.run_summary import Summary


@dataclass(frozen=True, slots=True)
class Side:
    """A marked run or group: its letter, the key of its line in the table, a title of its own, and its runs.

    `group` has the summaries of all its runs, the newest first; `runs` has those of them with their epochs whose curves
    are drawn: those that count as evidence and those in training, or all that have epochs if none counts. `grouped_by`
    is as in the mark.
    """

    letter: str
    key: str
    title: str
    group: Group
    runs: tuple[Run, ...] = ()
    grouped_by: tuple[str, ...] | None = None

    @property
    def is_lone(self) -> bool:
        """Return whether a single run was marked, and not a group."""
        return self.grouped_by is None

    @property
    def live(self) -> tuple[Run, ...]:
        """Return the runs in training or paused, in whichever process."""
        return tuple(run for run in self.runs if run.state.is_training())

    @property
    def is_live(self) -> bool:
        """Return whether a run of it is in training or paused."""
        return bool(self.live)

    @property
    def averaged(self) -> tuple[Run, ...]:
        """Return the runs whose mean is drawn: those not in training, or all if there are no others."""
        return tuple(run for run in self.runs if not run.state.is_training()) or self.runs

    @property
    def size(self) -> str:
        """Return how many runs it is, in words: "1 run", "group of 5", "group of 1"."""
        return "1 run" if self.is_lone else f"group of {len(self.group.summaries)}"

    @property
    def state(self) -> str:
        """Return what is not finished, in words: "training 3/10", "2 of 5 runs finished"; empty if all is."""
        if self.is_live:
            run = self.live[0]
            verb = "paused" if run.state.value == "paused" else "training"
            return f"{verb} {len(run.epochs)}/{run.spec.epochs}"
        counted = len(self.group.counted)
        if self.is_lone:
            return "" if counted else f"{self.group.summaries[0].run.state.value}"
        seeds = len({each.run.spec.seed for each in self.group.summaries})
        return "" if counted == seeds else f"{counted} of {format_count(seeds, 'run')} finished"

    def with_run(self, run: Run, summary: Summary) -> Side:
        """Return the side with a run of it as it is now; unchanged if the run is none of its drawn runs."""
        if all(each.id != run.id for each in self.runs):
            return self
        runs = tuple(run if each.id == run.id else each for each in self.runs)
        summaries = tuple(summary if each.id == run.id else each for each in self.group.summaries)
        return replace(self, runs=runs, group=replace(self.group, summaries=summaries))


Joins = Callable[[Summary], bool]
"""Returns whether a run belongs to a marked run or group."""


def joining(mark: Mark, summaries: Mapping[str, Summary]) -> Joins:
    """Return which runs a mark stands for now: a group takes in the repeats trained since it was marked."""
    marked = next((summaries[run_id] for run_id in mark.run_ids if run_id in summaries), None)
    if marked is None or mark.grouped_by is None:
        return lambda summary: summary.id in mark.run_ids
    sha256, spec = marked.run.data.sha256, marked.run.spec
    names = mark.grouped_by or [name for name in type(spec).model_fields if name not in NO_PART_OF_A_GROUP]
    wanted = tuple((name, spec.value(name)) for name in names)

    def joins(summary: Summary) -> bool:
        values = vars(summary.run.spec)  # thousands of runs are asked, and nearly all differ in one of the first
        return all(values[name] == value for name, value in wanted) and summary.run.data.sha256 == sha256

    return joins


def concerning(marks: Marks, summaries: Mapping[str, Summary]) -> Joins:
    """Return which runs the comparison of these marks depends on."""
    joins = [joining(mark, summaries) for mark in marks.marks]
    return lambda summary: any(each(summary) for each in joins)


def sides_of(marks: Marks, summaries: Collection[Summary]) -> tuple[Side, ...]:
    """Return a side for each mark in their order, still without epochs; marks whose runs are gone are left out."""
    by_id = {each.id: each for each in summaries}
    sides = []
    for mark in marks.marks:
        joins = joining(mark, by_id)
        runs = [each for each in summaries if joins(each)]
        if runs:
            runs.sort(key=lambda each: (each.run.created, each.id), reverse=True)
            title = _title(runs[0], mark.grouped_by or ())
            sides.append(Side(mark.letter, mark.key, title, Group(tuple(runs)), grouped_by=mark.grouped_by))
    titles = [side.title for side in sides]
    return tuple(
        replace(side, title=_told_apart(side)) if titles.count(side.title) > 1 and side.is_lone else side
        for side in sides
    )


def marks_of(sides: Iterable[Side]) -> Marks:
    """Return the marks with the runs that their groups have by now."""
    return Marks(tuple(Mark(side.letter, side.key, side.group.ids, side.grouped_by) for side in sides))


def drawn(side: Side) -> tuple[Summary, ...]:
    """Return the runs of a side whose curves are drawn; see `Side.runs`."""
    counted = side.group.counted
    live = tuple(each for each in side.group.summaries if each.run.state.is_training())
    return (*counted, *live) or tuple(each for each in side.group.summaries if each.epochs_done)


def _title(newest: Summary, names: Iterable[str]) -> str:
    """Return what a run is called, and a group of chosen settings by their values."""
    spec = newest.run.spec
    return ", ".join(spec.phrase(field_named(type(spec), name)) for name in names) or newest.run.title


def _told_apart(side: Side) -> str:
    return f"{side.title}, seed {side.group.spec.seed}"
