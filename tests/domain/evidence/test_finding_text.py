"""The sentences for comparisons."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from mnist_lab.domain.evidence.finding_text import finding, finding_in_short, interval_name, more_runs
from mnist_lab.domain.evidence.levels import Waiting
from mnist_lab.domain.evidence.significance import Evidence, compare, corrected, runs_needed
from mnist_lab.domain.tables.metrics import METRICS, USUAL
from support.accuracies import REPEATS, SPREAD, shifted

LOSS = METRICS["val_loss"]


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (compare(REPEATS, shifted(REPEATS, 0.0035)), "B is better by 0.35 points (97.5 % interval 0.01 to 0.69)"),
        (compare(shifted(REPEATS, 0.0035), REPEATS), "B is worse by 0.35 points (97.5 % interval 0.01 to 0.69)"),
        (
            compare(REPEATS, shifted(REPEATS[::-1], 0.0005)),
            "no evidence of a difference (97.5 % interval −0.29 to +0.39 points): seeds vary by 0.19 points; "
            "about 149 runs each would be needed to see 0.10 points, the least that matters",
        ),
        (
            compare(REPEATS, shifted(REPEATS[::-1], 0.0005), paired=True),
            "no evidence of a difference (97.5 % interval −0.27 to +0.37 points): differences of a seed "
            "vary by 0.20 points; "
            "about 81 runs each would be needed to see 0.10 points, the least that matters",
        ),
        (
            compare([0.9, 0.98, 0.3], [0.3, 0.98, 0.91]),
            "no evidence of a difference (97.5 % interval −106.08 to +106.75 points): seeds vary by 37.28 points; "
            "over 1,000 runs each would be needed to see 0.33 points",
        ),
        (
            compare([0.98001, 0.98002, 0.98003], [0.98003, 0.98002, 0.98004]),
            "no evidence of a difference: there is none as large as 0.10 points "
            "(97.5 % interval −0.002 to +0.004 points)",
        ),
        (
            compare([0.97], [0.98]),
            "one run each is no evidence: the seed alone can make a difference of 1.00 points",
        ),
        (
            compare([0.97], REPEATS),
            "one run on a side is no evidence: how much its seeds vary is not known "
            "(those of the other side vary by 0.19 points)",
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
def test_a_finding_is_one_sentence(found: Evidence, words: str) -> None:
    assert finding(found, USUAL) == words


def test_a_finding_uses_the_direction_and_unit_of_its_figure() -> None:
    found = compare([0.098, 0.0985, 0.099], [0.109, 0.1095, 0.11])
    assert finding(found, LOSS, "wide") == "wide is worse by 0.0110 nats (97.5 % interval 0.0096 to 0.0124)"
    assert finding(found, METRICS["clean_gap"]).startswith("B is higher by 0.0110 nats")
    assert finding(found, METRICS["seconds"]).startswith("B is slower by 0.01 s")


def test_a_corrected_finding_says_so() -> None:
    found = corrected([compare(REPEATS, shifted(REPEATS, 0.02))] * 10)
    assert "corrected for 10 comparisons)" in finding(found[0], USUAL)


def test_an_inconclusive_finding_among_many_needs_more_runs() -> None:
    near = compare(REPEATS, shifted(REPEATS, 0.0040))
    among_ten = finding(corrected([near] * 10)[0], USUAL)
    assert near.conclusive
    assert among_ten.startswith(
        "no evidence of a difference among 10 comparisons (97.5 % interval −0.21 to +1.01 points): "
    )
    assert (runs_needed(SPREAD, 0.003), runs_needed(SPREAD, 0.003, family=10)) == (10, 16)


def test_a_difference_just_too_small_is_named() -> None:
    found = compare((0.9668, 0.9725, 0.9688), shifted((0.9762, 0.9759, 0.9766), 0.003))
    assert not found.conclusive
    assert finding(found, USUAL).endswith("points found are just below what this many runs can show")


def test_past_the_plan_the_number_of_looks_and_its_level_are_said() -> None:
    found = compare(REPEATS, shifted(REPEATS, 0.01), planned=len(REPEATS) - 3)
    assert found.looks == 4
    assert interval_name(found) == "looked 4 times: 99.35 % interval"
    assert f"({interval_name(found)} " in finding(found, USUAL)


def test_a_comparison_that_waits_for_planned_runs_says_for_how_many() -> None:
    waiting = replace(compare(REPEATS, REPEATS), low=None, high=None, p_value=None, waiting=Waiting(3, 5))
    assert finding(waiting, USUAL) == "3 of 5 planned runs: tested when all are done"
    assert finding_in_short(waiting, USUAL) == "3 of 5 runs"
    stuck = replace(waiting, waiting=Waiting(3, 5, is_active=False))
    assert "add repeats" in finding(stuck, USUAL)


def test_the_runs_still_needed_are_for_the_level_to_come() -> None:
    found = compare(REPEATS, shifted(REPEATS, 0.0030))
    more = more_runs(found, 0.001)
    assert more is not None
    assert len(REPEATS) + more == runs_needed(SPREAD, found.difference, planned=len(REPEATS))
    assert len(REPEATS) + more > runs_needed(SPREAD, found.difference)  # type: ignore[operator]


def test_short_findings() -> None:
    better = compare(REPEATS, shifted(REPEATS, 0.01))
    assert finding_in_short(better, USUAL) == "better"
    assert finding_in_short(better, LOSS) == "worse"
    assert finding_in_short(compare(REPEATS, REPEATS), USUAL) == "no evidence"
    assert finding_in_short(compare([0.1], [0.2]), USUAL) == "one run each"
