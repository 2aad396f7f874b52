"""How often a comparison errs, and how often it finds a difference, in simulated labs."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from mnist_lab.domain.evidence.levels import AT_THE_PLAN, LAST_LOOK
from mnist_lab.domain.evidence.significance import Evidence, compare, corrected, runs_needed
from support.accuracies import REPEATS, SPREAD, shifted

TRIALS = 2000
LABS = 300

Draw = Callable[[int], Sequence[float]]


def most(trials: int) -> float:
    """Return 5 %, and what this number of trials can show above it by chance."""
    return 0.05 + 2.33 * math.sqrt(0.05 * 0.95 / trials)


def normal(seed: int, spread: float = SPREAD) -> Draw:
    random = np.random.default_rng(seed)
    return lambda count: random.normal(0.98, spread, count).tolist()


def resampled(seed: int) -> Draw:
    random = np.random.default_rng(seed)
    return lambda count: random.choice(REPEATS, count).tolist()


def family(draw: Draw, count: int, shifts: Sequence[float], *, paired: bool = False) -> tuple[Evidence, ...]:
    baseline = draw(count)
    return corrected([compare(baseline, shifted(draw(count), shift), paired=paired) for shift in shifts])


@pytest.mark.parametrize("paired", [False, True])
@pytest.mark.parametrize("count", [3, 5, 10])
@pytest.mark.parametrize("draw", [normal(1), resampled(2)], ids=["normal", "resampled"])
def test_equal_settings_differ_in_at_most_5_percent_of_trials(draw: Draw, count: int, paired: bool) -> None:
    wrong = sum(compare(draw(count), draw(count), paired=paired).conclusive for _ in range(TRIALS))
    assert wrong / TRIALS <= most(TRIALS)


@pytest.mark.parametrize("planned", [3, 5, 10])
def test_looks_after_each_added_run_err_in_at_most_5_percent_of_trials(planned: int) -> None:
    draw, wrong = normal(20 + planned), 0
    for _ in range(LABS):
        a, b = draw(LAST_LOOK), draw(LAST_LOOK)
        looks = range(planned, LAST_LOOK + 1)
        wrong += any(compare(a[:count], b[:count], planned=planned).conclusive for count in looks)
    assert wrong / LABS <= most(LABS)


@pytest.mark.parametrize("paired", [False, True])
@pytest.mark.parametrize("count", [3, 5, 10])
@pytest.mark.parametrize("draw", [normal(3), resampled(4)], ids=["normal", "resampled"])
def test_ten_corrected_comparisons_err_in_at_most_5_percent_of_labs(draw: Draw, count: int, paired: bool) -> None:
    wrong = sum(any(found.conclusive for found in family(draw, count, [0.0] * 10, paired=paired)) for _ in range(LABS))
    assert wrong / LABS <= most(LABS)


@pytest.mark.parametrize("count", [3, 5])
def test_ten_groups_of_unequal_spread_err_in_at_most_5_percent_of_labs(count: int) -> None:
    spreads = [0.0013, 0.0027, 0.0022, 0.0009, 0.0033, 0.0014, 0.0045, 0.0009, 0.0007, 0.0015]
    baseline, others = normal(8, 0.0010), [normal(seed, spread) for seed, spread in enumerate(spreads, start=9)]
    wrong = 0
    for _ in range(LABS):
        first = baseline(count)
        wrong += any(found.conclusive for found in corrected([compare(first, other(count)) for other in others]))
    assert wrong / LABS <= most(LABS)


def test_a_difference_of_three_deviations_is_found_with_five_runs_each() -> None:
    draw = normal(6)
    found = [compare(draw(5), shifted(draw(5), 3 * SPREAD)) for _ in range(TRIALS)]
    assert sum(each.conclusive for each in found) / TRIALS >= 0.9
    holds = [each.low <= 3 * SPREAD <= each.high for each in found if each.low is not None and each.high is not None]
    assert sum(holds) / TRIALS == pytest.approx(1 - AT_THE_PLAN, abs=0.012)


def test_the_number_of_runs_needed_finds_the_difference_in_8_trials_of_10() -> None:
    draw = normal(7)
    needed = runs_needed(SPREAD, 1.5 * SPREAD)
    assert needed == 10
    found = [compare(draw(needed), shifted(draw(needed), 1.5 * SPREAD)).conclusive for _ in range(TRIALS)]
    assert sum(found) / TRIALS == pytest.approx(0.8, abs=0.05)
