"""Groups of repeats: runs of one spec on the same digits, that differ in seed and device alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import fmean, median
from typing import Any

from mnist_lab.domain.evidence.significance import deviation
from mnist_lab.domain.fit.thresholds import THRESHOLDS, Thresholds
from mnist_lab.domain.fit.verdict import Verdict, judge
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.run import Dataset, RunState
from mnist_lab.domain.runs.spec import NO_PART_OF_A_GROUP, RunSpec
from mnist_lab.domain.runs.split_facts import SplitFacts
from mnist_lab.domain.tables.column import SortValue
from mnist_lab.domain.tables.metrics import USUAL, Metric
from mnist_lab.domain.tables.run_summary import Summary


def is_repeat(one: Summary, other: Summary) -> bool:
    """Return whether two runs differ in seed and device alone, on the same data."""
    same_data = one.run.data.sha256 == other.run.data.sha256
    return same_data and one.run.spec.is_like(other.run.spec, ignoring=NO_PART_OF_A_GROUP)


def repeats_key(summary: Summary) -> Hashable:
    """Return what repeats have in common: the same key as any other repeat of the run, and as no other run."""
    return settings_key(summary.run.spec), summary.run.data.sha256


def common_key(summary: Summary, names: Collection[str]) -> Hashable:
    """Return what the runs of a group have in common: their digits and these settings; without names, all of them."""
    if not names:
        return repeats_key(summary)
    held = vars(summary.run.spec)
    return tuple(held.get(name) for name in names), summary.run.data.sha256


def settings_key(spec: RunSpec) -> Hashable:
    """Return the settings that repeats have in common."""
    held = vars(spec)
    return tuple(held[name] for name in _common_settings(type(spec)))


@cache
def _common_settings(kind: type[RunSpec]) -> tuple[str, ...]:
    return tuple(name for name in kind.model_fields if name not in NO_PART_OF_A_GROUP)


def each_seed_once(newest_first: Iterable[Summary]) -> tuple[Summary, ...]:
    """Return the first of these runs of each spec and seed, by seed.

    A seed that was trained twice repeats itself: its second run would add a figure and no evidence.
    """
    found: dict[Hashable, Summary] = {}
    for summary in newest_first:
        found.setdefault((settings_key(summary.run.spec), summary.run.spec.seed), summary)
    return tuple(sorted(found.values(), key=lambda summary: summary.run.spec.seed))


@dataclass(frozen=True, slots=True)
class Average:
    """A mean, the number of figures, and their standard deviation; None for one figure."""

    mean: float
    sd: float | None
    count: int

    def text(self, metric: Metric) -> str:
        """Return the mean and what repeats vary by: "98.05 ±0.11"."""
        spread = f" ±{metric.text(self.sd)}" if self.sd is not None else ""
        return metric.figure_text(self.mean) + spread


def format_average(average: Average | None) -> str:
    """Return a mean, its standard deviation and the number of runs: "97.83 ±0.09 (3)"; a dash if there is none."""
    return f"{average.text(USUAL)} ({average.count})" if average is not None else "–"


@dataclass(frozen=True, slots=True)
class Group:
    """Runs that are averaged, the newest first: repeats of one another, or runs alike in a few settings."""

    summaries: tuple[Summary, ...]

    @property
    def spec(self) -> RunSpec:
        """Return the settings that the runs have in common, with seed and device of the newest."""
        return self.summaries[0].run.spec

    @property
    def title(self) -> str:
        """Return what the newest run is called."""
        return self.summaries[0].run.title

    @property
    def data(self) -> Dataset:
        """Return the digits that the runs were trained on."""
        return self.summaries[0].run.data

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the ids of its runs."""
        return tuple(summary.id for summary in self.summaries)

    @property
    def facts(self) -> SplitFacts | None:
        """Return the facts of the runs' digits, those of the newest that has them: repeats differ in them by chance."""
        return next((each.run.split for each in self.summaries if each.run.split is not None), None)

    @property
    def counted(self) -> tuple[Summary, ...]:
        """Return the runs that count as evidence, by seed: of each spec and seed the newest that is finished."""
        return each_seed_once(each for each in self.summaries if each.run.state is RunState.FINISHED)

    def with_figure(self, metric: Metric) -> tuple[Summary, ...]:
        """Return those that count and whose figure was measured and is finite."""
        found = ((summary, metric.value(summary)) for summary in self.counted)
        return tuple(summary for summary, value in found if value is not None and math.isfinite(value))

    def figures(self, metric: Metric) -> dict[int, float]:
        """Return each seed's figure among repeats, as far as it was measured and is finite."""
        found = ((summary.run.spec.seed, metric.value(summary)) for summary in self.with_figure(metric))
        return {seed: value for seed, value in found if value is not None}

    def average(self, metric: Metric) -> Average | None:
        """Return the mean of the figures and what they vary by; None if there is none."""
        return average_of(self.values(metric.value))

    def values(self, figure: Callable[[Summary], SortValue]) -> tuple[float, ...]:
        """Return a figure of each run that counts, as far as it was measured and is finite."""
        return finite_figures(self.counted, figure)


def finite_figures(summaries: Iterable[Summary], figure: Callable[[Summary], SortValue]) -> tuple[float, ...]:
    """Return a figure of each run, as far as it was measured and is finite."""
    found = (figure(summary) for summary in summaries)
    return tuple(float(each) for each in found if isinstance(each, int | float) and math.isfinite(each))


def average_of(values: Sequence[float]) -> Average | None:
    """Return the mean of these figures and what they vary by; None if there is none."""
    if len(set(values)) == 1:  # whose mean would be off by a rounding
        return Average(values[0], 0.0 if len(values) > 1 else None, len(values))
    return Average(fmean(values), deviation(values), len(values)) if values else None


def groups_of(summaries: Iterable[Summary], by: Collection[str] = ()) -> tuple[Group, ...]:
    """Return the groups that these runs make, of repeats or by these settings, that of the newest run first."""
    found: dict[Hashable, list[Summary]] = {}
    for summary in sorted(summaries, key=lambda each: (each.run.created, each.id), reverse=True):
        found.setdefault(common_key(summary, by), []).append(summary)
    return tuple(Group(tuple(runs)) for runs in found.values())


def group_of(summary: Summary, summaries: Iterable[Summary], by: Collection[str] = ()) -> Group:
    """Return the run with all its repeats among these, or with all that are alike in these settings."""
    key = common_key(summary, by)
    others = (each for each in summaries if each.id != summary.id and common_key(each, by) == key)
    return groups_of((summary, *others), by)[0]


@dataclass(frozen=True, slots=True)
class GroupVerdict:
    """The verdict on the median history of repeats, and how many of them get the same label on their own.

    The course is that of the median history; it is not counted, because it changes with the seed.
    """

    verdict: Verdict
    agreeing: int
    count: int

    @property
    def is_the_medians_alone(self) -> bool:
        """Return whether no repeat has this label of its own: the median is smoother than any of them."""
        return self.agreeing == 0

    @property
    def text(self) -> str:
        """Return the verdict and how many seeds agree on the fit: "good · unstable, 3 of 5 seeds agree"; of one run the
        verdict.
        """
        words = self.verdict.text
        if self.is_the_medians_alone:
            return f"{words} on the median, 0 of {self.count} seeds alone"
        return words if self.count == 1 else f"{words}, {self.agreeing} of {self.count} seeds agree"

    @property
    def in_short(self) -> str:
        """Return the same for a column: "good · unstable 3/5", and "good (median) 0/3" if no repeat has the label."""
        return self._with_count(self.verdict.text)

    @property
    def fit_in_short(self) -> str:
        """Return the same of the fit alone: "good 3/5"."""
        return self._with_count(self.verdict.label.value)

    def _with_count(self, words: str) -> str:
        if self.is_the_medians_alone:
            words += " (median)"
        return words if self.count == 1 else f"{words} {self.agreeing}/{self.count}"


def group_verdict(
    histories: Sequence[Sequence[Epoch]], thresholds: Thresholds = THRESHOLDS, *, facts: SplitFacts | None = None
) -> GroupVerdict | None:
    """Return the verdict on a group by the histories of its repeats; None if no repeat has an epoch."""
    begun = [history for history in histories if history]
    if not begun:
        return None
    verdict = judge(median_history(begun), thresholds, facts=facts)
    agreeing = sum(judge(history, thresholds, facts=facts).label is verdict.label for history in begun)
    return GroupVerdict(verdict, agreeing, len(begun))


def median_history(histories: Sequence[Sequence[Epoch]]) -> tuple[Epoch, ...]:
    """Return the history of medians over the repeats, epoch by epoch.

    It has the epochs that more than half of the repeats reached: one that diverged or stopped early neither shortens
    the others nor leaves the end to a few. A figure that is not finite counts as worse than any other; if it is in the
    middle, the median is not finite. A figure that is missing in one repeat is None.
    """
    lengths = sorted(len(history) for history in histories)
    length = lengths[(len(lengths) - 1) // 2] if lengths else 0
    return tuple(
        _median_epoch(number, [history[number - 1] for history in histories if len(history) >= number])
        for number in range(1, length + 1)
    )


_THE_LESS_THE_BETTER = ("loss", "clean_loss", "val_loss", "refined_val_loss", "temperature")


def _median_epoch(number: int, epochs: Sequence[Epoch]) -> Epoch:
    def middle(name: str, worst: float) -> float | None:
        figures = [getattr(epoch, name) for epoch in epochs]
        if None in figures:
            return None
        found = median(figure if math.isfinite(figure) else worst for figure in figures)
        return found if math.isfinite(found) else math.nan

    losses: dict[str, Any] = {name: middle(name, math.inf) for name in _THE_LESS_THE_BETTER}
    shares: dict[str, Any] = {name: middle(name, -math.inf) for name in ("accuracy", "clean_accuracy", "val_accuracy")}
    return Epoch(epoch=number, seconds=median(epoch.seconds for epoch in epochs), **losses, **shares)
