"""A run and its rerun, compared to the last bit."""

from __future__ import annotations

import math
from typing import Any

import pytest

from mnist_lab.domain.runs.reproducibility import compare_rerun
from mnist_lab.domain.runs.run import Run
from support.fakes import ENVIRONMENT, a_history, an_epoch
from support.run_examples import a_run

HISTORY = a_history([0.3, 0.2, 0.1])
SAME = "same: every figure of all 3 epochs and of the test digits, to the last bit"
ONE_BIT = math.ulp(0.2)


def run_of(history: Any = HISTORY, **fields: Any) -> Run:
    usual = {"environment": ENVIRONMENT, "test_accuracy": 0.97, "test_loss": 0.1}
    return a_run(history).model_copy(update={**usual, **fields})


def changed(epoch: int, **figures: float) -> tuple[Any, ...]:
    return tuple(
        each.model_copy(update=figures) if number == epoch else each for number, each in enumerate(HISTORY, start=1)
    )


OTHER_THREADS = ENVIRONMENT.model_copy(update={"threads": 4, "tensorflow": "2.1"})


@pytest.mark.parametrize(
    ("again", "sentence"),
    [
        (run_of(), SAME),
        (run_of(changed(2, seconds=9.0)), SAME),
        (run_of(environment=OTHER_THREADS), SAME),
        (run_of(changed(2, temperature=1.2, refined_val_loss=0.19)), SAME),  # the first is of a version without them
        (run_of(HISTORY[:2]), "same: every figure of the epochs that both have, 2, to the last bit"),
        (run_of(()), "cannot be compared: one of the two has no epoch"),
        (
            run_of(changed(2, val_loss=0.2 + ONE_BIT)),
            "differs from epoch 2: device, threads and versions are the same",
        ),
        (
            run_of(changed(2, clean_loss=0.2 + ONE_BIT), environment=OTHER_THREADS),
            "differs from epoch 2: threads 2 → 4, TensorFlow 2.0 → 2.1",
        ),
        (
            run_of(changed(3, accuracy=math.nan), environment=ENVIRONMENT.model_copy(update={"device": "GPU:0 A100"})),
            "differs from epoch 3: device CPU → GPU:0 A100",
        ),
        (run_of(test_loss=0.1 + 1e-9), "differs in its test figures alone: device, threads and versions are the same"),
    ],
)
def test_the_outcome_names_what_changed(again: Run, sentence: str) -> None:
    assert compare_rerun(run_of(), again).sentence == sentence


def test_runs_on_a_gpu_can_differ() -> None:
    on_gpu = ENVIRONMENT.model_copy(update={"device": "GPU:0 A100"})
    found = compare_rerun(run_of(environment=on_gpu), run_of(changed(1, loss=0.5), environment=on_gpu))
    assert found.sentence == "differs from epoch 1: a GPU does not always add in the same order"


def test_figures_that_are_not_finite_are_equal() -> None:
    first = (an_epoch(1, math.inf, loss=math.nan),)
    again = (an_epoch(1, math.nan, loss=math.nan),)
    assert compare_rerun(run_of(first), run_of(again)).is_same


def test_the_outcome_as_a_document() -> None:
    found = compare_rerun(run_of(), run_of(changed(2, loss=0.5), environment=OTHER_THREADS))
    assert found.document == {"same": False, "differs_from": 2, "changed": ["threads 2 → 4", "TensorFlow 2.0 → 2.1"]}
