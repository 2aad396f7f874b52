"""The labs: what each changes, and what stays the same."""

from __future__ import annotations

import pytest

from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.catalog import BASELINE, EXPERIMENTS
from mnist_lab.domain.labs.definitions import (
    ALL,
    LABS,
    format_held,
    format_lab_change,
    groups_in,
    quick_warning,
    titled,
    values_in,
)


def test_there_are_seven_labs_and_all_of_them() -> None:
    assert list(LABS) == ["nodes", "layers", "dropout", "relu", "scaling", "optimizer", "batch", "all"]
    assert LABS[ALL] == EXPERIMENTS
    assert [lab.name for lab in LABS["relu"]] == ["relu"]


def test_the_whole_post_has_eleven_groups_with_one_baseline() -> None:
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
def test_the_changed_setting_is_not_among_the_fixed_ones(name: str, words: str) -> None:
    (lab,) = LABS[name]
    assert format_lab_change(lab) == words
    held = format_held(lab, Budget(3)).split(", ")
    assert not any(each.startswith(words.partition(":")[0]) for each in held)


def test_the_fixed_settings_include_those_that_matter_and_the_seeds() -> None:
    (lab,) = LABS["nodes"]
    assert format_held(lab, Budget(3)) == (
        "hidden layers 2, activation ReLU, dropout 0.20, optimizer RMSprop, learning rate 0.001, batch size 128, "
        "epochs 10, ÷ 255 yes, and all other settings; seeds 1 to 3 in every group"
    )
    assert "training digits 2,000" in format_held(lab, Budget(repeats=1, train_size=2000))
    assert format_held(lab, Budget(repeats=1)).endswith("; seed 1 in every group")


def test_the_learning_rate_is_not_fixed_if_the_optimizer_changes() -> None:
    (lab,) = LABS["optimizer"]
    assert "learning rate" not in format_held(lab, Budget(3))


def test_a_lab_has_its_number_in_the_post_before_its_name() -> None:
    assert [titled(name) for name in LABS] == [
        "1 nodes", "2 layers", "3 dropout", "4 relu", "5 scaling", "6 optimizer", "7 batch", "all",
    ]  # fmt: skip


def test_little_room_has_the_values_alone() -> None:
    assert values_in(LABS["nodes"]) == "518 → 64, 2048"


@pytest.mark.parametrize("budget", [Budget().quick(), Budget(epochs=5), Budget(train_size=10_000)])
def test_less_training_than_in_the_post_warns_of_the_lessons_that_it_spoils(budget: Budget) -> None:
    for lab in EXPERIMENTS:
        assert (lab.needs in quick_warning((lab,), budget)) if lab.needs else not quick_warning((lab,), budget)
    spoiled = [str(lab.number) for lab in EXPERIMENTS if lab.needs]
    assert f"{', '.join(spoiled[:-1])} and {spoiled[-1]}" in quick_warning(LABS[ALL], budget)


@pytest.mark.parametrize("budget", [Budget(), Budget(repeats=1), Budget(epochs=20)])
def test_as_much_training_as_in_the_post_warns_of_nothing(budget: Budget) -> None:
    assert not any(quick_warning(labs, budget) for labs in LABS.values())
