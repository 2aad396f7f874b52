"""The sentences of an explanation: the post's reading, the changes that would help, the run so far."""

from __future__ import annotations

import math

import pytest

from mnist_lab.domain.advice.explanation import explain, format_post_reading, post_in_brief, post_in_short, so_far
from mnist_lab.domain.evidence.baseline import Baseline, choose_baseline
from mnist_lab.domain.fit.post_reading import post_reading
from mnist_lab.domain.runs.spec import RunSpec
from support.fakes import a_history, an_epoch
from support.read_histories import real


@pytest.mark.parametrize(
    ("name", "spec", "words"),
    [
        (
            "baseline, seed 1",
            RunSpec(),
            "more dropout, fewer nodes, fewer epochs (the weights of epoch 5 are the ones kept).",
        ),
        ("baseline, seed 1", RunSpec(dropout=0.9, early_stopping=5), "fewer nodes."),
        ("baseline, seed 1", RunSpec(hidden_layers=0, early_stopping=5), "no single setting of the form."),
        ("diverging", RunSpec(optimizer="sgd", learning_rate=1000), "a lower learning rate."),
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
    ("figures", "baseline_gap", "words"),
    [
        ((0.0273, 0.0975), None, "training 0.0273 below validation 0.0975, gap 0.0702: leaning to over-fitting."),
        (
            (0.0273, 0.0975),
            0.0702,
            "training 0.0273 below validation 0.0975, gap 0.0702: leaning to over-fitting; "
            "no wider than the post's 0.0702 (one run, its seed unknown).",
        ),
        (
            (0.1254, 0.1100),
            0.0702,
            "training 0.1254 above validation 0.1100, gap 0.0154: leaning to under-fitting; "
            "relatively under-fitting, beside the post's 0.0702 (one run, its seed unknown).",
        ),
    ],
)
def test_without_runs_the_reading_is_compared_with_the_post(
    figures: tuple[float, float], baseline_gap: float | None, words: str
) -> None:
    epochs = [an_epoch(1, figures[1], loss=figures[0])]
    baseline = None if baseline_gap is None else choose_baseline(())
    assert format_post_reading(post_reading(epochs, baseline_gap), baseline) == words


def test_with_runs_the_reading_is_compared_with_their_baseline() -> None:
    reading = post_reading([an_epoch(1, 0.14, loss=0.04)], 0.07)
    words = format_post_reading(reading, Baseline("the baseline", 0.07, RunSpec(), ("a", "b", "c")))
    assert words == (
        "training 0.0400 below validation 0.1400, gap 0.1000: leaning to over-fitting; "
        "relatively over-fitting, wider than the baseline's 0.0700 (median of 3 runs)."
    )


@pytest.mark.parametrize(
    ("loss", "val_loss", "words"),
    [
        (0.04, 0.0744, "leaning to over-fitting, gap 0.0344, no wider than the baseline's 0.0639"),
        (0.04, 0.1050, "leaning to over-fitting, gap 0.0650, not clearly wider than the baseline's 0.0639"),
        (
            0.04,
            0.1400,
            "leaning to over-fitting, gap 0.1000, wider than the baseline's 0.0639: relatively over-fitting",
        ),
        (
            0.14,
            0.0400,
            "leaning to under-fitting, gap 0.1000, training above validation loss: relatively under-fitting",
        ),
    ],
)
def test_the_short_reading_compares_the_gap_with_the_baseline(loss: float, val_loss: float, words: str) -> None:
    epochs = [an_epoch(1, val_loss, loss=loss)]
    assert post_in_short(post_reading(epochs, 0.0639)) == words
    explained = explain(epochs, RunSpec(), Baseline("the pinned baseline", 0.0639, RunSpec(epochs=1), ("a",)))
    assert explained.post_in_short == words.replace("the baseline", "the pinned baseline")


@pytest.mark.parametrize(("epochs", "is_said"), [(3, True), (10, False)])
def test_a_gap_after_other_epochs_is_said_to_be_so(epochs: int, is_said: bool) -> None:
    history = [an_epoch(number, 0.08, loss=0.04) for number in range(1, epochs + 1)]
    explained = explain(history, RunSpec(epochs=epochs), choose_baseline(()))
    for words in (explained.post, explained.post_in_short, explained.post_in_brief):
        assert ("0.0702 after 10 epochs" in words) is is_said


@pytest.mark.parametrize(
    ("loss", "val_loss", "words"),
    [
        (0.04, 0.0744, "gap 0.0344, no wider than the baseline's 0.0639"),
        (0.04, 0.1400, "over-fitting, gap 0.1000 (the baseline's: 0.0639)"),
        (0.14, 0.0400, "under-fitting, gap 0.1000 (the baseline's: 0.0639)"),
    ],
)
def test_the_brief_reading_calls_no_gap_over_fitting_that_is_not_wider(
    loss: float, val_loss: float, words: str
) -> None:
    assert post_in_brief(post_reading([an_epoch(1, val_loss, loss=loss)], 0.0639)) == words


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
