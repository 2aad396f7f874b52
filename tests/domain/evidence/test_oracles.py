"""Welch's interval, Holm's steps and the needed number of runs, compared with scipy and statsmodels."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import ttest_ind, ttest_rel
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import TTestIndPower, TTestPower

from mnist_lab.domain.evidence.significance import CHANCE, FREEDOM_AMONG_MANY, POWER, compare, corrected, runs_needed

SHARES = st.integers(0, 10_000).map(lambda hits: hits / 10_000)
"""Test accuracies: shares of 10,000 digits."""
SIDE = st.lists(SHARES, min_size=2, max_size=12)


@given(SIDE, SIDE)
@settings(max_examples=300, deadline=None)
def test_welchs_interval_is_scipys(a: list[float], b: list[float]) -> None:
    assume(max(a) - min(a) > 0 or max(b) - min(b) > 0)
    found = compare(a, b)
    expected = ttest_ind(b, a, equal_var=False)
    interval = expected.confidence_interval(1 - CHANCE)
    assert found.p_value == pytest.approx(expected.pvalue, rel=1e-6, abs=1e-12)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high), rel=1e-6, abs=1e-9)
    assert found.freedom == pytest.approx(expected.df, rel=1e-6)


@given(st.lists(st.tuples(SHARES, SHARES), min_size=2, max_size=12))
@settings(max_examples=200, deadline=None)
def test_the_paired_interval_is_scipys(pairs: list[tuple[float, float]]) -> None:
    a, b = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    differences = [y - x for x, y in pairs]
    assume(max(differences) - min(differences) > 1e-6)
    found = compare(a, b, paired=True)
    expected = ttest_rel(b, a)
    interval = expected.confidence_interval(1 - CHANCE)
    assert found.p_value == pytest.approx(expected.pvalue, rel=1e-6, abs=1e-12)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high), rel=1e-6, abs=1e-9)


@given(st.lists(SIDE, min_size=2, max_size=10), SIDE)
@settings(max_examples=200, deadline=None)
def test_what_is_found_among_many_is_what_holm_finds(sides: list[list[float]], baseline: list[float]) -> None:
    assume(max(baseline) - min(baseline) > 0)
    found = corrected([compare(baseline, side) for side in sides])
    p_values = [each.p_value for each in found]
    assert None not in p_values
    assume(all(abs(p - CHANCE / k) > 1e-9 for p in p_values if p is not None for k in range(1, len(sides) + 1)))
    assert [each.conclusive for each in found] == multipletests(p_values, CHANCE, "holm")[0].tolist()


@pytest.mark.parametrize("ratio", [0.5, 0.8, 1.0, 1.5, 2.0, 3.0])
@pytest.mark.parametrize("family", [1, 10])
def test_the_needed_number_of_runs_is_that_of_the_power_of_the_t_test(ratio: float, family: int) -> None:
    """By the quantiles of t, where statsmodels solves the power of the noncentral t: within a run or two."""
    needed = runs_needed(1.0, ratio, family=family)
    assert needed is not None
    exact = math.ceil(TTestIndPower().solve_power(ratio, alpha=CHANCE / family, power=POWER))
    # among many only part of the degrees of freedom counts, which asks for a few more
    slack = 1 if family == 1 else 2 + math.ceil((1 - FREEDOM_AMONG_MANY) * 4)
    assert exact - 1 <= needed <= exact + slack


@pytest.mark.parametrize("ratio", [0.5, 0.8, 1.0, 1.5])
def test_the_needed_number_of_pairs_is_that_of_the_power_of_the_t_test(ratio: float) -> None:
    exact = math.ceil(TTestPower().solve_power(ratio, alpha=CHANCE, power=POWER))
    needed = runs_needed(1.0, ratio, paired=True)
    assert needed is not None
    assert abs(needed - exact) <= 1
