"""The plan of a comparison: how many repeats were ordered, whether they are done, and how many came after."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mnist_lab.domain.evidence.groups import Group, settings_key
from mnist_lab.domain.evidence.levels import Waiting
from mnist_lab.domain.evidence.significance import Evidence, compare
from mnist_lab.domain.runs.run import Run, RunState

FEWEST = 2
"""So many runs a plan has at least: with one, nothing can be tested."""


@dataclass(frozen=True, slots=True)
class Stage:
    """The stage of a comparison: `looks` counts that at the plan and each after it, `waiting` is None at the plan."""

    looks: int = 1
    waiting: Waiting | None = None


@dataclass(frozen=True, slots=True)
class _Repeat:
    """A seed of a group: when it was first ordered, together with how many, and whether a run of it is done."""

    created: datetime
    planned: int | None
    is_done: bool
    is_active: bool


@dataclass(frozen=True, slots=True)
class Planned:
    """How many repeats of one spec were planned, those that are done, the oldest first, and if another is active."""

    planned: int
    done: tuple[_Repeat, ...]
    is_active: bool

    @property
    def waiting(self) -> Waiting | None:
        done = len(self.done)
        return Waiting(done, self.planned, self.is_active) if done < self.planned else None


def stage_of(a: Group, b: Group, most: int | None = None) -> Stage:
    """Return how far the comparison of two groups is; `most` is the largest plan, such as the repeats of a lab."""
    return stage_between(plans_of(a, most), plans_of(b, most))


def stage_between(a: Sequence[Planned], b: Sequence[Planned]) -> Stage:
    """Return how far the comparison of two groups with these plans is.

    Runs of a side that were ordered before the plan of the other are no look: there was nothing to compare them with.
    """
    sided = [(side, plan) for side, plans in enumerate((a, b)) for plan in plans]
    waiting = [replace(each, side=side) for side, plan in sided if (each := plan.waiting) is not None]
    if waiting:
        return Stage(waiting=max(waiting, key=lambda each: (not each.is_active, each.planned - each.done)))
    plans = [plan for _, plan in sided]
    reached = max(each.created for plan in plans for each in plan.done[: plan.planned])
    later = [sum(each.created > reached for each in plan.done[plan.planned :]) for plan in plans]
    return Stage(1 + max(later))


def tested(a: Sequence[float], b: Sequence[float], stage: Stage) -> Evidence:
    """Compare the figures of two groups at this stage; while one waits for planned runs, nothing is tested."""
    found = compare(a, b, planned=max(len(a), len(b)) - stage.looks + 1)
    if stage.waiting is None:
        return found
    return replace(found, low=None, high=None, p_value=None, waiting=stage.waiting)


def plans_of(group: Group, most: int | None = None) -> list[Planned]:
    """Return the plan of each spec in a group: one, unless its runs are alike in a few settings only."""
    found: dict[Hashable, dict[int, list[Run]]] = {}
    for summary in group.summaries:
        seeds = found.setdefault(settings_key(summary.run.spec), {})
        seeds.setdefault(summary.run.spec.seed, []).append(summary.run)
    return [
        _plan(sorted(map(_repeat, seeds.values()), key=lambda each: each.created), most) for seeds in found.values()
    ]


def _repeat(runs: Sequence[Run]) -> _Repeat:
    first = min(runs, key=lambda run: (run.created, run.id))
    is_done = any(run.state is RunState.FINISHED for run in runs)
    return _Repeat(first.created, first.planned, is_done, any(run.state.is_active() for run in runs))


def _plan(repeats: Sequence[_Repeat], most: int | None) -> Planned:
    """Return the plan of repeats, the oldest first: the first order, and the next ones until they are two runs."""
    unsaid = sum(each.is_done for each in repeats if each.planned is None)
    planned = 0
    while planned < min(FEWEST, len(repeats)):
        order = repeats[planned].planned
        planned += max(1, unsaid) if order is None else order
    planned = planned if most is None else min(planned, most)
    done = tuple(each for each in repeats if each.is_done)
    return Planned(planned, done, any(each.is_active for each in repeats))
