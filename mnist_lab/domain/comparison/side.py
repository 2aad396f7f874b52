"""The sides of a comparison: the marked runs and groups with the runs that they have now."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from mnist_lab.domain.comparison.marks import Mark, Marks
from mnist_lab.domain.comparison.members import members_of
from mnist_lab.domain.evidence.groups import Group, each_seed_once, settings_key
from mnist_lab.domain.formatting.units import format_count
from mnist_lab.domain.runs.progress_words import current_epoch
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.tables.run_summary import Summary


@dataclass(frozen=True, slots=True)
class Side:
    """A marked run or group: its letter, the key of its line in the table, a title of its own, and its runs.

    `group` has the summaries of all its runs, the newest first; `runs` has those of them with their epochs whose curves
    are drawn: those that count as evidence and those in training, or if there are none, of each seed the newest that
    has epochs. `grouped_by`, `name` and `is_fixed` are as in the mark.
    """

    letter: str
    key: str
    title: str
    group: Group
    runs: tuple[Run, ...] = ()
    grouped_by: tuple[str, ...] | None = None
    name: str = ""
    is_fixed: bool = False

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
        """Return what is not finished, in words: "training 4/10", "2 of 5 runs finished"; empty if all is."""
        if self.is_live:
            run = self.live[0]
            verb = "paused" if run.state is RunState.PAUSED else "training"
            return f"{verb} {current_epoch(len(run.epochs), run.spec.epochs)}/{run.spec.epochs}"
        counted = len(self.group.counted)
        if self.is_lone:
            newest = self.group.summaries[0]
            reached = f" {newest.epochs_done}/{newest.run.spec.epochs}" if newest.epochs_done else ""
            return "" if counted else f"{newest.run.state.value}{reached}"
        all_of_them = len({(settings_key(each.run.spec), each.run.spec.seed) for each in self.group.summaries})
        return "" if counted == all_of_them else f"{counted} of {format_count(all_of_them, 'run')} finished"

    def with_run(self, run: Run, summary: Summary) -> Side:
        """Return the side with a run of it as it is now; unchanged if the run is none of its drawn runs."""
        if all(each.id != run.id for each in self.runs):
            return self
        runs = tuple(run if each.id == run.id else each for each in self.runs)
        summaries = tuple(summary if each.id == run.id else each for each in self.group.summaries)
        return replace(self, runs=runs, group=replace(self.group, summaries=summaries))


def sides_of(marks: Marks, summaries: Collection[Summary]) -> tuple[Side, ...]:
    """Return a side for each mark in their order, still without epochs; marks whose runs are gone are left out."""
    found = members_of(marks, {each.id: each for each in summaries})
    return tuple(
        Side(mark.letter, mark.key, runs[0].run.title, Group(runs), (), mark.grouped_by, mark.name, mark.is_fixed)
        for mark, runs in found
    )


def marks_of(sides: Iterable[Side]) -> Marks:
    """Return the marks with the runs that their groups have by now."""
    return Marks(
        tuple(Mark(side.letter, side.key, side.group.ids, side.grouped_by, side.name, side.is_fixed) for side in sides)
    )


def drawn(side: Side) -> tuple[Summary, ...]:
    """Return the runs of a side whose curves are drawn; see `Side.runs`."""
    counted = side.group.counted
    live = tuple(each for each in side.group.summaries if each.run.state.is_training())
    return (*counted, *live) or each_seed_once(each for each in side.group.summaries if each.epochs_done)
