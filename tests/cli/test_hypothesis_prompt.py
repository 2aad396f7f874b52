"""The questions of `lab NAME --guess`, and what the user expects compared with the results."""

from __future__ import annotations

from pathlib import Path

import pytest

from mnist_lab.cli.hypothesis_prompt import ask, compared_with_results
from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.labs.deciding import WHY_CLEAN
from mnist_lab.domain.labs.definitions import LABS
from mnist_lab.domain.labs.hypotheses import REMEMBERED, Hypothesis, hypotheses_document, hypotheses_from
from mnist_lab_store.run_store import RunStore
from support.lab_examples import a_result
from support.run_examples import BEGAN

STEADY = (0.979, 0.980, 0.981)


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path)


def test_first_letters_answer_and_enter_skips_a_question(capsys: pytest.CaptureFixture[str]) -> None:
    typed = iter(["d", "", "s", "sl", "", "x", "y", "", ""])
    asked: list[str] = []

    def read(words: str) -> str:
        asked.append(words)
        return next(typed)

    made = ask(LABS["batch"], Budget(epochs=2), BEGAN, read)
    assert [(each.group, each.accuracy, each.fit, each.speed, each.epochs) for each in made] == [
        ("batch 512", "down", None, "slower", 2)
    ]
    assert asked[0].startswith("batch 512: test accuracy")
    assert len(asked) == 9
    assert capsys.readouterr().err.splitlines() == [
        "Type the first letters of faster, same or slower, enough to tell them apart; enter skips.",
        "Type the first letters of under-fitting, same or over-fitting, enough to tell them apart; enter skips.",
    ]


def test_each_guess_is_shown_with_its_figures_and_the_score_is_kept(store: RunStore) -> None:
    guessed = Hypothesis(
        lab="relu", group="no ReLU", made=BEGAN, epochs=10, accuracy="same", fit="over-fitting", speed="same"
    )
    store.preferences.remember(REMEMBERED, hypotheses_document([guessed]))
    first, accuracy, fit, speed, why, score = map(
        str.strip, compared_with_results(store, [a_result("relu", STEADY, STEADY)])
    )
    assert first == "What you said:"
    assert accuracy.startswith("? no ReLU: test accuracy the same: open (98.00 % against 98.00 % of the baseline: no")
    assert fit.startswith("✗ no ReLU: fit leans to over-fitting: wrong (clean gap")
    assert speed.startswith("✓ no ReLU: an epoch is the same: right (")
    assert why == WHY_CLEAN
    assert score.startswith("Your guesses: 1 right, 1 wrong, 1 open. So far")
    (kept,) = hypotheses_from(store.preferences.recall(REMEMBERED))
    assert (kept.right, kept.asked) == (1, 2)


def test_a_guess_that_the_runs_cannot_judge_is_open_and_not_scored(store: RunStore) -> None:
    guessed = Hypothesis(lab="relu", group="no ReLU", made=BEGAN, epochs=10, accuracy="same")
    store.preferences.remember(REMEMBERED, hypotheses_document([guessed]))
    _, accuracy, score = compared_with_results(store, [a_result("relu", (0.98,), (0.98,))])
    assert "open" in accuracy
    assert score == "Your guesses: 1 open."
    (kept,) = hypotheses_from(store.preferences.recall(REMEMBERED))
    assert not kept.asked


def test_without_guesses_nothing_is_shown(store: RunStore) -> None:
    assert compared_with_results(store, [a_result("relu", STEADY, STEADY)]) == []
