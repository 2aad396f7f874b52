"""What repeats allow one to say: intervals by hand, what shows nothing, and how often it errs in simulated labs."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from mnist_lab.domain.evidence.finding_text import finding, finding_in_short
from mnist_lab.domain.evidence.significance import Evidence, compare, corrected, deviation, runs_needed
from mnist_lab.domain.tables.metrics import METRICS, USUAL, metric_named

REPEATS = (0.9766, 0.9804, 0.9773, 0.9811, 0.9794)
"""Test accuracies of five real repeats of the baseline, by an earlier state of the engine."""
SPREAD = 0.0019476
TRIALS = 2000
MOST = 0.05 + 2.33 * math.sqrt(0.05 * 0.95 / TRIALS)
"""5 %, and what so many trials may give by chance above it."""

SLEEP = (
    (0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0),
    (1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4),
)
"""Extra hours of sleep of ten people under two drugs (Student, 1908)."""

Draw = Callable[[int], Sequence[float]]


def test_intervals_are_those_that_r_prints_of_students_sleep_data() -> None:
    welch, paired = compare(*SLEEP), compare(*SLEEP, paired=True)
    assert (welch.difference, paired.difference) == pytest.approx((1.58, 1.58))
    assert (welch.low, welch.high) == pytest.approx((-0.2054832, 3.3654832), abs=1e-7)
    assert (welch.freedom, welch.p_value) == pytest.approx((17.776, 0.07939), abs=0.001)
    assert (paired.low, paired.high) == pytest.approx((0.7001142, 2.4598858), abs=1e-7)
    assert paired.p_value == pytest.approx(0.002833, abs=1e-6)
    assert (welch.conclusive, paired.conclusive) == (False, True)


def test_sides_swapped_give_the_interval_swapped() -> None:
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
def test_a_figure_that_is_no_number_leaves_nothing_to_say(lost: float, paired: bool) -> None:
    found = compare([0.97, 0.98, lost], [0.1, 0.1, 0.1], paired=paired)
    assert math.isnan(found.difference)
    assert (found.low, found.high, found.conclusive) == (None, None, False)


def test_an_empty_side_and_pairs_that_do_not_match_are_refused() -> None:
    with pytest.raises(ValueError, match="a figure on each side"):
        compare([], [0.9])
    with pytest.raises(ValueError, match="there are 2 of one and 3 of the other"):
        compare([0.9, 0.9], [0.9, 0.9, 0.9], paired=True)


@pytest.mark.parametrize("paired", [False, True])
@pytest.mark.parametrize(
    ("a", "b", "conclusive"),
    [(0.5, 0.5, False), (0.1 + 0.2, 0.3, False), (0.1135, 0.98, True)],
    ids=["the same", "the same but for rounding", "apart"],
)
def test_sides_that_do_not_vary_are_apart_from_three_runs_on(
    a: float, b: float, conclusive: bool, paired: bool
) -> None:
    for count in (2, 3, 5):
        found = compare([a] * count, [b] * count, paired=paired)
        assert found.conclusive == (conclusive and count > 2)
        assert found.low == (pytest.approx(found.difference) if found.conclusive else None)


def test_differences_that_vary_by_rounding_alone_do_not_vary() -> None:
    shifted = [figure + 0.0035 for figure in REPEATS]
    found = compare(REPEATS, shifted, paired=True)
    assert found.spread == 0
    assert (found.low, found.high) == (found.difference, found.difference)


def test_one_side_that_does_not_vary_is_compared_by_the_others_spread() -> None:
    found = compare([0.1135] * 5, REPEATS)
    assert found.freedom == pytest.approx(4)
    assert found.conclusive


def normal(seed: int, spread: float = SPREAD) -> Draw:
    random = np.random.default_rng(seed)
    return lambda count: random.normal(0.98, spread, count).tolist()


def resampled(seed: int) -> Draw:
    random = np.random.default_rng(seed)
    return lambda count: random.choice(REPEATS, count).tolist()


def shifted(figures: Sequence[float], by: float) -> list[float]:
    return [figure + by for figure in figures]


def family(draw: Draw, count: int, shifts: Sequence[float], *, paired: bool = False) -> tuple[Evidence, ...]:
    baseline = draw(count)
    return corrected([compare(baseline, shifted(draw(count), shift), paired=paired) for shift in shifts])


def excludes_zero(found: Evidence) -> bool:
    return found.low is not None and found.high is not None and not found.low <= 0 <= found.high


def test_what_is_corrected_has_intervals_that_agree_with_holms_decision() -> None:
    draw = normal(5)
    seen = set()
    for _ in range(100):
        found = family(draw, 5, [each * SPREAD for each in (0, 0, 1, 2, 3, 4, 30)])
        by_holm = multipletests([each.p_value or 1.0 for each in found], 0.05, "holm")[0].tolist()
        assert [excludes_zero(each) for each in found] == by_holm
        assert [each.conclusive for each in found] == by_holm
        seen.add(sum(by_holm))
    assert len(seen) > 3


def test_alone_a_comparison_is_cautious_but_not_corrected_and_one_without_a_test_is_no_member() -> None:
    clear, lone = compare(REPEATS, shifted(REPEATS, 0.02)), compare([0.97], [0.98])
    alone, still_lone = corrected([clear, lone])
    assert (alone.family, alone.level) == (1, 0.05)
    assert alone.conclusive
    assert alone.low is not None
    assert clear.low is not None
    assert alone.low < clear.low
    assert still_lone == lone
    assert corrected([]) == ()


def test_what_is_open_has_the_width_that_holds_for_all_at_once() -> None:
    near = compare(REPEATS, shifted(REPEATS, 0.0005))
    found = corrected([near] * 5)
    assert [each.level for each in found] == pytest.approx([0.01] * 5)
    assert not any(each.conclusive for each in found)


@pytest.mark.parametrize("paired", [False, True])
@pytest.mark.parametrize("count", [3, 5, 10])
@pytest.mark.parametrize("draw", [normal(1), resampled(2)], ids=["normal", "resampled"])
def test_equal_settings_are_called_different_in_at_most_5_percent(draw: Draw, count: int, paired: bool) -> None:
    wrong = sum(compare(draw(count), draw(count), paired=paired).conclusive for _ in range(TRIALS))
    assert wrong / TRIALS <= MOST


@pytest.mark.parametrize("paired", [False, True])
@pytest.mark.parametrize("count", [3, 5, 10])
@pytest.mark.parametrize("draw", [normal(3), resampled(4)], ids=["normal", "resampled"])
def test_in_ten_comparisons_at_once_too(draw: Draw, count: int, paired: bool) -> None:
    trials = 300
    wrong = sum(
        any(found.conclusive for found in family(draw, count, [0.0] * 10, paired=paired)) for _ in range(trials)
    )
    assert wrong / trials <= 0.05 + 2.33 * math.sqrt(0.05 * 0.95 / trials)


@pytest.mark.parametrize("count", [3, 5])
def test_where_groups_vary_unlike_one_another_too(count: int) -> None:
    spreads = [0.0013, 0.0027, 0.0022, 0.0009, 0.0033, 0.0014, 0.0045, 0.0009, 0.0007, 0.0015]
    baseline, others = normal(8, 0.0010), [normal(seed, spread) for seed, spread in enumerate(spreads, start=9)]
    trials = 300
    wrong = 0
    for _ in range(trials):
        first = baseline(count)
        wrong += any(found.conclusive for found in corrected([compare(first, other(count)) for other in others]))
    assert wrong / trials <= 0.05 + 2.33 * math.sqrt(0.05 * 0.95 / trials)


@pytest.mark.parametrize("paired", [False, True])
def test_a_difference_of_three_deviations_is_found_with_five_runs_each(paired: bool) -> None:
    draw = normal(6)
    found = [compare(draw(5), shifted(draw(5), 3 * SPREAD), paired=paired) for _ in range(TRIALS)]
    assert sum(each.conclusive for each in found) / TRIALS >= 0.9
    holds = [each.low <= 3 * SPREAD <= each.high for each in found if each.low is not None and each.high is not None]
    assert sum(holds) / TRIALS == pytest.approx(0.95, abs=0.012)


def test_as_many_runs_as_are_said_to_be_needed_find_it_in_8_trials_of_10() -> None:
    draw = normal(7)
    needed = runs_needed(SPREAD, 1.5 * SPREAD)
    assert needed == 9
    found = [compare(draw(needed), shifted(draw(needed), 1.5 * SPREAD)).conclusive for _ in range(TRIALS)]
    assert sum(found) / TRIALS == pytest.approx(0.8, abs=0.05)


@pytest.mark.parametrize(
    ("spread", "difference", "paired", "expected"),
    [
        (0.11, 0.1, False, 21),
        (0.11, 0.1, True, 12),
        (0.11, -0.1, False, 21),
        (0.11, 10.0, False, 2),
        (0.0, 0.1, False, 2),
        (0.11, 0.0, False, None),
        (0.11, 0.001, False, None),
        (math.nan, 0.1, False, None),
    ],
)
def test_the_runs_needed(spread: float, difference: float, paired: bool, expected: int | None) -> None:
    assert runs_needed(spread, difference, paired=paired) == expected


def test_the_deviation_of_one_figure_is_not_known() -> None:
    assert deviation([0.98]) is None
    assert deviation(REPEATS) == pytest.approx(SPREAD, abs=1e-7)


LOSS = METRICS["val_loss"]


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (compare(REPEATS, shifted(REPEATS, 0.0035)), "B is better by 0.35 points (95 % interval 0.07 to 0.63)"),
        (compare(shifted(REPEATS, 0.0035), REPEATS), "B is worse by 0.35 points (95 % interval 0.07 to 0.63)"),
        (
            compare(REPEATS, shifted(REPEATS[::-1], 0.0005)),
            "no evidence of a difference: seeds vary by 0.19 points; "
            "about 61 runs each would be needed to see 0.10 points, the least that matters",
        ),
        (
            compare(REPEATS, shifted(REPEATS[::-1], 0.0005), paired=True),
            "no evidence of a difference: differences of a seed vary by 0.20 points; "
            "about 35 runs each would be needed to see 0.10 points, the least that matters",
        ),
        (
            compare([0.9, 0.98, 0.3], [0.3, 0.98, 0.91]),
            "no evidence of a difference: seeds vary by 37.28 points; "
            "over 1,000 runs each would be needed to see 0.33 points",
        ),
        (
            compare([0.98001, 0.98002, 0.98003], [0.98003, 0.98002, 0.98004]),
            "no evidence of a difference: there is none as large as 0.10 points (95 % interval −0.001 to 0.003 points)",
        ),
        (
            compare([0.97], [0.98]),
            "one run each is no evidence: the seed alone can make a difference of 1.00 points",
        ),
        (
            compare([0.97], REPEATS),
            "one run on a side is no evidence: its seed alone can make a difference of 0.90 points "
            "(the others vary by 0.19 points)",
        ),
        (compare([0.5] * 3, [0.5] * 3), "no evidence of a difference: all figures are the same"),
        (
            compare(REPEATS, REPEATS, paired=True),
            "no evidence of a difference: each seed gives the same figure on both sides",
        ),
        (compare([0.5] * 2, [0.6] * 2), "no evidence of a difference: so few figures may be the same by chance"),
        (
            compare([0.5, math.nan], [0.6] * 2),
            "no conclusion: a figure is not finite",
        ),
    ],
)
def test_what_may_be_said(found: Evidence, words: str) -> None:
    assert finding(found, USUAL) == words


def test_each_figure_knows_its_direction_and_its_unit() -> None:
    found = compare([0.098, 0.0985, 0.099], [0.109, 0.1095, 0.11])
    assert finding(found, LOSS, "wide") == "wide is worse by 0.0110 nats (95 % interval 0.0099 to 0.0121)"
    assert finding(found, METRICS["clean_gap"]).startswith("B is higher by 0.0110 nats")
    assert finding(found, METRICS["seconds"]).startswith("B is slower by 0.01 s")


def test_a_corrected_finding_says_so() -> None:
    found = corrected([compare(REPEATS, shifted(REPEATS, 0.02))] * 10)
    assert "corrected for 10 comparisons)" in finding(found[0], USUAL)


def test_what_many_comparisons_leave_open_says_how_many_and_needs_more_runs_than_one() -> None:
    near = compare(REPEATS, shifted(REPEATS, 0.0030))
    among_ten = finding(corrected([near] * 10)[0], USUAL)
    assert near.conclusive
    assert among_ten.startswith("no evidence of a difference among 10 comparisons: seeds vary by 0.19 points; about ")
    assert (runs_needed(SPREAD, 0.003), runs_needed(SPREAD, 0.003, family=10)) == (8, 14)


def test_what_just_misses_is_said_to_be_short_of_it() -> None:
    found = compare((0.9668, 0.9725, 0.9688), (0.9762, 0.9759, 0.9766))
    words = "seeds vary by 0.21 points; the 0.69 points found are just below what this many runs can show"
    assert finding(found, USUAL) == f"no evidence of a difference: {words}"


def test_findings_in_short() -> None:
    better = compare(REPEATS, shifted(REPEATS, 0.01))
    assert finding_in_short(better, USUAL) == "better"
    assert finding_in_short(better, LOSS) == "worse"
    assert finding_in_short(compare(REPEATS, REPEATS), USUAL) == "no evidence"
    assert finding_in_short(compare([0.1], [0.2]), USUAL) == "one run each"


def test_a_word_that_is_no_figure_is_named() -> None:
    with pytest.raises(ValueError, match="“colour” is no figure to compare by; there are test_accuracy"):
        metric_named("colour")
