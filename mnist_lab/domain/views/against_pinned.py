"""Lines compared with the pinned group in one figure: the difference, and whether the evidence separates them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from mnist_lab.domain.evidence.finding_text import more_runs
from mnist_lab.domain.evidence.group_rows import GroupRow
from mnist_lab.domain.evidence.planned import plans_of, stage_between, tested
from mnist_lab.domain.evidence.significance import Evidence, corrected
from mnist_lab.domain.tables.column import Column
from mnist_lab.domain.tables.columns import SortKey, columns_by_key
from mnist_lab.domain.tables.figure_choice import FigureChoice
from mnist_lab.domain.tables.metrics import METRICS, USUAL, Metric
from mnist_lab.domain.tables.run_summary import Summary

DIFFERENCE = "difference"
"""The key of the column of differences."""
NEARLY = 10
"""Groups that this many more runs each would probably separate are nearly separated."""


@dataclass(frozen=True, slots=True)
class Found:
    """The evidence for the difference of a group from the pinned one.

    `more_runs` is about how many more runs each would show a difference of this size; None if it is shown already, or
    would take more than a few.
    """

    evidence: Evidence
    more_runs: int | None = None

    @property
    def is_separated(self) -> bool:
        """Return whether chance alone seldom makes such a difference."""
        return self.evidence.conclusive


NOTHING_FOUND: Mapping[str, Found] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Question:
    """The groups of repeats to compare with the pinned group on their digits, by the keys of their lines.

    Groups that are not shown are asked about too: what is found must not depend on the filter.
    """

    metric: Metric
    figures: FigureChoice
    pinned: Mapping[str, GroupRow]
    groups: Mapping[str, GroupRow]


@dataclass(frozen=True, slots=True)
class Findings:
    """The answer to a question: what was found on each group, by the key of its line."""

    question: Question
    found: Mapping[str, Found]


def findings_of(question: Question) -> Findings:
    """Compare each group with the pinned one, corrected for their number; call it in the background.

    It loads scipy, which takes a third of a second.
    """
    column = columns_by_key(question.figures)[question.metric.key]
    keys: list[str] = []
    evidence: list[Evidence] = []
    plans = {digits: plans_of(row.group) for digits, row in question.pinned.items()}
    for key, row in question.groups.items():
        pinned = question.pinned.get(row.group.data.sha256)
        if pinned is None or pinned.group.ids == row.group.ids:
            continue
        of_pinned, own = pinned.values(column), row.values(column)
        if of_pinned and own:
            keys.append(key)
            evidence.append(tested(of_pinned, own, stage_between(plans[row.group.data.sha256], plans_of(row.group))))
    return Findings(question, {key: _found(each) for key, each in zip(keys, corrected(evidence), strict=True)})


def _found(evidence: Evidence) -> Found:
    more = more_runs(evidence, 0)
    return Found(evidence, more if more is not None and more <= NEARLY else None)


@dataclass(frozen=True, slots=True)
class AgainstPinned:
    """What lines are compared with: the pinned group on their digits, in the figure of this column."""

    metric: Metric
    column: Column
    pinned: Mapping[str, GroupRow]
    found: Mapping[str, Found] = field(default_factory=lambda: NOTHING_FOUND)

    @property
    def title(self) -> str:
        """Return what lines are compared with, in words."""
        return " or ".join(f"{row.title} ({row.count_text})" for row in self.pinned.values())

    def difference(self, summary: Summary, row: GroupRow | None = None) -> float | None:
        """Return the figure of a run, or of its group, minus the mean of the pinned group; None if one is missing."""
        pinned = self.pinned.get(summary.run.data.sha256)
        of_pinned = pinned.average(self.column) if pinned is not None else None
        if of_pinned is None:
            return None
        if row is not None:
            average = row.average(self.column)
            return average.mean - of_pinned.mean if average is not None else None
        own = self.column.value(summary)
        is_known = isinstance(own, int | float) and math.isfinite(own)
        return own - of_pinned.mean if is_known and not isinstance(own, str) and own is not None else None


def is_about(question: Question, against: AgainstPinned, figures: FigureChoice) -> bool:
    """Return whether a question compares with the same pinned groups in the same figure."""
    if question.metric is not against.metric or question.figures is not figures:
        return False
    if question.pinned.keys() != against.pinned.keys():
        return False
    return all(row.counted == question.pinned[data].counted for data, row in against.pinned.items())


def asks_the_same(one: Question, other: Question) -> bool:
    """Return whether both questions have the same answer: the same groups, resting on the same runs."""
    if (one.metric, one.figures, one.groups.keys()) != (other.metric, other.figures, other.groups.keys()):
        return False
    pairs = [(row, other.groups[key]) for key, row in one.groups.items()]
    pairs += [(row, other.pinned[data]) for data, row in one.pinned.items() if data in other.pinned]
    return one.pinned.keys() == other.pinned.keys() and all(a is b or a.counted == b.counted for a, b in pairs)


def metric_sorted_by(keys: Sequence[SortKey]) -> Metric:
    """Return the figure sorted by first; the test accuracy if the first key is none."""
    return METRICS.get(keys[0].key, USUAL) if keys else USUAL


def sort_key_of(key: str, keys: Sequence[SortKey]) -> str:
    """Return the column to sort by for one that is shown: differences are in the order of the figure they are of."""
    return metric_sorted_by(keys).key if key == DIFFERENCE else key


def pinned_runs(summaries: Iterable[Summary]) -> dict[str, Summary]:
    """Return the run that is pinned on each set of digits, by their checksum; of several the latest pinned."""
    pinned = [(each.run.pinned_at, each) for each in summaries if each.run.pinned_at is not None]
    ended = [(at, each) for at, each in pinned if not each.run.state.is_active()]
    return {each.run.data.sha256: each for _, each in sorted(ended, key=lambda pair: (pair[0], pair[1].id))}
