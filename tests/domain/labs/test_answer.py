"""The answer of a lab in two sentences."""

from __future__ import annotations

import pytest

from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.catalog import BASELINE
from mnist_lab.domain.labs.analysis import results_of
from mnist_lab.domain.labs.answer import answer, answers
from mnist_lab.domain.labs.definitions import LABS
from mnist_lab.domain.labs.post_claims import claims_of
from support.lab_examples import SAME, STEADY, WORSE, a_result, group_runs


@pytest.mark.parametrize(
    ("groups", "words"),
    [
        (((0.98,), (0.70,)), "one run on a side is no evidence of what no ReLU (70.00) does."),
        ((STEADY, WORSE), "test accuracy is 97.95 ±0.05 % (3 runs): no ReLU (92.55 ±0.06) is worse by 5.40 points."),
        ((STEADY, SAME), "there is no evidence that no ReLU (97.95 ±0.03) differs from it."),
        ((STEADY, ()), "no run of no ReLU has a test accuracy."),
        (((), WORSE), "The baseline has no test accuracy, so nothing can be compared with it."),
    ],
)
def test_the_answer_is_two_sentences_made_from_the_figures(groups: tuple[tuple[float, ...], ...], words: str) -> None:
    said = answer(a_result("relu", *groups))
    assert words in said
    assert "for no ReLU “accuracy down”" in said
    assert said.count(". ") == 1
    assert said.endswith(".")


def test_the_second_sentence_has_every_conclusion_of_the_post() -> None:
    result = a_result("dropout", STEADY, SAME)
    accuracy, fit = claims_of(result.variations[0])
    assert answer(result).endswith(f" for no dropout {accuracy.phrase}, and {fit.phrase}.")


def test_a_lab_without_conclusions_quotes_the_figures_of_the_post() -> None:
    said = answer(a_result("batch", STEADY, SAME, WORSE))
    assert "98.01 % (batch 512) and 97.59 % (batch 32)" in said


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
    assert [line.partition(": ")[0] for line in of_labs] == ["dropout", "relu"]
    assert not any(budget.caveat in line or "97.95 ±0.05" in line for line in of_labs)
    assert all(("(97.95 ±0.03)" in line) is bool(accuracies) for line in of_labs)
    if not accuracies:
        assert answer(results[0]).startswith(f"{first} ")
    assert answers(results[:1]) == (answer(results[0]),)
