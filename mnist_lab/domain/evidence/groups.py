"""Groups of repeats: runs of one spec on the same digits, that differ in seed and device alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import fmean
from typing import TypeVar

from mnist_lab.domain.evidence.significance import deviation
from mnist_lab.domain.fit.rule import Course, Label
from mnist_lab.domain.fit.verdict import Verdict, verdict_of_document
from mnist_lab.domain.fit.verdict_words import format_verdict
from mnist_lab.domain.runs.run import Dataset, RunState
from mnist_lab.domain.runs.spec import NO_PART_OF_A_GROUP, RunSpec
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
    """Return the first of these runs of each training and seed, by seed.

    A seed that was trained twice repeats itself: its second run would add a figure and no evidence. So would a run that
    only keeps the weights of another epoch.
    """
    found: dict[Hashable, Summary] = {}
    for summary in newest_first:
        held = vars(summary.run.spec)
        training = tuple(held[name] for name in _settings_of_training(type(summary.run.spec)))
        found.setdefault((training, summary.run.spec.seed), summary)
    return tuple(sorted(found.values(), key=lambda summary: summary.run.spec.seed))


@cache
def _settings_of_training(kind: type[RunSpec]) -> tuple[str, ...]:
    return tuple(name for name in _common_settings(kind) if name != "keep")


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
    """The verdict that most runs of a group get, and how many of them get its label.

    It is that of one of its runs, `shown`: the rule and its figures are of a real history. The course is not counted,
    because it changes with the seed.
    """

    verdict: Verdict
    shown: Summary
    agreeing: int
    count: int

    @property
    def text(self) -> str:
        """Return the verdict, with its count if there are several seeds: "good (3 of 5 seeds) · unstable"."""
        return self._with_count(self.verdict.course_word, f"({self.agreeing} of {self.count} seeds)")

    @property
    def in_short(self) -> str:
        """Return the same for a column: "good 3/5 · unstable"."""
        return self._with_count(self.verdict.course_word, f"{self.agreeing}/{self.count}")

    @property
    def fit_in_short(self) -> str:
        """Return the same of the fit alone: "good 3/5"."""
        return self._with_count(None, f"{self.agreeing}/{self.count}")

    def _with_count(self, course: Course | None, count: str) -> str:
        return format_verdict(self.verdict.label, course, count if self.count > 1 else "")


def group_verdict(counted: Iterable[Summary]) -> GroupVerdict | None:
    """Return the verdict that most of these runs get; None if none of them has one.

    The label is the most frequent one, the course the most frequent one among the runs with that label; in a tie the
    one that comes first in `Label` or `Course`. The verdict is that of the lowest seed that has both.
    """
    by_seed = sorted(counted, key=lambda summary: summary.run.spec.seed)
    found = [(summary, summary.verdict) for summary in by_seed if summary.verdict is not None]
    if not found:
        return None
    label = _commonest(_LABELS, [document["label"] for _, document in found])
    alike = [(summary, document) for summary, document in found if document["label"] == label]
    course = _commonest(_COURSES, [document["course"] for _, document in alike])
    shown, document = next(each for each in alike if each[1]["course"] == course)
    return GroupVerdict(verdict_of_document(document), shown, len(alike), len(found))


_LABELS = tuple(label.value for label in Label)
_COURSES = (*(course.value for course in Course), None)
_Word = TypeVar("_Word")


def _commonest(order: Sequence[_Word], words: Sequence[_Word]) -> _Word:
    """Return the most frequent word; in a tie the one that comes first in this order."""
    return max(order, key=words.count)  # which returns the first of the largest
