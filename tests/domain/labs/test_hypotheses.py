"""Hypotheses: asked, compared with results, remembered, and scored over time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.catalog import BASELINE
from mnist_lab.domain.labs.analysis import LabResult, results_of
from mnist_lab.domain.labs.definitions import LABS
from mnist_lab.domain.labs.hypotheses import (
    Hypothesis,
    Question,
    hypotheses_document,
    hypotheses_from,
    score_over_time,
    with_hypotheses,
)
from mnist_lab.domain.labs.outcomes import Judgement, scored
from mnist_lab.domain.runs.history import Epoch
from support.fakes import ENVIRONMENT, an_epoch
from support.lab_examples import STEADY, WORSE, a_result, group_runs
from support.run_examples import BEGAN


def a_hypothesis(group: str = "no ReLU", lab: str = "relu", **answers: object) -> Hypothesis:
    return Hypothesis.model_validate({"lab": lab, "group": group, "made": BEGAN, "epochs": 10, **answers})


RIGHT, WRONG, OPEN = Judgement
ALIKE = (0.97950, 0.97951, 0.97949, 0.97950, 0.97950)
"""Test accuracies that vary so little that they rule a difference out."""

LOWER = (0.9785, 0.9775, 0.9790)
"""Test accuracies that rule out a rise from `STEADY`, but show no fall."""


def verdicts(hypotheses: Sequence[Hypothesis], result: LabResult) -> list[Judgement | None]:
    return [outcome.judgement for outcome in scored(hypotheses, result).outcomes]


@pytest.mark.parametrize(
    ("expected", "baseline", "accuracies", "judgement"),
    [
        ("down", STEADY, WORSE, RIGHT),
        ("same", STEADY, WORSE, WRONG),
        ("up", STEADY, WORSE, WRONG),
        ("same", STEADY, STEADY, OPEN),
        ("down", STEADY, STEADY, OPEN),
        ("same", ALIKE, ALIKE, RIGHT),
        ("down", ALIKE, ALIKE, WRONG),
        ("same", (0.98, 0.98, 0.98), (0.98, 0.98, 0.98), RIGHT),
        ("same", (0.98, 0.98), (0.98, 0.98), OPEN),
        ("up", STEADY, LOWER, WRONG),
        ("same", STEADY, LOWER, OPEN),
        ("down", STEADY, LOWER, OPEN),
        ("down", STEADY, (0.9,), OPEN),
        ("down", STEADY, (), OPEN),
    ],
)
def test_a_guess_is_open_until_evidence_shows_or_rules_out_what_it_says(
    expected: str, baseline: tuple[float, ...], accuracies: tuple[float, ...], judgement: Judgement
) -> None:
    assert verdicts([a_hypothesis(accuracy=expected)], a_result("relu", baseline, accuracies)) == [judgement]


SECONDS_OF_518 = ((3.4, 2.8, 1.5, 2.1, 3.5), (2.1, 2.7, 5.1, 3.5, 2.4), (2.3, 3.1, 2.8, 1.7, 2.6))
SECONDS_OF_64 = ((0.3, 0.4, 0.3, 0.3, 0.7), (0.5, 0.8, 0.6, 0.5, 0.3), (0.5, 0.4, 0.3, 0.6, 0.5))
SECONDS_OF_2048 = ((33.2, 26.8, 27.9, 38.7, 38.1), (41.4, 30.6, 40.4, 46.3, 33.0), (43.7, 32.6, 41.7, 50.8, 50.4))
"""Epochs of quick runs while other programs used the same two cores."""


def measured(gap: float, seconds: float, host: str = "test") -> LabResult:
    """Return a lab whose variation ends with this clean gap and time of an epoch; the baseline has 0.05 and 2 s."""

    def history(seed: int, clean_gap: float, epoch_seconds: float) -> list[Epoch]:
        figures = {"clean_loss": 0.1 + seed / 1e4, "seconds": epoch_seconds + seed / 1e3}
        return [an_epoch(number, 0.1 + clean_gap, **figures) for number in range(1, 6)]

    def of(group: object, clean_gap: float, epoch_seconds: float, on: str) -> list[object]:
        runs = group_runs(group, STEADY, environment=ENVIRONMENT.model_copy(update={"host": on}))  # type: ignore[arg-type]
        return [
            run.model_copy(update={"epochs": tuple(history(seed, clean_gap, epoch_seconds))})
            for seed, run in enumerate(runs)
        ]

    runs = [*of(BASELINE, 0.05, 2.0, "test"), *of(LABS["relu"][0].variations[0], gap, seconds, host)]
    return results_of(LABS["relu"], Budget(), runs)[0]  # type: ignore[arg-type]


@pytest.mark.parametrize(("gap", "leaning"), [(0.15, "over-fitting"), (0.01, "under-fitting"), (0.05, "same")], ids=str)
def test_the_leaning_is_that_of_the_clean_gap(gap: float, leaning: str) -> None:
    for expected in ("over-fitting", "same", "under-fitting"):
        assert verdicts([a_hypothesis(fit=expected)], measured(gap, 2.0)) == [RIGHT if expected == leaning else WRONG]


@pytest.mark.parametrize(("seconds", "found"), [(1.2, "faster"), (1.4, "same"), (2.9, "same"), (3.1, "slower")])
def test_a_small_difference_in_speed_is_the_same_speed(seconds: float, found: str) -> None:
    for expected in ("faster", "same", "slower"):
        assert verdicts([a_hypothesis(speed=expected)], measured(0.05, seconds)) == [
            RIGHT if expected == found else WRONG
        ]


def test_a_far_slower_epoch_is_slower_on_a_busy_machine() -> None:
    """Each run's last epoch is disturbed: they are compared by their medians, and by factors."""
    runs = []
    timed = zip((BASELINE, *LABS["nodes"][0].variations), (SECONDS_OF_518, SECONDS_OF_64, SECONDS_OF_2048), strict=True)
    for group, of_seeds in timed:
        for run, seconds in zip(group_runs(group, STEADY[:3], environment=ENVIRONMENT), of_seeds, strict=True):
            epochs = tuple(an_epoch(number, seconds=each) for number, each in enumerate(seconds, start=1))
            runs.append(run.model_copy(update={"epochs": epochs}))
    result = results_of(LABS["nodes"], Budget(), runs)[0]
    guesses = [a_hypothesis("64 nodes", "nodes", speed="faster"), a_hypothesis("2048 nodes", "nodes", speed="slower")]
    assert verdicts(guesses, result) == [RIGHT, RIGHT]


def test_times_of_two_machines_are_not_compared() -> None:
    assert verdicts([a_hypothesis(speed="faster")], measured(0.05, 1.0, host="elsewhere")) == [OPEN]


def test_the_latest_hypothesis_at_the_same_budget_counts() -> None:
    result = a_result("relu", STEADY, WORSE)
    older = a_hypothesis(accuracy="down")
    newer = a_hypothesis(accuracy="up", made=BEGAN + timedelta(minutes=1))
    elsewhere = a_hypothesis(accuracy="same", epochs=2, made=BEGAN + timedelta(minutes=2))
    assert verdicts([newer, older, elsewhere], result) == [WRONG]
    assert verdicts([elsewhere], result) == []
    assert verdicts([a_hypothesis(lab="batch", accuracy="down")], result) == []


def test_scores_are_kept_and_added_up_over_time() -> None:
    result = a_result("relu", STEADY, WORSE)
    first = scored([a_hypothesis(accuracy="down")], result)
    assert [first.count(judgement) for judgement in Judgement] == [1, 0, 0]
    later = a_hypothesis(accuracy="up", made=BEGAN + timedelta(minutes=1))
    second = scored([later], result)
    kept = with_hypotheses([a_hypothesis(accuracy="down"), later], [*first.hypotheses, *second.hypotheses])
    assert len(kept) == 2
    assert [(each.right, each.asked, each.right_so_far, each.asked_so_far) for each in score_over_time(kept)] == [
        (1, 1, 1, 1),
        (0, 1, 1, 2),
    ]
    unscored = scored([a_hypothesis(accuracy="down")], a_result("relu", (0.9,), (0.8,)))
    assert score_over_time(unscored.hypotheses) == ()


def test_an_open_answer_counts_for_nothing_and_replaces_an_older_score() -> None:
    """A score from before answers could be open is read, and mended with the figures."""
    before = a_hypothesis(accuracy="same", right=1, asked=1)
    assert score_over_time([before])[0].right_so_far == 1
    open_now = scored([before], a_result("relu", STEADY, STEADY))
    assert open_now.count(OPEN) == 1
    assert score_over_time(open_now.hypotheses) == ()
    without_runs = scored([before], a_result("relu", (), ()))
    assert score_over_time(without_runs.hypotheses)[0].right_so_far == 1


def test_hypotheses_are_remembered_and_invalid_ones_skipped() -> None:
    made = (a_hypothesis(accuracy="down"), a_hypothesis(speed="faster", train_size=2000))
    assert hypotheses_from(hypotheses_document(made)) == made
    assert hypotheses_from([{"lab": 1}, "x", None]) == ()
    assert hypotheses_from(None) == ()
    assert a_hypothesis(accuracy="sideways").answer(Question.ACCURACY) is None
