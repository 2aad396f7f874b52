"""The plan of a comparison: what was ordered, what is done of it, and how many looks came after."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from mnist_lab.domain.evidence.contrast import contrast, contrasts
from mnist_lab.domain.evidence.groups import Group, groups_of
from mnist_lab.domain.evidence.levels import Waiting
from mnist_lab.domain.evidence.planned import Stage, stage_of
from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.metrics import USUAL
from mnist_lab.domain.tables.run_summary import Summary
from support.run_examples import a_summary

OLD = None
"""The plan of runs that were made before there was one."""


def runs(orders: Sequence[int | None], first: int = 1, units: int = 518, **changes: object) -> list[Summary]:
    """Return a run for each order that it was part of, a newer run with a larger seed."""
    return [
        a_summary(
            first + place,
            spec=RunSpec(units=units, seed=1 + place),
            planned=planned,
            test_accuracy=0.97 + 0.001 * place + 0.01 * (units == 64),
            **changes,
        )
        for place, planned in enumerate(orders)
    ]


def group(*summaries: Summary) -> Group:
    (found,) = groups_of(summaries)
    return found


def of(orders: Sequence[int | None], first: int = 1, units: int = 518) -> Group:
    return group(*runs(orders, first, units))


OTHER = 64
FIVE = of([5] * 5)


@pytest.mark.parametrize(
    ("orders", "looks"),
    [
        ([5] * 5, 1),
        ([5] * 5 + [1], 2),
        ([5] * 5 + [1] * 3, 4),
        ([5] * 5 + [3] * 3, 4),
        ([1, 1], 1),
        ([1, 1, 1], 2),
        ([1, 4, 4, 4, 4], 1),
        ([1, 4, 4, 4, 4, 1], 2),
        ([OLD] * 4, 1),
        ([OLD] * 4 + [1], 2),
        ([OLD, 4, 4, 4, 4], 1),
    ],
)
def test_each_run_past_the_first_order_is_a_look(orders: list[int | None], looks: int) -> None:
    assert stage_of(of(orders), of(orders, 101, OTHER)) == Stage(looks)


def test_runs_ordered_before_the_other_side_were_no_look() -> None:
    assert stage_of(of([3, 3, 3, 1, 1]), of([5] * 5, 101, OTHER)) == Stage(1)
    assert stage_of(of([3, 3, 3, 1, 1], 201), of([5] * 5, 101, OTHER)) == Stage(3)


@pytest.mark.parametrize("state", [RunState.RUNNING, RunState.QUEUED])
def test_before_the_plan_is_reached_a_comparison_waits(state: RunState) -> None:
    begun = [*runs([5] * 3, 101, OTHER), a_summary(104, spec=RunSpec(units=OTHER, seed=4), planned=5, state=state)]
    assert stage_of(FIVE, group(*begun)) == Stage(waiting=Waiting(3, 5))


@pytest.mark.parametrize("state", [RunState.STOPPED, RunState.INTERRUPTED, RunState.FAILED])
def test_a_run_that_ended_early_is_told_to_be_resumed_or_replaced(state: RunState) -> None:
    begun = [*runs([5] * 4, 101, OTHER), a_summary(105, spec=RunSpec(units=OTHER, seed=5), planned=5, state=state)]
    assert stage_of(FIVE, group(*begun)) == Stage(waiting=Waiting(4, 5, is_active=False))
    replaced = a_summary(106, spec=RunSpec(units=OTHER, seed=6), planned=1, test_accuracy=0.98)
    assert stage_of(FIVE, group(*begun, replaced)) == Stage(1)
    resumed = [*begun[:4], begun[4].model_copy(update={"run": begun[4].run.but(state=RunState.FINISHED)})]
    assert stage_of(FIVE, group(*resumed)) == Stage(1)


def test_trashed_runs_can_be_replaced() -> None:
    left = runs([5] * 3, 101, OTHER)
    assert stage_of(FIVE, group(*left)) == Stage(waiting=Waiting(3, 5, is_active=False))
    added = [a_summary(110 + seed, spec=RunSpec(units=OTHER, seed=seed), planned=1) for seed in (8, 9)]
    assert stage_of(FIVE, group(*left, *added)) == Stage(1)


def test_a_run_that_diverged_counts_as_done() -> None:
    diverged = a_summary(105, spec=RunSpec(units=OTHER, seed=5), planned=5)
    found = contrast(FIVE, group(*runs([5] * 4, 101, OTHER), diverged), USUAL)
    assert found.evidence is not None
    assert (found.evidence.looks, found.evidence.counts) == (1, (5, 4))


def test_a_rerun_of_a_seed_is_no_new_run() -> None:
    again = a_summary(301, spec=RunSpec(units=OTHER, seed=1), planned=5, test_accuracy=0.98)
    assert stage_of(FIVE, group(*runs([5] * 5, 101, OTHER), again)) == Stage(1)


def test_a_lab_that_shows_fewer_repeats_waits_for_no_more() -> None:
    part = group(*runs([5] * 3, 101, OTHER))
    assert stage_of(group(*runs([5] * 3)), part, most=3) == Stage(1)


def test_nothing_is_tested_while_a_side_waits_but_the_means_are_shown() -> None:
    found = contrast(FIVE, group(*runs([5] * 3, 101, OTHER)), USUAL)
    assert found.evidence is not None
    assert (found.evidence.low, found.evidence.conclusive) == (None, False)
    assert found.evidence.difference == pytest.approx(0.009)
    document = found.document
    assert (document["level"], document["looks"], document["pairs"]) == (None, None, 15)
    assert found.sentence.startswith("B has 3 of 5 planned runs")
    assert contrast(group(*runs([5] * 3, 101, OTHER)), FIVE, USUAL).sentence.startswith("A has 3 of 5 planned runs")


def test_a_comparison_that_waits_is_one_of_its_family() -> None:
    whole, part = group(*runs([5] * 5, 101, OTHER)), group(*runs([5] * 3, 201, 32))
    first, waiting = contrasts(FIVE, [whole, part], USUAL)
    assert first.evidence is not None
    assert first.evidence.family == 2
    assert waiting.evidence is not None
    assert not waiting.evidence.conclusive
