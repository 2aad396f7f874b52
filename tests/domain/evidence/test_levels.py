"""The level in force: at the plan, past it, and past the last look."""

from __future__ import annotations

import math

import pytest

from mnist_lab.domain.evidence.levels import AT_THE_PLAN, CHANCE, LAST_LOOK, PAST_THE_PLAN, level_of
from mnist_lab.domain.evidence.significance import compare, corrected, runs_needed
from mnist_lab.domain.evidence.t_distribution import two_sided
from support.accuracies import REPEATS, shifted


@pytest.mark.parametrize(
    ("counts", "planned", "level"),
    [
        ((5, 5), 5, AT_THE_PLAN),
        ((4, 5), 5, AT_THE_PLAN),
        ((6, 5), 5, PAST_THE_PLAN),
        ((LAST_LOOK, LAST_LOOK), 5, PAST_THE_PLAN),
        ((30, 30), 30, AT_THE_PLAN),
    ],
)
def test_the_level_follows_from_the_plan(counts: tuple[int, int], planned: int, level: float) -> None:
    assert level_of(counts, planned, freedom=8) == level
    assert level_of(counts, planned, freedom=8, share=0.1) == pytest.approx(level / 10)


@pytest.mark.parametrize("count", [LAST_LOOK + 1, 50, 1000])
def test_past_the_last_look_the_level_is_that_of_the_anytime_valid_t(count: int) -> None:
    freedom = 2 * count - 2
    r = 1 + 9 * count / 2
    k = (r / CHANCE**2) ** (1 / (freedom + 1))
    expected = two_sided(math.sqrt(freedom * (k - 1) / (1 - k / r)), freedom)
    found = level_of((count, count), 5, freedom)
    assert found == pytest.approx(expected)
    assert 0 < found < PAST_THE_PLAN


def test_unequal_sides_count_as_their_harmonic_mean() -> None:
    assert level_of((60, 30), 5, freedom=50) == pytest.approx(level_of((40, 40), 5, freedom=50))


def test_so_few_runs_that_nothing_can_be_shown_have_no_level() -> None:
    assert level_of((25, 2), 5, freedom=1) == 0
    found = compare([0.9 + 0.001 * place for place in range(25)], [0.5, 0.6], planned=5)
    assert (found.low, found.high, found.conclusive) == (None, None, False)


def test_a_comparison_has_the_level_of_its_look() -> None:
    at_plan, past = (compare(REPEATS, shifted(REPEATS, 0.004), planned=planned) for planned in (5, 3))
    assert (at_plan.looks, at_plan.level, at_plan.planned) == (1, AT_THE_PLAN, 5)
    assert (past.looks, past.level, past.planned) == (3, PAST_THE_PLAN, 3)
    assert at_plan.low is not None
    assert past.low is not None
    assert past.low < at_plan.low


def test_each_comparison_of_a_family_has_the_share_of_its_own_level() -> None:
    at_plan, past = (compare(REPEATS, REPEATS, planned=planned) for planned in (5, 3))
    assert [each.level for each in corrected([at_plan, past])] == [AT_THE_PLAN / 2, PAST_THE_PLAN / 2]


def test_figures_that_do_not_vary_have_a_level_past_the_last_look() -> None:
    count = LAST_LOOK + 5
    found = compare([0.5] * count, [0.6] * count, planned=5)
    assert found.conclusive


@pytest.mark.parametrize(("difference", "most"), [(1.8, LAST_LOOK), (0.5, 1000)])
def test_the_number_of_runs_needed_past_the_plan_has_the_level_to_come(difference: float, most: int) -> None:
    at_once, after = runs_needed(1.0, difference), runs_needed(1.0, difference, planned=5)
    assert at_once is not None
    assert after is not None
    assert at_once < after <= most
    assert after > 5
