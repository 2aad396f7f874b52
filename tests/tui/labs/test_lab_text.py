"""Sentences that only the screens of labs and grids show: what a key did, and what other budgets mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.plan import Plan
from mnist_lab.domain.labs.definitions import ALL, LABS
from mnist_lab.domain.labs.hypotheses import Hypothesis, Question
from mnist_lab.domain.labs.outcomes import Outcome, Scored
from mnist_lab.domain.labs.screen_text import format_elsewhere, format_guessed, format_hypothesis, format_kept
from mnist_lab.domain.labs.status import LabStatus
from mnist_lab.services.lab_service import Queued

QUICK = Budget().quick()


@pytest.mark.parametrize(
    ("queued", "text"),
    [
        (Queued(2, 0, 0), "2 runs are queued."),
        (Queued(0, 1, 0), "1 run is queued; it ended early and is resumed."),
        (Queued(0, 6, 0), "6 runs are queued; they all ended early and are resumed."),
        (Queued(2, 1, 0), "3 runs are queued; 1 of them ended early and is resumed."),
        (Queued(0, 0, 1), "Another process already trains one run, which will count here too."),
        (
            Queued(5, 0, 2),
            "5 runs are queued. Another process already trains 2 runs, which will count here too.",
        ),
        (Queued(0, 0, 0), ""),
    ],
)
def test_queuing_the_runs_of_a_lab(queued: Queued, text: str) -> None:
    assert queued.text == text


def test_keeping_guesses() -> None:
    guess = Hypothesis(
        lab="dropout", group="no dropout", made=datetime(2026, 1, 1, tzinfo=UTC), epochs=10, accuracy="down", fit="same"
    )
    assert format_kept([guess]) == "2 answers kept for this budget: 10 epochs, all training digits."


def a_status(answers: int, elsewhere: Mapping[str, int]) -> LabStatus:
    """Return a lab with as many guesses at its budget, and these at others."""
    outcomes = tuple(Outcome("no dropout", question, "same", None) for question in [*Question][:answers])
    scored = (Scored(outcomes, ()),)
    return LabStatus("dropout", LABS["dropout"], Budget(), Plan(()), 0.0, (), scored, elsewhere)


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (a_status(2, {}), "2 answers guessed"),
        (a_status(1, {QUICK.extent: 1}), "1 answer guessed"),
        (a_status(0, {QUICK.extent: 1}), "guessed at another budget"),
        (a_status(0, {}), ""),
    ],
)
def test_the_guesses_in_the_line_of_progress(status: LabStatus, text: str) -> None:
    assert format_hypothesis(status) == text


@pytest.mark.parametrize(
    ("name", "guessed", "text"),
    [
        ("dropout", [1], "made"),
        ("dropout", [0], ""),
        (ALL, [0, 2, 0, 1, 0, 0, 0], "2 of 7"),
        (ALL, [0] * 7, ""),
    ],
)
def test_the_column_of_guesses(name: str, guessed: list[int], text: str) -> None:
    scored = tuple(
        Scored(tuple(Outcome("no dropout", question, "same", None) for question in [*Question][:count]), ())
        for count in guessed
    )
    status = LabStatus(name, LABS[name], Budget(), Plan(()), 0.0, (), scored)
    assert format_guessed(status) == text


def test_guesses_at_other_budgets() -> None:
    status = a_status(0, {QUICK.extent: 1, Budget(epochs=2).extent: 3, "2 epochs": 0})
    assert format_elsewhere(status) == (
        "Guessed at another budget: 1 answer for 5 epochs, 10,000 training digits; "
        "3 answers for 2 epochs, all training digits. Only results of those count."
    )
    assert format_elsewhere(a_status(2, {})) == ""
