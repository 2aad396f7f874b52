"""Welch's interval, Holm's steps and the needed number of runs, compared with scipy and statsmodels.

They are imported in the tests, as only a process that runs these needs them.
"""

from __future__ import annotations

import gc
import math
from collections.abc import Iterator

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mnist_lab.domain.evidence.levels import AT_THE_PLAN
from mnist_lab.domain.evidence.significance import CAUTIOUS_FREEDOM, POWER, compare, corrected, runs_needed
from support.accuracies import shifted

SHARES = st.integers(0, 10_000).map(lambda hits: hits / 10_000)
"""Test accuracies: shares of 10,000 digits."""
SIDE = st.lists(SHARES, min_size=2, max_size=12)
SHIFTS = st.sampled_from([0.0, 0.3, 1.0, 3.0])
"""What is added to a side, so that some comparisons are conclusive and some are not."""


@given(SIDE, SIDE)
@settings(max_examples=50, deadline=None)
@pytest.mark.filterwarnings("ignore:Precision loss occurred:RuntimeWarning")
def test_the_welch_interval_is_that_of_scipy(a: list[float], b: list[float]) -> None:
    from scipy.stats import ttest_ind

    assume(max(a) - min(a) > 0 or max(b) - min(b) > 0)
    found = compare(a, b)
    expected = ttest_ind(b, a, equal_var=False)
    interval = expected.confidence_interval(1 - AT_THE_PLAN)
    assert found.p_value == pytest.approx(expected.pvalue, rel=1e-6, abs=1e-12)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high), rel=1e-6, abs=1e-9)
    assert found.freedom == pytest.approx(expected.df, rel=1e-6)


@given(st.lists(st.tuples(SHARES, SHARES), min_size=2, max_size=12))
@settings(max_examples=50, deadline=None)
def test_the_paired_interval_is_that_of_scipy(pairs: list[tuple[float, float]]) -> None:
    from scipy.stats import ttest_rel

    a, b = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    differences = [y - x for x, y in pairs]
    assume(max(differences) - min(differences) > 1e-6)
    found = compare(a, b, paired=True)
    expected = ttest_rel(b, a)
    interval = expected.confidence_interval(1 - AT_THE_PLAN)
    assert found.p_value == pytest.approx(expected.pvalue, rel=1e-6, abs=1e-12)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high), rel=1e-6, abs=1e-9)


@pytest.fixture(scope="module")
def frozen_memory() -> Iterator[None]:
    """Keep the garbage collector, which multipletests calls, from looking through all of TensorFlow each time."""
    import statsmodels.stats.multitest  # noqa: F401  it is frozen too

    gc.freeze()
    yield
    gc.unfreeze()


@given(SIDE, st.lists(st.tuples(SIDE, SHIFTS), min_size=2, max_size=10))
@settings(max_examples=50, deadline=None)
def test_corrected_comparisons_decide_as_holm_does(
    frozen_memory: None, baseline: list[float], sides: list[tuple[list[float], float]]
) -> None:
    from statsmodels.stats.multitest import multipletests

    assume(max(baseline) - min(baseline) > 0)
    found = corrected([compare(baseline, shifted(side, shift)) for side, shift in sides])
    p_values = [each.p_value for each in found]
    assert None not in p_values
    assume(all(abs(p - AT_THE_PLAN / k) > 1e-9 for p in p_values if p is not None for k in range(1, len(sides) + 1)))
    assert [each.conclusive for each in found] == multipletests(p_values, AT_THE_PLAN, "holm")[0].tolist()


@pytest.mark.parametrize("ratio", [0.5, 0.8, 1.0, 1.5, 2.0, 3.0])
@pytest.mark.parametrize("family", [1, 10])
def test_the_number_of_runs_needed_is_near_the_exact_one(ratio: float, family: int) -> None:
    """The quantiles of t give it within a run or two of the noncentral t of statsmodels."""
    from statsmodels.stats.power import TTestIndPower

    needed = runs_needed(1.0, ratio, family=family)
    assert needed is not None
    exact = math.ceil(TTestIndPower().solve_power(ratio, alpha=AT_THE_PLAN / family, power=POWER))
    # among many only part of the degrees of freedom counts, which asks for a few more
    slack = 1 if family == 1 else 2 + math.ceil((1 - CAUTIOUS_FREEDOM) * 4)
    assert exact - 1 <= needed <= exact + slack


@pytest.mark.parametrize("ratio", [0.5, 0.8, 1.0, 1.5])
def test_the_number_of_pairs_needed_is_near_the_exact_one(ratio: float) -> None:
    from statsmodels.stats.power import TTestPower

    exact = math.ceil(TTestPower().solve_power(ratio, alpha=AT_THE_PLAN, power=POWER))
    needed = runs_needed(1.0, ratio, paired=True)
    assert needed is not None
    assert abs(needed - exact) <= 1
