"""Comparisons of repeats: their intervals, the correction for several, and the number of runs needed."""

from __future__ import annotations

import math

import pytest

from mnist_lab.domain.evidence.levels import AT_THE_PLAN
from mnist_lab.domain.evidence.significance import compare, corrected, deviation, runs_needed
from support.accuracies import REPEATS, SPREAD, shifted

SLEEP = (
    (0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0),
    (1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4),
)
"""Extra hours of sleep of ten people under two drugs (Student, 1908)."""


def test_the_intervals_of_the_sleep_data_are_those_of_r() -> None:
    welch, paired = compare(*SLEEP), compare(*SLEEP, paired=True)
    assert (welch.difference, paired.difference) == pytest.approx((1.58, 1.58))
    at_95 = welch.at(0.05)
    assert (at_95.low, at_95.high) == pytest.approx((-0.2054832, 3.3654832), abs=1e-7)
    assert (welch.freedom, welch.p_value) == pytest.approx((17.776, 0.07939), abs=0.001)
    assert (paired.at(0.05).low, paired.at(0.05).high) == pytest.approx((0.7001142, 2.4598858), abs=1e-7)
    assert paired.p_value == pytest.approx(0.002833, abs=1e-6)
    assert (welch.conclusive, paired.conclusive) == (False, True)


def test_swapped_sides_give_the_opposite_interval() -> None:
    a, b = [0.97, 0.98, 0.975], [0.99, 0.985, 0.991, 0.988]
    one, other = compare(a, b), compare(b, a)
    assert (one.difference, one.low, one.high) == pytest.approx((-other.difference, -other.high, -other.low))


@pytest.mark.parametrize(("a", "b"), [([0.97], [0.98]), ([0.97], [0.98, 0.981, 0.979]), ([0.9, 0.91], [0.98])])
def test_one_figure_on_a_side_is_no_evidence(a: list[float], b: list[float]) -> None:
    found = compare(a, b)
    assert found.difference == pytest.approx(sum(b) / len(b) - sum(a) / len(a))
    assert (found.low, found.high, found.conclusive) == (None, None, False)


def test_one_pair_is_no_evidence() -> None:
    found = compare([0.97], [0.98], paired=True)
    assert (found.low, found.high, found.conclusive) == (None, None, False)


@pytest.mark.parametrize("lost", [math.nan, math.inf, -math.inf, 1e200])
@pytest.mark.parametrize("paired", [False, True])
def test_a_figure_that_is_not_finite_gives_no_interval(lost: float, paired: bool) -> None:
    found = compare([0.97, 0.98, lost], [0.1, 0.1, 0.1], paired=paired)
    assert math.isnan(found.difference)
    assert (found.low, found.high, found.conclusive) == (None, None, False)


def test_an_empty_side_and_unequal_pairs_are_refused() -> None:
    with pytest.raises(ValueError, match="each side"):
        compare([], [0.9])
    with pytest.raises(ValueError, match=r"\b2\b.*\b3\b"):
        compare([0.9, 0.9], [0.9, 0.9, 0.9], paired=True)


@pytest.mark.parametrize("paired", [False, True])
@pytest.mark.parametrize(
    ("a", "b", "conclusive"),
    [(0.5, 0.5, False), (0.1 + 0.2, 0.3, False), (0.1135, 0.98, True)],
    ids=["the same", "the same but for rounding", "apart"],
)
def test_sides_that_do_not_vary_differ_from_four_runs_on(a: float, b: float, conclusive: bool, paired: bool) -> None:
    for count in (2, 3, 4, 5):
        found = compare([a] * count, [b] * count, paired=paired)
        assert found.conclusive == (conclusive and count > 3)
        assert found.low == (pytest.approx(found.difference) if found.conclusive else None)


def test_differences_that_vary_only_by_rounding_have_no_spread() -> None:
    shifted = [figure + 0.0035 for figure in REPEATS]
    found = compare(REPEATS, shifted, paired=True)
    assert found.spread == 0
    assert (found.low, found.high) == (found.difference, found.difference)


def test_a_side_that_does_not_vary_uses_the_spread_of_the_other() -> None:
    found = compare([0.1135] * 5, REPEATS)
    assert found.freedom == pytest.approx(4)
    assert found.conclusive


def test_a_single_comparison_stays_as_it_is_and_an_untested_one_is_left_out() -> None:
    clear, lone = compare(REPEATS, shifted(REPEATS, 0.02)), compare([0.97], [0.98])
    assert corrected([clear, lone]) == (clear, lone)


def test_comparisons_made_at_once_are_cautious() -> None:
    clear = compare(REPEATS, shifted(REPEATS, 0.02))
    found, _ = corrected([clear, clear])
    assert (found.family, found.level) == (2, AT_THE_PLAN / 2)
    assert found.conclusive
    assert found.low is not None
    assert found.low < clear.at(AT_THE_PLAN / 2).low  # type: ignore[operator]
    assert corrected([]) == ()


def test_an_inconclusive_comparison_has_the_widest_interval() -> None:
    near = compare(REPEATS, shifted(REPEATS, 0.0005))
    found = corrected([near] * 5)
    assert [each.level for each in found] == pytest.approx([AT_THE_PLAN / 5] * 5)
    assert not any(each.conclusive for each in found)


@pytest.mark.parametrize(
    ("spread", "difference", "paired", "expected"),
    [
        (0.11, 0.1, False, 25),
        (0.11, 0.1, True, 15),
        (0.11, -0.1, False, 25),
        (0.11, 10.0, False, 2),
        (0.0, 0.1, False, 2),
        (0.11, 0.0, False, None),
        (0.11, 0.001, False, None),
        (math.nan, 0.1, False, None),
    ],
)
def test_the_number_of_runs_needed(spread: float, difference: float, paired: bool, expected: int | None) -> None:
    assert runs_needed(spread, difference, paired=paired) == expected


def test_one_figure_has_no_deviation() -> None:
    assert deviation([0.98]) is None
    assert deviation(REPEATS) == pytest.approx(SPREAD, abs=1e-7)


def test_losses_of_a_diverged_run_do_not_overflow() -> None:
    assert deviation([0.0, 1e200]) == pytest.approx(1e200 / math.sqrt(2))
