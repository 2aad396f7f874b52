"""The sentences of an explanation: the changes that would help, the run so far."""

from __future__ import annotations

import math

import pytest

from mnist_lab.domain.advice.explanation import explain, so_far
from mnist_lab.domain.runs.choices import Keep
from mnist_lab.domain.runs.spec import RunSpec
from support.fakes import a_history, an_epoch
from support.read_histories import real


@pytest.mark.parametrize(
    ("name", "spec", "words"),
    [
        (
            "no dropout, seed 1",
            RunSpec(),
            "more dropout, fewer nodes, the weights of the lowest refined loss (for the score alone), "
            "fewer epochs (validation loss was lowest in epoch 5).",
        ),
        ("no dropout, seed 1", RunSpec(dropout=0.9, early_stopping=5, keep=Keep.REFINED), "fewer nodes."),
        (
            "no dropout, seed 1",
            RunSpec(hidden_layers=0, early_stopping=5, keep=Keep.REFINED),
            "no single setting of the form.",
        ),
        ("diverging", RunSpec(optimizer="sgd", learning_rate=1000), "the optimizer's own learning rate."),
        ("early stop", RunSpec(scale_pixels=False), "pixels divided by 255: better results are likely."),
        ("64 nodes, seed 1", RunSpec(), "more epochs."),
        ("64 nodes, seed 1", RunSpec(optimizer="sgd", learning_rate=0.01), "more epochs, a higher learning rate."),
        ("four nodes", RunSpec(units=4), "more nodes or layers, no dropout, more epochs."),
        ("three epochs", RunSpec(epochs=3), "more epochs."),
        ("three epochs", RunSpec(epochs=10, early_stopping=1), "no early stopping, more epochs."),
        ("early stop", RunSpec(), "nothing needs to; fewer training digits or no dropout would show over-fitting."),
        ("early stop", RunSpec(train_size=500, dropout=0), "nothing needs to."),
    ],
)
def test_only_changes_that_the_spec_allows_are_named(name: str, spec: RunSpec, words: str) -> None:
    assert explain(real(name), spec).change == words


@pytest.mark.parametrize(
    ("losses", "words"),
    [
        ([], "The verdict appears after training."),
        ([0.3], "So far: validation loss 0.3000 after the first epoch."),
        ([0.3, 0.2], "So far: training loss falls, validation loss is at its lowest."),
        ([0.3, 0.2, 0.21], "So far: training loss falls, validation loss has had no new low for 1 epoch."),
        ([0.3, 0.2, 0.21, 0.2], "So far: training loss falls, validation loss has had no new low for 2 epochs."),
        ([0.3, math.nan], "A loss is not finite: training ends here."),
        ([0.2, 0.2], "So far: training loss falls, validation loss has had no new low for 1 epoch."),
    ],
)
def test_a_run_so_far(losses: list[float], words: str) -> None:
    assert so_far(a_history(losses)) == words


def test_a_run_so_far_whose_training_loss_rises() -> None:
    epochs = [an_epoch(7, 0.3, loss=0.1), an_epoch(8, 0.2, loss=0.2)]
    assert so_far(epochs) == "So far: training loss rises, validation loss is at its lowest."
