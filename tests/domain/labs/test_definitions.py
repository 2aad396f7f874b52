"""The labs: what each changes and holds, and on what terms."""

from __future__ import annotations

import pytest

from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.catalog import BASELINE, EXPERIMENTS
from mnist_lab.domain.labs.definitions import ALL, LABS, format_held, format_lab_change, groups_in
from mnist_lab.domain.runs.setting_fields import SettingsInvalid


def test_every_lab_has_its_word_and_all_means_the_seven() -> None:
    assert list(LABS) == ["nodes", "layers", "dropout", "relu", "scaling", "optimizer", "batch", "all"]
    assert LABS[ALL] == EXPERIMENTS
    assert [lab.name for lab in LABS["relu"]] == ["relu"]


def test_the_whole_post_is_eleven_groups_with_one_baseline() -> None:
    groups = groups_in(LABS[ALL])
    assert len(groups) == 11
    assert groups[0] is BASELINE
    assert sum(group == BASELINE for group in groups) == 1


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nodes", "nodes per layer: 518 → 64, 2048"),
        ("layers", "hidden layers: 2 → 4, 0"),
        ("dropout", "dropout: 0.20 → off"),
        ("relu", "activation: ReLU → linear"),
        ("scaling", "÷ 255: yes → no"),
        ("optimizer", "optimizer: RMSprop → SGD"),
        ("batch", "batch size: 128 → 512, 32"),
    ],
)
def test_a_lab_says_what_changes_and_not_that_it_is_held(name: str, words: str) -> None:
    (lab,) = LABS[name]
    assert format_lab_change(lab) == words
    held = format_held(lab, Budget()).split(", ")
    assert not any(each.startswith(words.partition(":")[0]) for each in held)


def test_what_is_held_names_the_settings_that_matter_and_the_seeds() -> None:
    (lab,) = LABS["nodes"]
    assert format_held(lab, Budget()) == (
        "hidden layers 2, activation ReLU, dropout 0.20, optimizer RMSprop, learning rate 0.001, batch size 128, "
        "epochs 10, ÷ 255 yes, and all other settings; seeds 1 to 3 in every group"
    )
    assert "training digits 2,000" in format_held(lab, Budget(repeats=1, train_size=2000))
    assert format_held(lab, Budget(repeats=1)).endswith("; seed 1 in every group")


def test_the_learning_rate_follows_the_optimizer_and_is_not_held() -> None:
    (lab,) = LABS["optimizer"]
    assert "learning rate" not in format_held(lab, Budget())


@pytest.mark.parametrize(("asked", "train_size"), [(None, None), (47_999, 47_999), (48_000, None), (99_999, None)])
def test_to_ask_for_more_digits_than_train_is_to_ask_for_all(asked: int | None, train_size: int | None) -> None:
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
def test_terms_say_in_what_they_are_not_the_posts(budget: Budget, caveat: str) -> None:
    assert budget.caveat == caveat


def test_terms_make_the_settings_of_a_group() -> None:
    (lab,) = LABS["optimizer"]
    spec = Budget(epochs=2, train_size=500).spec(lab.variations[0])
    assert (spec.optimizer, spec.learning_rate, spec.epochs, spec.train_size, spec.seed) == ("sgd", 0.01, 2, 500, 1)
    with pytest.raises(SettingsInvalid, match="training digits takes"):
        Budget(train_size=5).spec(BASELINE)
