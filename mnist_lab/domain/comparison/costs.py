"""What each side cost, and which sides no other beats in both accuracy and time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from mnist_lab.domain.comparison.side import Side
from mnist_lab.domain.evidence.groups import Average
from mnist_lab.domain.tables.metrics import METRICS, USUAL

CHANCE = 0.1
"""The accuracy of a network that has learnt nothing."""


@dataclass(frozen=True, slots=True)
class SideCost:
    """What the runs of a side cost, as means over those that count; None for what is not known yet.

    `parameters` is None if they have networks of several sizes.
    `seconds` is the training time of a run, `accuracy` its test accuracy, and `points_per_minute` the points of test
    accuracy above chance that a minute of training gave. `is_on_front` is whether no other side is both as accurate and
    as fast, and better in one of the two.
    """

    letter: str
    parameters: int | None = None
    seconds_per_epoch: float | None = None
    seconds: float | None = None
    accuracy: Average | None = None
    points_per_minute: float | None = None
    is_on_front: bool = False


def costs_of(sides: Sequence[Side]) -> tuple[SideCost, ...]:
    """Return what each side cost, in their order."""
    costs = [_cost_of(side) for side in sides]
    known = [(cost.letter, cost.seconds, cost.accuracy.mean) for cost in costs if cost.accuracy and cost.seconds]
    on_front = pareto_front([(seconds, accuracy) for _, seconds, accuracy in known])
    letters = {letter for (letter, _, _), is_on in zip(known, on_front, strict=True) if is_on}
    return tuple(replace(cost, is_on_front=cost.letter in letters) for cost in costs)


def pareto_front(points: Sequence[tuple[float, float]]) -> tuple[bool, ...]:
    """Return for each (cost, gain) whether it is on the front: whether none has less cost and as much gain, or as
    little cost and more gain.
    """
    return tuple(not any(dominates(other, point) for other in points) for point in points)


def dominates(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Return whether one (cost, gain) is at least as good as the other in both, and not the same."""
    return one[0] <= other[0] and one[1] >= other[1] and one != other


def _cost_of(side: Side) -> SideCost:
    group = side.group
    seconds, accuracy = group.average(METRICS["seconds"]), group.average(USUAL)
    paces = [run.seconds_per_epoch for run in side.averaged if run.seconds_per_epoch is not None]
    sizes = {summary.run.parameters for summary in group.summaries}
    minutes = seconds.mean / 60 if seconds is not None else 0.0
    gained = (accuracy.mean - CHANCE) * USUAL.scale if accuracy is not None else None
    return SideCost(
        side.letter,
        sizes.pop() if len(sizes) == 1 else None,
        fmean(paces) if paces else None,
        seconds.mean if seconds is not None else None,
        accuracy,
        gained / minutes if gained is not None and minutes > 0 else None,
    )
