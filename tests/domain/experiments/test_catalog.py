"""The post's experiments and figures, compared with what the post says of them."""

from __future__ import annotations

import pytest

from mnist_lab.domain.experiments.catalog import BASELINE, EXPERIMENTS, Experiment, Variation
from mnist_lab.domain.fit.post_reading import post_reading
from mnist_lab.domain.runs.spec import RunSpec
from support.fakes import an_epoch

VARIATIONS = {variation.label: variation for experiment in EXPERIMENTS for variation in experiment.variations}


def test_there_are_seven_experiments_with_the_names_of_the_command_line() -> None:
    assert [(experiment.number, experiment.name) for experiment in EXPERIMENTS] == [
        (1, "nodes"),
        (2, "layers"),
        (3, "dropout"),
        (4, "relu"),
        (5, "scaling"),
        (6, "optimizer"),
        (7, "batch"),
    ]
    assert all(experiment.question.endswith("?") for experiment in EXPERIMENTS)


def test_the_baseline_has_the_default_settings() -> None:
    assert BASELINE.spec == RunSpec()


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda experiment: experiment.name)
def test_an_experiment_changes_only_one_setting(experiment: Experiment) -> None:
    changed = {frozenset(variation.changes) for variation in experiment.variations}
    assert len(changed) == 1
    assert all(len(names) == 1 for names in changed)


@pytest.mark.parametrize("variation", VARIATIONS.values(), ids=VARIATIONS)
def test_a_variation_differs_from_the_baseline_only_in_its_changes(variation: Variation) -> None:
    followed = {"learning_rate"} if "optimizer" in variation.changes else set()
    assert set(variation.spec.differences(BASELINE.spec)) == {*variation.changes, *followed}


def test_sgd_trains_at_its_own_learning_rate() -> None:
    assert VARIATIONS["SGD"].spec.learning_rate == 0.01


@pytest.mark.parametrize(
    ("variation", "gap", "relative"),
    [
        (BASELINE, 0.0702, "as the baseline"),
        (VARIATIONS["64 nodes"], 0.0154, "under-fitting"),
        (VARIATIONS["2048 nodes"], 0.0982, "over-fitting"),
        (VARIATIONS["4 layers"], 0.0834, "over-fitting"),
        (VARIATIONS["no hidden layer"], 0.0025, "under-fitting"),
        (VARIATIONS["no dropout"], 0.1378, "over-fitting"),
        (VARIATIONS["no ReLU"], 0.0221, "under-fitting"),
    ],
    ids=lambda value: value.label if isinstance(value, Variation) else "",
)
def test_the_reading_of_the_posts_figures_agrees_with_the_post(variation: Variation, gap: float, relative: str) -> None:
    post = variation.post
    assert post.gap == pytest.approx(gap)
    assert post.training_loss is not None
    assert post.validation_loss is not None
    reading = post_reading([an_epoch(1, post.validation_loss, loss=post.training_loss)], BASELINE.post.gap)
    assert reading is not None
    assert reading.relative == relative
    assert variation is BASELINE or relative in post.concludes


@pytest.mark.parametrize(
    ("variation", "accuracy"),
    [
        (BASELINE, 0.9797),
        (VARIATIONS["4 layers"], 0.9806),
        (VARIATIONS["no hidden layer"], 0.9251),
        (VARIATIONS["no dropout"], 0.9791),
        (VARIATIONS["no ReLU"], 0.9156),
        (VARIATIONS["SGD"], 0.9334),
        (VARIATIONS["batch 512"], 0.9801),
        (VARIATIONS["batch 32"], 0.9759),
        (VARIATIONS["64 nodes"], None),
        (VARIATIONS["no ÷ 255"], None),
    ],
    ids=lambda value: value.label if isinstance(value, Variation) else "",
)
def test_test_accuracies_are_those_of_the_post(variation: Variation, accuracy: float | None) -> None:
    assert variation.post.test_accuracy == accuracy


def test_a_gap_needs_both_losses() -> None:
    assert VARIATIONS["SGD"].post.gap is None
