"""The budget of labs: how it differs from that of the post, and how it is remembered."""

from __future__ import annotations

import pytest

from mnist_lab.domain.experiments.budget import (
    FORMER_REPEATS,
    QUICK_EPOCHS,
    QUICK_TRAIN_SIZE,
    USUAL_REPEATS,
    Budget,
    budget_from,
)
from mnist_lab.domain.experiments.catalog import BASELINE
from mnist_lab.domain.labs.definitions import LABS
from mnist_lab.domain.runs.setting_fields import SettingsInvalid


@pytest.mark.parametrize(("asked", "train_size"), [(None, None), (47_999, 47_999), (48_000, None), (99_999, None)])
def test_more_digits_than_there_are_means_all_of_them(asked: int | None, train_size: int | None) -> None:
    assert Budget(train_size=asked).within(60_000) == Budget(train_size=train_size)


@pytest.mark.parametrize(
    ("budget", "caveat"),
    [
        (Budget(), ""),
        (Budget(repeats=9), ""),
        (Budget(epochs=2), "2 epochs (the post: 10)"),
        (Budget(epochs=1), "1 epoch (the post: 10)"),
        (Budget(train_size=2000), "2,000 training digits (the post: 48,000)"),
        (Budget(epochs=20, train_size=500), "20 epochs (the post: 10) and 500 training digits (the post: 48,000)"),
    ],
)
def test_the_caveat_names_how_a_budget_differs_from_the_posts(budget: Budget, caveat: str) -> None:
    assert budget.caveat == caveat


def test_a_budget_makes_the_settings_of_a_group() -> None:
    (lab,) = LABS["optimizer"]
    spec = Budget(epochs=2, train_size=500).spec(lab.variations[0])
    assert (spec.optimizer, spec.learning_rate, spec.epochs, spec.train_size, spec.seed) == ("sgd", 0.01, 2, 500, 1)
    with pytest.raises(SettingsInvalid, match="training digits takes"):
        Budget(train_size=5).spec(BASELINE)


def test_a_quick_budget_has_a_caveat_and_can_be_undone() -> None:
    quick = Budget(repeats=5).quick()
    assert (quick.repeats, quick.epochs, quick.train_size) == (5, QUICK_EPOCHS, QUICK_TRAIN_SIZE)
    assert quick.is_quick
    assert quick.caveat
    assert quick.as_the_post() == Budget(repeats=5)
    assert not Budget(repeats=5).is_quick


@pytest.mark.parametrize(
    "remembered",
    [None, [], {"repeats": 0}, {"repeats": "3"}, {"epochs": -1}, {"train_size": "many"}, {"epochs": {}}],
)
def test_an_invalid_remembered_budget_is_the_usual_one(remembered: object) -> None:
    assert budget_from(remembered) == Budget()


def test_a_remembered_budget_is_unchanged() -> None:
    budget = Budget(repeats=7, epochs=4, train_size=2000)
    assert budget_from(budget.document()) == budget


def test_remembered_repeats_that_were_the_default_follow_the_default() -> None:
    assert budget_from({"repeats": FORMER_REPEATS, "epochs": 4}) == Budget(USUAL_REPEATS, epochs=4)
    assert budget_from(Budget(6, epochs=4).document(usual_repeats=6), usual_repeats=8) == Budget(8, epochs=4)
    assert budget_from(Budget(FORMER_REPEATS).document()) == Budget(FORMER_REPEATS)
