"""The verdict's rules, on histories of real runs and at each of their bounds."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import an_epoch

from mnist_lab.domain.documents import epoch_from_document
from mnist_lab.domain.history import Epoch
from mnist_lab.domain.thresholds import THRESHOLDS, Thresholds
from mnist_lab.domain.verdict import (
    RULES,
    Label,
    judge,
    rules_mark,
    verdict_document,
)

HISTORIES = Path(__file__).parent / "histories"

READ_BY_HAND = {
    "baseline": (Label.OVER_CONFIDENT, "loss 16 % up from epoch 5, accuracy 0.16 points down"),
    "diverging": (Label.DIVERGED, "the first epoch's losses are not numbers"),
    "early-stop": (Label.GOOD, "stopped 3 epochs after its best, loss 8 % up"),
    "few-digits": (Label.OVER_FITTING, "500 digits learnt by heart, loss 22 % up, accuracy 0.32 points down"),
    "few-digits-many-epochs": (Label.OVER_CONFIDENT, "2,000 digits by heart, loss 40 % up, accuracy where it was"),
    "four-nodes": (Label.UNDER_FITTING, "four nodes learn two digits of three"),
    "long-steps": (Label.UNSTABLE, "validation loss goes up and down by a tenth and gets nowhere"),
    "no-dropout": (Label.OVER_CONFIDENT, "loss 41 % up, accuracy 0.18 points down"),
    "no-hidden-layer": (Label.UNDER_FITTING, "a linear classifier stays at 93 %"),
    "no-relu": (Label.UNDER_FITTING, "two linear layers are one"),
    "not-scaled": (Label.OVER_FITTING, "loss 27 % up, accuracy 0.37 points down"),
    "small-sgd": (Label.UNFINISHED, "every epoch is still better than the one before"),
    "three-epochs": (Label.TOO_SHORT, "three epochs"),
    "zero-weights": (Label.NOT_LEARNING, "all nodes stay alike: one class is guessed"),
}


def real(name: str) -> tuple[Epoch, ...]:
    document = json.loads((HISTORIES / f"{name}.json").read_text(encoding="utf-8"))
    return tuple(epoch_from_document(epoch) for epoch in document["epochs"])


def test_every_real_history_has_been_read_by_hand() -> None:
    assert {path.stem for path in HISTORIES.glob("*.json")} == set(READ_BY_HAND)
    assert {label for label, _ in READ_BY_HAND.values()} == set(Label)


@pytest.mark.parametrize("name", READ_BY_HAND)
def test_a_real_history_gets_the_label_that_a_careful_reader_gives_it(name: str) -> None:
    label, why = READ_BY_HAND[name]
    assert judge(real(name)).label is label, why


@pytest.mark.parametrize("name", READ_BY_HAND)
def test_a_verdict_is_plain_json_with_its_rule_and_numbers(name: str) -> None:
    document = verdict_document(judge(real(name)))
    assert set(document) == {"label", "rule", "numbers"}
    assert document["rule"].endswith(".")
    assert document["numbers"] or document["label"] == "good"
    json.dumps(document, allow_nan=False)


def flat(last: float, *, clean: float = 0.01, accuracy: float = 0.98) -> tuple[Epoch, ...]:
    """Best in epoch 3 at 0.1, then three epochs at `last`."""
    early = [
        an_epoch(n, loss, clean_loss=0.05, clean_accuracy=0.99, val_accuracy=0.98)
        for n, loss in ((1, 0.3), (2, 0.2), (3, 0.1))
    ]
    late = [an_epoch(n, last, clean_loss=clean, clean_accuracy=0.99, val_accuracy=accuracy) for n in (4, 5, 6)]
    return (*early, *late)


@pytest.mark.parametrize(
    ("epochs", "label"),
    [
        (flat(0.1101), Label.OVER_CONFIDENT),
        (flat(0.11), Label.OVER_CONFIDENT),
        (flat(0.1099), Label.GOOD),
        (flat(0.12, clean=0.05), Label.GOOD),
        (flat(0.12, clean=0.0499), Label.OVER_CONFIDENT),
        (flat(0.12, accuracy=0.977), Label.OVER_FITTING),
        (flat(0.12, accuracy=float("nan")), Label.OVER_CONFIDENT),
        (flat(0.12, accuracy=0.9771), Label.OVER_CONFIDENT),
        (flat(0.12, accuracy=0.9769), Label.OVER_FITTING),
    ],
)
def test_over_fitting_needs_a_risen_loss_a_falling_clean_loss_and_a_fallen_accuracy(
    epochs: tuple[Epoch, ...], label: Label
) -> None:
    assert judge(epochs).label is label


def learning(
    accuracy: float, *, clean_accuracy: float = 0.99, losses: tuple[float, ...] = (0.2,) * 6
) -> tuple[Epoch, ...]:
    return tuple(
        an_epoch(n, loss, val_accuracy=accuracy, clean_accuracy=clean_accuracy)
        for n, loss in enumerate(losses, start=1)
    )


@pytest.mark.parametrize(
    ("epochs", "label"),
    [
        ((), Label.TOO_SHORT),
        (learning(0.98)[:3], Label.TOO_SHORT),
        (learning(0.98)[:4], Label.GOOD),
        (learning(0.98), Label.GOOD),
        (learning(0.98, losses=(0.0,) * 6), Label.GOOD),
        (learning(math.nan), Label.GOOD),
        (learning(math.nan, clean_accuracy=math.nan), Label.GOOD),
        (learning(0.1999, clean_accuracy=0.1999), Label.NOT_LEARNING),
        (learning(0.2, clean_accuracy=0.199), Label.UNDER_FITTING),
        (learning(0.199, clean_accuracy=0.2), Label.UNDER_FITTING),
        (learning(0.199, clean_accuracy=0.201), Label.UNDER_FITTING),
        (learning(0.201, clean_accuracy=0.199), Label.UNDER_FITTING),
        (learning(0.98, clean_accuracy=0.949), Label.UNDER_FITTING),
        (learning(0.98, clean_accuracy=0.95), Label.GOOD),
        (learning(0.98, losses=(0.5, 0.4, 0.3, 0.2)), Label.UNFINISHED),
        (learning(0.98, losses=(0.5, 0.4, 0.3, 0.2, 0.1)), Label.UNFINISHED),
        (learning(0.98, losses=(0.2, 0.2, 0.2, 0.19, 0.19, 0.19)), Label.GOOD),
        (learning(0.98, losses=(0.2, 0.2, 0.2, 0.195, 0.19, 0.189)), Label.UNFINISHED),
        (learning(0.98, losses=(0.2, 0.2, 0.2, 0.195, 0.189, 0.19)), Label.UNFINISHED),
        (learning(0.98, losses=(0.2, 0.2, 0.2, 0.189, 0.195, 0.19)), Label.GOOD),
        (learning(0.98, losses=(0.2, 0.2, 0.2, 0.195, 0.191, 0.189)), Label.GOOD),
        (learning(0.98, losses=(0.3, 0.2, 0.216, 0.2, 0.216, 0.2)), Label.GOOD),
        (learning(0.98, losses=(0.3, 0.2, 0.2164, 0.2, 0.2164, 0.2)), Label.UNSTABLE),
        (learning(0.98, losses=(0.4, 0.3, 0.3, 0.29, 0.284, 0.28)), Label.UNFINISHED),
        (learning(0.98, losses=(0.4, 0.3, 0.3, 0.298, 0.295, 0.29)), Label.GOOD),
        (learning(0.98, losses=(0.4, 0.3, 0.2, 0.19, 0.19, 0.192)), Label.GOOD),
        (learning(0.98, losses=(0.3, 0.2, 0.22, 0.2, 0.22, 0.2)), Label.UNSTABLE),
        (learning(0.98, losses=(0.3, 0.2, 0.21, 0.2, 0.21, 0.2)), Label.GOOD),
    ],
)
def test_the_other_rules_at_their_bounds(epochs: tuple[Epoch, ...], label: Label) -> None:
    assert judge(epochs).label is label


def test_a_rule_asked_earlier_wins() -> None:
    jumping = learning(0.15, clean_accuracy=0.15, losses=(0.3, 0.2, 0.3, 0.2, 0.3, 0.2))
    assert judge(jumping).label is Label.NOT_LEARNING
    weak = learning(0.9, clean_accuracy=0.9, losses=(0.4, 0.3, 0.3, 0.29, 0.284, 0.28))
    assert judge(weak).label is Label.UNFINISHED
    losses = (0.1, 0.25, 0.2, 0.25, 0.2, 0.25)
    risen_and_jumping = [an_epoch(n, loss, val_accuracy=0.98) for n, loss in enumerate(losses, start=1)]
    assert judge(risen_and_jumping).label is Label.OVER_CONFIDENT
    guessing = [
        epoch.model_copy(update={"clean_accuracy": 0.1, "val_accuracy": 0.15 if epoch.epoch == 1 else 0.1})
        for epoch in risen_and_jumping
    ]
    assert judge(guessing).label is Label.NOT_LEARNING


def test_an_epochs_place_counts_and_not_its_number() -> None:
    losses = (0.4, 0.3, 0.2, 0.19, 0.19, 0.192)
    later = [epoch.model_copy(update={"epoch": epoch.epoch + 20}) for epoch in learning(0.98, losses=losses)]
    assert judge(later).label is judge(learning(0.98, losses=losses)).label is Label.GOOD
    assert judge(later).numbers["best_epoch"] == 24


def test_a_loss_that_was_zero_at_its_best_leaves_no_share_to_tell() -> None:
    falling = [an_epoch(n, loss) for n, loss in enumerate((0.3, 0.2, 0.0, 0.1, 0.1, 0.1), start=1)]
    document = verdict_document(judge(falling))
    assert (document["label"], document["numbers"]["rise"]) == ("over-confident", None)
    json.dumps(document, allow_nan=False)


@pytest.mark.parametrize("name", ["loss", "clean_loss", "val_loss"])
@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_any_loss_that_is_not_finite_is_diverged_even_in_a_short_run(name: str, value: float) -> None:
    verdict = judge([an_epoch(1), an_epoch(2, **{name: value})])
    assert verdict.label is Label.DIVERGED
    assert verdict.numbers == {"epoch": 2}


def test_a_history_without_clean_losses_is_judged_by_the_printed_one_and_says_so() -> None:
    bare = [epoch.model_copy(update={"clean_loss": None, "clean_accuracy": None}) for epoch in real("no-relu")]
    verdict = judge(bare)
    assert verdict.label is Label.UNDER_FITTING
    assert not verdict.clean
    assert "rests on the printed training loss" in verdict.rule
    assert verdict.numbers == {"last_printed_accuracy": bare[-2].accuracy}
    assert [check.what for check in verdict.checks] == ["printed training accuracy"]
    assert "printed" not in judge(real("no-relu")).rule


@pytest.mark.parametrize("missing", ["clean_loss", "clean_accuracy"])
def test_where_one_clean_figure_is_missing_none_is_used(missing: str) -> None:
    epochs = list(flat(0.12))
    epochs[0] = epochs[0].model_copy(update={missing: None})
    verdict = judge(epochs)
    assert not verdict.clean
    assert verdict.numbers["printed_loss_at_best"] == epochs[2].loss


def test_what_needs_no_training_loss_does_not_rest_on_one() -> None:
    bare = [epoch.model_copy(update={"clean_loss": None}) for epoch in learning(0.98)[:2]]
    assert judge(bare).rule == "Under 4 epochs say too little."


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        (
            "baseline",
            [
                ("lowest validation loss", "epoch 5", "", True),
                ("median of the last 3", "16 % above it", "at least 10 %", True),
                ("clean training loss", "still falling", "falling", True),
                ("validation accuracy", "98.09 % at its best", "down 0.3 points", False),
            ],
        ),
        ("three-epochs", [("epochs", "", "at least 4", False)]),
        ("diverging", [("losses", "epoch 1", "finite", False)]),
        ("four-nodes", [("clean training accuracy", "", "under 95 %", True)]),
        (
            "small-sgd",
            [
                ("lowest validation loss", "epoch 10, the last", "in the last 2", True),
                ("median of the last 3", "14 % below those before", "at least 5 %", True),
            ],
        ),
    ],
)
def test_the_checks_show_each_figure_beside_its_condition(name: str, rows: list[tuple[str, str, str, bool]]) -> None:
    checks = judge(real(name)).checks
    assert [(check.what, check.aside, check.rule, check.holds) for check in checks] == rows


@pytest.mark.parametrize("name", READ_BY_HAND)
def test_every_condition_of_the_rule_that_gave_the_label_holds(name: str) -> None:
    verdict = judge(real(name))
    misses = {check.what for check in verdict.checks if not check.holds}
    allowed = {
        Label.OVER_CONFIDENT: {"validation accuracy"},
        Label.GOOD: {"median of the last 3"},
        Label.DIVERGED: {"losses"},
        Label.TOO_SHORT: {"epochs"},
    }
    assert misses == allowed.get(verdict.label, set())


def test_thresholds_can_be_other_ones_and_mark_the_labels_they_give() -> None:
    strict = replace(THRESHOLDS, risen_loss=0.05)
    assert judge(flat(0.108)).label is Label.GOOD
    assert judge(flat(0.108), strict).label is Label.OVER_CONFIDENT
    assert "5 %" in judge(flat(0.108), strict).rule
    assert rules_mark(strict) != RULES == rules_mark()


@pytest.mark.parametrize("count", range(7))
def test_thresholds_that_ask_for_few_epochs_judge_what_there_is(count: int) -> None:
    lenient = Thresholds(fewest_epochs=0, window=2, unstable_epochs=3)
    assert judge(learning(0.98)[:count], lenient).label is Label.GOOD
