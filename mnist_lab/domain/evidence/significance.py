"""The evidence for a difference: its interval, and whether the seed alone could have made it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from mnist_lab.domain.evidence.levels import AT_THE_PLAN, LAST_LOOK, Waiting, is_past_the_plan, level_of
from mnist_lab.domain.evidence.t_distribution import quantile, two_sided

POWER = 0.8
"""The share of trials in which the needed number of runs would show the difference."""
CAUTIOUS_FREEDOM = 0.75
"""The share of Welch's degrees of freedom that counts far from the middle: among many comparisons, past the plan."""
MOST_RUNS = 1000
"""The largest number of runs that is computed."""

_NO_SPREAD = 1e-9
"""Figures that differ by less than this share of themselves differ by rounding alone."""
_LARGEST = 1e100
"""The squares of figures beyond this overflow."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The mean of B minus the mean of A, in the unit of the figures, and how certain it is.

    `low` and `high` are the ends of its interval, which contains the true difference except in `level` of trials; None
    if there is none. `p_value` is None if nothing was tested, as while a side waits for runs that were planned.
    `spread` is the standard deviation between seeds: pooled over both sides, or of the differences if they are paired;
    None if one figure shows none. `family` is how many comparisons were corrected for, `looks` how often the comparison
    could be looked at since the plan was reached. `is_cautious` if only part of the degrees of freedom counts.
    """

    difference: float
    low: float | None = None
    high: float | None = None
    p_value: float | None = None
    spread: float | None = None
    counts: tuple[int, int] = (1, 1)
    paired: bool = False
    family: int = 1
    level: float = AT_THE_PLAN
    error: float = 0.0
    freedom: float = math.inf
    looks: int = 1
    is_cautious: bool = False
    waiting: Waiting | None = None

    @property
    def conclusive(self) -> bool:
        """Return whether the interval leaves out a difference of 0."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)

    @property
    def planned(self) -> int:
        """Return how many runs a side were planned, by the number of looks."""
        return max(self.counts) - self.looks + 1

    @property
    def own_level(self) -> float:
        """Return the level of the comparison by itself, whatever was compared at once."""
        return self.level_in(1)

    def level_in(self, family: int) -> float:
        """Return the level of the comparison as one of so many."""
        return level_of(self.counts, self.planned, self.freedom, 1 / family)

    def at(self, level: float) -> Evidence:
        """Return the same with an interval that misses the true difference in this share of trials."""
        if self.p_value is None:
            return replace(self, level=level)
        if self.error > 0 and level > 0:
            half = quantile(self.freedom, 1 - level / 2) * self.error
            return replace(self, low=self.difference - half, high=self.difference + half, level=level)
        end = self.difference if level > 0 and self.p_value <= level else None
        return replace(self, low=end, high=end, level=level)


def compare(a: Sequence[float], b: Sequence[float], *, paired: bool = False, planned: int | None = None) -> Evidence:
    """Compare the figures of two groups of runs, one figure a run.

    Welch's interval: the two sides may vary differently. With `paired` the figures at one place belong together, such
    as those of one seed, and the interval is that of their differences. `planned` is how many runs a side were planned;
    None if it is these. Past the plan, each look at one more run has a level of its own.

    With one figure on a side there is no interval, nor if a figure is not finite (the difference is then NaN): leaving
    that run out would favour its side. If neither side varies there is no spread to compute an interval from. What is
    left is how rarely chance makes two blocks of one figure each: in at most 2 of 4 ** n trials, if each figure can be
    one of two. So 4 figures a side are conclusive; the interval is then the difference itself.

    Raises:
        ValueError: if a side has no figure, or paired sides are not equally long.
    """
    if not a or not b:
        raise ValueError("A comparison needs a figure on each side.")
    if paired and len(a) != len(b):
        raise ValueError(f"Paired figures come in pairs, and there are {len(a)} of one and {len(b)} of the other.")
    counts = len(a), len(b)
    largest = max(map(abs, (*a, *b)))
    if not all(math.isfinite(figure) for figure in (*a, *b)) or largest > _LARGEST:
        return Evidence(math.nan, counts=counts, paired=paired)
    found = _paired([y - x for x, y in zip(a, b, strict=True)]) if paired else _welch(a, b)
    if found.p_value is None:
        return found
    if found.error <= _NO_SPREAD * largest:
        is_same = abs(found.difference) <= _NO_SPREAD * largest
        by_chance = 2 * math.prod((count / sum(counts)) ** count for count in counts)
        found = replace(found, error=0.0, spread=0.0, p_value=1.0 if is_same else by_chance)
    if planned is not None and is_past_the_plan(counts, planned):
        found = _cautious(replace(found, looks=1 + max(counts) - planned))
    return found.at(found.own_level)


def corrected(comparisons: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Correct comparisons made at once, such as those of a lab: in at most 5 % of labs chance shows any difference.

    Holm's steps decide, which find more than Bonferroni's single level and err no more often. The intervals are
    Bonferroni's, which in 95 % of labs contain all true differences at once. If a later step decides what these would
    leave open, the interval has the width of that step: so it excludes 0 exactly if the decision is a difference.
    Comparisons that test nothing, of one run with others, are not part of the family; those that wait for planned runs
    are, because they will be tested. Each comparison has the share of its own level, by how often it was looked at.

    That far from the middle, much depends on the shape of the figures' distribution, which a few runs cannot show: ten
    comparisons of five runs, each group drawn with its own real spread, found a difference between equals in 8 % of
    labs. So only three quarters of the degrees of freedom count here, which made it 4 %. A single comparison at its
    plan stays as it is.
    """
    count = sum(each.p_value is not None or each.waiting is not None for each in comparisons)
    found = [replace(_cautious(each) if count > 1 else each, family=1) for each in comparisons]
    tested = [(_nearness(each, count), place) for place, each in enumerate(found) if each.p_value is not None]
    is_open = False
    for step, (_, place) in enumerate(sorted(tested)):
        widest = replace(found[place], family=count)
        widest, of_the_step = (widest.at(widest.level_in(each)) for each in (count, count - step))
        is_open = is_open or not of_the_step.conclusive
        found[place] = widest if is_open or widest.conclusive else of_the_step
    return tuple(found)


def _nearness(found: Evidence, family: int) -> float:
    """Return how small the p-value is for its level: the smaller, the earlier Holm's steps come to it."""
    level = found.level_in(family)
    return found.p_value / level if found.p_value is not None and level > 0 else math.inf


def _cautious(found: Evidence) -> Evidence:
    """Return the comparison with only part of its degrees of freedom."""
    if found.paired or found.error == 0 or found.p_value is None or found.is_cautious:
        return found
    freedom = CAUTIOUS_FREEDOM * found.freedom
    p_value = two_sided(found.difference / found.error, freedom)
    return replace(found, freedom=freedom, p_value=p_value, is_cautious=True)


def runs_needed(
    spread: float, difference: float, *, paired: bool = False, family: int = 1, planned: int | None = None
) -> int | None:
    """Return how many runs each would show a difference of this size in 8 comparisons of 10 (a power of 0.8).

    From the t-quantiles of chance and power, a little on the low side for two or three runs. Of a `family` of
    comparisons made at once each is asked as much as Holm asks of the first. If this many were `planned` and are
    trained, return a larger number, at the level that is in force then. None if more than 1,000 would be needed, or the
    difference is 0.
    """
    if difference == 0 or not math.isfinite(spread / difference):
        return None
    ratio = (spread / difference) ** 2 * (1 if paired else 2)

    def enough(runs: int) -> bool:
        is_cautious = not paired and (family > 1 or planned is not None)
        freedom = (runs - 1 if paired else 2 * runs - 2) * (CAUTIOUS_FREEDOM if is_cautious else 1)
        level = level_of((runs, runs), runs if planned is None else planned, freedom, 1 / family)
        return bool(runs >= ratio * (quantile(freedom, 1 - level / 2) + quantile(freedom, POWER)) ** 2)

    low, high = 1, MOST_RUNS  # never enough, and enough
    if planned is not None:  # the level falls after the last look, so that fewer runs may be enough than a few more
        found = next((runs for runs in range(planned + 1, LAST_LOOK + 1) if enough(runs)), None)
        if found is not None:
            return found
        low = max(planned, LAST_LOOK)
    if low >= high or not enough(high):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def deviation(figures: Sequence[float]) -> float | None:
    """Return the standard deviation of a sample; None if one figure shows none."""
    if len(figures) < 2:
        return None
    mean = _mean(figures)
    return math.hypot(*(figure - mean for figure in figures)) / math.sqrt(len(figures) - 1)  # squares may overflow


def _welch(a: Sequence[float], b: Sequence[float]) -> Evidence:
    counts = len(a), len(b)
    difference = fmean(b) - fmean(a)
    squares = _squares(a), _squares(b)
    pooled = math.sqrt(sum(squares) / (sum(counts) - 2)) if sum(counts) > 2 else None
    if min(counts) == 1:
        return Evidence(difference, spread=pooled, counts=counts)
    of_a, of_b = (each / (count - 1) / count for each, count in zip(squares, counts, strict=True))
    error = math.sqrt(of_a + of_b)
    if error == 0:
        return Evidence(difference, p_value=1.0, spread=0.0, counts=counts)
    share = of_a / (of_a + of_b)
    freedom = 1 / (share**2 / (counts[0] - 1) + (1 - share) ** 2 / (counts[1] - 1))
    p_value = two_sided(difference / error, freedom)
    return Evidence(difference, p_value=p_value, spread=pooled, counts=counts, error=error, freedom=freedom)


def _paired(differences: Sequence[float]) -> Evidence:
    count = len(differences)
    difference, spread = fmean(differences), deviation(differences)
    if spread is None:
        return Evidence(difference, counts=(1, 1), paired=True)
    error = spread / math.sqrt(count)
    p_value = two_sided(difference / error, count - 1) if error > 0 else 1.0
    return Evidence(
        difference,
        p_value=p_value,
        spread=spread,
        counts=(count, count),
        paired=True,
        error=error,
        freedom=count - 1,
    )


def _squares(figures: Sequence[float]) -> float:
    mean = _mean(figures)
    return math.fsum((figure - mean) ** 2 for figure in figures)


def _mean(figures: Sequence[float]) -> float:
    return fmean(figures) if min(figures) < max(figures) else figures[0]  # the mean of equals may be off by a bit
