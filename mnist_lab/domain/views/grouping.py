"""The groups that runs make: of repeats, or of the runs alike in chosen settings."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator
from datetime import datetime
from itertools import chain

from mnist_lab.domain.evidence.group_rows import GroupRow
from mnist_lab.domain.evidence.groups import Group, common_key, repeats_key
from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.run_summary import Summary


class RepeatKeys:
    """A number for all repeats of a run, remembered for each: runs never change their settings."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[RunSpec, int]] = {}
        self._numbers: dict[Hashable, int] = {}

    def __call__(self, summary: Summary) -> int:
        """Return the number that the run shares with its repeats only."""
        run = summary.run
        known = self._known.get(run.id)
        if known is None or known[0] is not run.spec:
            number = self._numbers.setdefault(repeats_key(summary), len(self._numbers))
            known = self._known[run.id] = run.spec, number
        return known[1]


class Grouping:
    """All groups of runs by these settings; by none of them, groups of repeats. Runs on other digits are apart.

    A row is made when it is asked for, and again only once its runs have changed: its figures are computed once.
    `results` is another number whenever a finished run has come, changed or gone.
    """

    def __init__(self, summaries: Iterable[Summary], by: tuple[str, ...], repeats: RepeatKeys) -> None:
        self.by = by
        self._repeats = repeats
        self._runs: dict[Hashable, dict[str, Summary]] = {}
        self._rows: dict[Hashable, GroupRow] = {}
        self.results = 0
        for summary in summaries:
            self._runs.setdefault(self.key(summary), {})[summary.id] = summary

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self._runs)

    def key(self, summary: Summary) -> Hashable:
        """Return what the runs of one group have in common."""
        return common_key(summary, self.by) if self.by else self._repeats(summary)

    def one_of_each_kind(self, shown: Collection[str]) -> tuple[Summary, ...]:
        """Return one run of each group of repeats, of those with these ids."""
        if self.by:
            runs = chain.from_iterable(each.values() for each in self._runs.values())
            return tuple({self._repeats(each): each for each in runs if each.id in shown}.values())
        found = (next((run for run_id, run in each.items() if run_id in shown), None) for each in self._runs.values())
        return tuple(run for run in found if run is not None)

    def ids_beside(self, summary: Summary) -> Collection[str]:
        """Return the ids of the runs in its group."""
        return self._runs.get(self.key(summary), {}).keys()

    def has(self, key: Hashable) -> bool:
        """Return whether the group has runs."""
        return key in self._runs

    def row(self, key: Hashable) -> GroupRow:
        """Return the row of a group, its newest run first."""
        if key not in self._rows:
            runs = tuple(sorted(self._runs[key].values(), key=_age, reverse=True))
            self._rows[key] = GroupRow(Group(runs), self.by)
        return self._rows[key]

    def put(self, summary: Summary) -> None:
        """Take a new or changed run."""
        key = self.key(summary)
        self._rows.pop(key, None)
        self._runs.setdefault(key, {})[summary.id] = summary
        self.results += summary.run.state is RunState.FINISHED

    def drop(self, summary: Summary) -> None:
        """Forget a run; its group is gone with its last run."""
        key = self.key(summary)
        self._rows.pop(key, None)
        runs = self._runs.get(key, {})
        runs.pop(summary.id, None)
        self.results += summary.run.state is RunState.FINISHED
        if not runs:
            self._runs.pop(key, None)


def group_line_key(row: GroupRow) -> str:
    """Return the key of a group's line: its oldest run is in it as long as it exists."""
    return " ".join(filter(None, ("group", ",".join(row.grouped_by), min(row.group.ids))))


def _age(summary: Summary) -> tuple[datetime, str]:
    return summary.run.created, summary.id
