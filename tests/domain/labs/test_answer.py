"""The answer of a lab: a line for each variation, then the post's conclusions."""

from __future__ import annotations

import pytest

from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.catalog import BASELINE
from mnist_lab.domain.labs.analysis import results_of
from mnist_lab.domain.labs.answer import answer, answer_lines, answers, gist
from mnist_lab.domain.labs.definitions import LABS
from mnist_lab.domain.labs.post_claims import Claim, Status, claims_of
from mnist_lab.domain.runs.run import Dataset
from support.lab_examples import SAME, STEADY, WORSE, a_result, group_runs

ONE_RUN = "no ReLU: test −28.00 points, no evidence (one run each)"
NO_BASELINE = "baseline: no test accuracy, so there is nothing to compare with"


@pytest.mark.parametrize(
    ("groups", "baseline", "variation"),
    [
        (((0.98,), (0.70,)), "baseline: test 98.00 % (1 run)", ONE_RUN),
        (
            (STEADY, WORSE),
            "baseline: test 97.95 ±0.05 % (3 runs)",
            "no ReLU: test −5.40 points, real (3 runs each, worse in 9 of 9 pairs)",
        ),
        (
            (STEADY, SAME[1:]),
            None,
            "no ReLU: test +0.02 points, no evidence (2 runs, baseline 3, better in 4 of 6 pairs)",
        ),
        ((STEADY, ()), None, "no ReLU: no test accuracy"),
        (((), WORSE), NO_BASELINE, "no ReLU: test 92.55 ±0.06 %, not compared"),
    ],
)
def test_the_baseline_and_each_variation_have_a_line_of_figures(
    groups: tuple[tuple[float, ...], ...], baseline: str | None, variation: str
) -> None:
    said = answer_lines(a_result("relu", *groups))
    assert said[0] == (baseline or said[0])
    assert said[1] == variation
    assert len(said) == 4


def test_each_conclusion_of_the_post_has_a_line_below_its_variation() -> None:
    result = a_result("dropout", STEADY, SAME)
    accuracy, fit = claims_of(result.variations[0])
    assert answer_lines(result)[2:] == (f"  post: {accuracy.text}", f"  post: {fit.text}")


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (Status.HOLDS, "accuracy up: confirmed"),
        (Status.FAILS, "accuracy up: not confirmed"),
        (Status.OPEN, "accuracy up: no evidence"),
    ],
)
def test_a_conclusion_is_confirmed_or_not_or_there_is_no_evidence(status: Status, text: str) -> None:
    assert Claim("accuracy up", status).text == text


def test_a_remark_stands_behind_a_conclusion() -> None:
    assert Claim("accuracy up", Status.OPEN, "or so").text == "accuracy up: no evidence (or so)"


def test_a_lab_without_conclusions_has_the_figures_of_the_post() -> None:
    said = answer_lines(a_result("batch", STEADY, SAME, WORSE))
    assert [line for line in said if "post" in line] == [
        "  post: 98.01 % in one run, no conclusion",
        "  post: 97.59 % in one run, no conclusion",
    ]


def test_an_answer_on_other_digits_has_no_line_of_the_post() -> None:
    data = Dataset(name="others", sha256="0")
    runs = group_runs(BASELINE, STEADY, data=data) + group_runs(LABS["relu"][0].variations[0], WORSE, data=data)
    (result,) = results_of(LABS["relu"], Budget().on(data), runs)
    assert len(answer_lines(result)) == 2


@pytest.mark.parametrize("accuracies", [STEADY, ()])
def test_several_answers_name_the_baseline_and_the_budget_once(accuracies: tuple[float, ...]) -> None:
    budget = Budget(epochs=2)
    runs = [*group_runs(BASELINE, accuracies, budget=budget)]
    for lab in ("dropout", "relu"):
        runs += group_runs(LABS[lab][0].variations[0], SAME, budget=budget)
    results = results_of((*LABS["dropout"], *LABS["relu"]), budget, runs)
    first, *of_labs = answers(results)
    assert budget.caveat in first
    assert ("97.95 ±0.05" in first) is bool(accuracies)
    assert [text.splitlines()[0] for text in of_labs] == ["3 dropout", "4 relu"]
    assert not any(budget.caveat in text or "baseline:" in text for text in of_labs)
    assert answer(results[0]).startswith(f"{first}\n")
    assert answers(results[:1]) == (answer(results[0]),)


def test_the_gist_is_a_few_words_for_each_variation() -> None:
    assert gist([a_result("batch", STEADY, SAME, WORSE)]) == "batch 512: no evidence; batch 32: −5.40, real"
    assert gist([a_result("relu", (0.98,), (0.70,))]) == "no ReLU: one run, no evidence"
    assert gist([a_result("relu", STEADY, ())]) == "no ReLU: no test accuracy"


def test_the_gist_of_several_labs_counts_the_real_differences() -> None:
    assert (
        gist([a_result("batch", STEADY, SAME, WORSE), a_result("relu", STEADY, WORSE)]) == "2 of 3 differences are real"
    )
