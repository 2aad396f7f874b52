"""The verdict's rules, on histories of real runs and at each of their bounds."""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from dataclasses import replace
from random import Random
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_lab.domain.experiments.catalog import BASELINE, EXPERIMENTS
from mnist_lab.domain.fit.fit_features import fit_features
from mnist_lab.domain.fit.rules import RULES
from mnist_lab.domain.fit.rules.too_short import TOO_SHORT
from mnist_lab.domain.fit.thresholds import THRESHOLDS, Thresholds
from mnist_lab.domain.fit.verdict import (
    RULES_MARK,
    Label,
    judge,
    rule_of,
    rules_mark,
    verdict_document,
)
from mnist_lab.domain.runs.history import Epoch
from support.fakes import an_epoch
from support.read_histories import HISTORIES, real

POST = {variation.label for experiment in EXPERIMENTS for variation in experiment.variations} | {BASELINE.label}


@pytest.mark.parametrize("name", HISTORIES)
def test_a_real_history_gets_the_label_that_a_careful_reader_gives_it(name: str) -> None:
    assert judge(real(name)).label in HISTORIES[name].labels, HISTORIES[name].why


@pytest.mark.parametrize("name", HISTORIES)
def test_every_reading_says_why_and_its_history_is_as_long_as_its_spec_allows(name: str) -> None:
    history = HISTORIES[name]
    assert len(history.why.split()) > 1
    assert history.why.endswith(".")
    may_end_sooner = history.spec.early_stopping is not None or Label.DIVERGED in history.labels
    assert 0 < len(history.epochs) <= history.spec.epochs
    assert len(history.epochs) == history.spec.epochs or may_end_sooner


def test_the_histories_are_many_and_each_label_has_several_that_are_beyond_doubt() -> None:
    certain = Counter(history.labels[0] for history in HISTORIES.values() if len(history.labels) == 1)
    assert sum(certain.values()) >= 60
    assert set(certain) == set(Label)
    assert min(certain.values()) >= 5
    assert len(HISTORIES) - sum(certain.values()) <= 7


def test_the_histories_hold_every_experiment_of_the_post_with_several_seeds() -> None:
    seeds = defaultdict(set)
    for history in HISTORIES.values():
        if history.kind == "the-post":
            seeds[history.name.partition(", seed")[0]].add(history.spec.seed)
    assert set(seeds) == POST
    assert {len(found) for found in seeds.values()} == {3}


def test_the_histories_are_short_and_long_of_few_digits_and_small_networks() -> None:
    specs = [history.spec for history in HISTORIES.values()]
    assert {1, 2, 3, 4, 5, 10, 20, 40} <= {len(history.epochs) for history in HISTORIES.values()}
    assert {100, 500, 1000, 6000} <= {spec.train_size for spec in specs}
    assert {1, 2, 4, 8, 518, 2048} <= {spec.units for spec in specs}
    assert {"rmsprop", "sgd", "adam", "adadelta"} <= {spec.optimizer for spec in specs}
    assert any(spec.early_stopping for spec in specs)


@pytest.mark.parametrize("name", HISTORIES)
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
        (flat(0.12, clean=0.05), Label.UNSTABLE),
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
    accuracy: float, *, clean_accuracy: float = 0.99, losses: tuple[float, ...] = (0.2,) * 6, **figures: float
) -> tuple[Epoch, ...]:
    return tuple(
        an_epoch(n, loss, val_accuracy=accuracy, clean_accuracy=clean_accuracy, **figures)
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


def apart(clean: float, accuracy: float, losses: tuple[float, ...] = (0.2,) * 6) -> tuple[Epoch, ...]:
    """Training and validation accuracy that stand apart, with a validation loss that stands."""
    return learning(accuracy, clean_accuracy=clean, losses=losses)


@pytest.mark.parametrize(
    ("epochs", "label"),
    [
        (apart(1.0, 0.96), Label.OVER_FITTING),
        (apart(1.0, 0.9601), Label.GOOD),
        (apart(0.94, 0.88), Label.UNDER_FITTING),
        (apart(0.94, 0.8799), Label.OVER_FITTING),
        (apart(0.7, 0.6), Label.UNDER_FITTING),
        (apart(0.96, 1.0), Label.GOOD),
        (apart(1.0, 0.8, (0.4, 0.3, 0.3, 0.29, 0.284, 0.28)), Label.UNFINISHED),
        (apart(1.0, 0.8, (0.4, 0.3, 0.3, 0.298, 0.295, 0.29)), Label.OVER_FITTING),
        (apart(1.0, 0.8, (0.3, 0.2, 0.22, 0.2, 0.22, 0.2)), Label.OVER_FITTING),
        (apart(1.0, 0.8, (0.3, 0.2, 0.22, 0.23, 0.24, 0.25)), Label.OVER_FITTING),
        (apart(math.nan, 0.8), Label.GOOD),
        (apart(1.0, math.nan), Label.GOOD),
    ],
)
def test_accuracies_far_apart_are_over_fitting_unless_more_is_missing_or_it_still_improves(
    epochs: tuple[Epoch, ...], label: Label
) -> None:
    assert judge(epochs).label is label


@pytest.mark.parametrize(
    ("accuracies", "losses", "label"),
    [
        ((0.5, 0.5, 0.5, 0.52, 0.52, 0.52), (1.0, 1.0, 1.0, 0.99, 0.99, 0.98), Label.UNFINISHED),
        ((0.5, 0.5, 0.5, 0.519, 0.519, 0.519), (1.0, 1.0, 1.0, 0.99, 0.99, 0.98), Label.UNDER_FITTING),
        ((0.5, 0.5, 0.5, 0.52, 0.52, 0.52), (1.0, 1.0, 1.0, 0.98, 0.99, 0.99), Label.UNDER_FITTING),
    ],
)
def test_an_accuracy_that_still_rises_is_unfinished_where_the_loss_is_at_its_lowest(
    accuracies: tuple[float, ...], losses: tuple[float, ...], label: Label
) -> None:
    figures = zip(accuracies, losses, strict=True)
    epochs = [
        an_epoch(n, loss, val_accuracy=accuracy, clean_accuracy=accuracy)
        for n, (accuracy, loss) in enumerate(figures, start=1)
    ]
    assert judge(epochs).label is label


def test_one_lucky_epoch_is_no_best_that_accuracy_could_have_fallen_from() -> None:
    risen = list(flat(0.12))
    risen[-1] = risen[-1].model_copy(update={"val_accuracy": 0.99})
    assert judge(risen).label is Label.OVER_CONFIDENT


def test_jumps_about_a_steady_fall_are_no_unstable_training() -> None:
    steady = (1.0, 0.8, 0.65, 0.5, 0.4, 0.3, 0.24, 0.2)
    assert judge(learning(0.98, losses=steady)).label is Label.UNFINISHED
    jumping = (1.0, 0.8, 0.65, 0.3, 0.5, 0.28, 0.5, 0.27)
    assert judge(learning(0.98, losses=jumping)).label is Label.UNSTABLE


SHAPES = {
    "falls": [
        ((0.30, 0.29, 0.28, 0.27), Label.UNFINISHED),
        ((0.566, 0.443, 0.420, 0.249), Label.UNFINISHED),
        ((0.60, 0.50, 0.40, 0.30, 0.20), Label.UNFINISHED),
        ((0.60, 0.30, 0.29, 0.28, 0.10), Label.UNFINISHED),
        ((0.60, 0.59, 0.30, 0.29, 0.10, 0.09), Label.UNFINISHED),
    ],
    "falls to a last low": [
        ((0.50, 0.50, 0.50, 0.20), Label.UNFINISHED),
        ((0.20, 0.20, 0.20, 0.20, 0.15), Label.UNFINISHED),
        ((0.30, 0.20, 0.20, 0.20, 0.20, 0.15), Label.UNFINISHED),
        ((0.20, 0.20, 0.20, 0.20, 0.1819), Label.GOOD),
    ],
    "falls but for one epoch": [
        ((0.57, 0.44, 0.46, 0.25), Label.UNFINISHED),
        ((0.57, 0.40, 0.46, 0.25), Label.UNFINISHED),
        ((0.40, 0.30, 0.20, 0.23), Label.UNFINISHED),
        ((0.60, 0.50, 0.30, 0.33, 0.25), Label.UNFINISHED),
    ],
    "stands": [
        ((0.20, 0.205, 0.20, 0.204), Label.GOOD),
        ((0.30, 0.20, 0.20, 0.205), Label.GOOD),
        ((0.20, 0.205, 0.20, 0.205, 0.201), Label.GOOD),
        ((0.40, 0.20, 0.20, 0.20, 0.20), Label.GOOD),
        ((0.40, 0.30, 0.20, 0.20, 0.20, 0.20), Label.GOOD),
        ((0.20, 0.40, 0.20, 0.20, 0.20, 0.20), Label.GOOD),
    ],
    "rises": [
        ((0.20, 0.21, 0.215, 0.22), Label.GOOD),
        ((0.20, 0.22, 0.24, 0.26), Label.UNSTABLE),
        ((0.20, 0.22, 0.24, 0.26, 0.28), Label.UNSTABLE),
        ((0.20, 0.22, 0.24, 0.26, 0.28, 0.30), Label.UNSTABLE),
    ],
    "falls, then rises": [
        ((0.30, 0.20, 0.22, 0.25), Label.UNSTABLE),
        ((0.40, 0.20, 0.15, 0.17, 0.20), Label.UNSTABLE),
        ((0.40, 0.30, 0.20, 0.20, 0.25, 0.30), Label.UNSTABLE),
        ((0.40, 0.30, 0.20, 0.20, 0.21, 0.215), Label.GOOD),
    ],
    "jumps": [
        ((0.30, 0.20, 0.29, 0.20), Label.UNSTABLE),
        ((0.20, 0.30, 0.20, 0.30), Label.UNSTABLE),
        ((0.42, 0.44, 0.17, 0.30, 0.24), Label.UNSTABLE),
        ((0.20, 0.20, 0.40, 0.20, 0.20), Label.UNSTABLE),
        ((0.20, 0.20, 0.20, 0.10, 0.20), Label.UNSTABLE),
        ((0.20, 0.20, 0.20, 0.20, 0.40), Label.UNSTABLE),
        ((0.30, 0.20, 0.30, 0.20, 0.30, 0.20), Label.UNSTABLE),
    ],
}


@pytest.mark.parametrize(
    ("losses", "label"),
    [
        pytest.param(losses, label, id=f"{shape}: {losses}")
        for shape, cases in SHAPES.items()
        for losses, label in cases
    ],
)
def test_four_to_six_epochs_are_judged_by_their_shape(losses: tuple[float, ...], label: Label) -> None:
    """With a training loss that stands; where it falls, a validation loss that has risen is over-confident."""
    assert judge(learning(0.98, losses=losses, clean_loss=0.05)).label is label
    falling = [epoch.model_copy(update={"clean_loss": 0.2 / epoch.epoch}) for epoch in learning(0.98, losses=losses)]
    has_risen = losses.index(min(losses)) < len(losses) - 2 and median(losses[-3:]) >= 1.1 * min(losses) - 1e-6
    assert judge(falling).label is (Label.OVER_CONFIDENT if has_risen else label)


def made_up(place: int) -> tuple[Epoch, ...]:
    """Losses of no shape at all, training losses too."""
    chance = Random(place)
    return tuple(
        an_epoch(n, chance.uniform(0.1, 0.4), val_accuracy=0.98, clean_loss=chance.uniform(0.01, 0.1))
        for n in range(1, chance.randint(5, 13))
    )


@pytest.mark.parametrize("place", range(200))
def test_no_run_is_good_whose_last_loss_is_far_above_its_best(place: int) -> None:
    verdict = judge(made_up(place))
    assert verdict.label is not Label.GOOD or verdict.numbers["rise"] < THRESHOLDS.risen_loss
    assert all(check.holds for check in verdict.checks)


@pytest.mark.parametrize("place", range(200))
def test_a_loss_that_only_falls_is_never_unstable_nor_over_fitting(place: int) -> None:
    epochs = made_up(place)
    losses = sorted((epoch.val_loss for epoch in epochs), reverse=True)
    falling = [epoch.model_copy(update={"val_loss": loss}) for epoch, loss in zip(epochs, losses, strict=True)]
    assert judge(falling).label in {Label.UNFINISHED, Label.GOOD}


@pytest.mark.parametrize("name", HISTORIES)
def test_a_verdict_comes_from_the_figures_alone(name: str) -> None:
    epochs = real(name)
    slower = [epoch.model_copy(update={"seconds": 1000.0 * epoch.epoch}) for epoch in epochs]
    renumbered = [epoch.model_copy(update={"epoch": epoch.epoch + 7}) for epoch in epochs]
    assert judge(slower) == judge(list(epochs)) == judge(epochs)
    assert judge(renumbered).label is judge(epochs).label


@pytest.mark.parametrize("name", HISTORIES)
def test_with_a_clean_loss_the_printed_figures_change_no_verdict(name: str) -> None:
    other = [epoch.model_copy(update={"loss": epoch.loss * 2, "accuracy": 0.5}) for epoch in real(name)]
    assert judge(other) == judge(real(name))


@pytest.mark.parametrize("name", HISTORIES)
@pytest.mark.parametrize("figure", ["loss", "clean_loss", "val_loss"])
@pytest.mark.parametrize("place", [0, -1])
def test_one_loss_that_is_no_number_is_diverged_whatever_the_rest(name: str, figure: str, place: int) -> None:
    epochs = list(real(name))
    epochs[place] = epochs[place].model_copy(update={figure: math.nan})
    assert judge(epochs).label is Label.DIVERGED


@pytest.mark.parametrize("name", HISTORIES)
def test_losses_in_another_unit_give_the_same_label(name: str) -> None:
    names = ("loss", "clean_loss", "val_loss")
    bits = [epoch.model_copy(update={n: getattr(epoch, n) / math.log(2) for n in names}) for epoch in real(name)]
    assert judge(bits).label is judge(real(name)).label


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
    bare = [epoch.model_copy(update={"clean_loss": None, "clean_accuracy": None}) for epoch in real("no ReLU, seed 1")]
    verdict = judge(bare)
    assert verdict.label is Label.UNDER_FITTING
    assert not verdict.clean
    assert "rests on the printed training loss" in verdict.rule
    assert verdict.numbers == {"last_printed_accuracy": bare[-2].accuracy}
    assert [check.what for check in verdict.checks] == ["printed training accuracy"]
    assert "printed" not in judge(real("no ReLU, seed 1")).rule


@pytest.mark.parametrize("missing", ["clean_loss", "clean_accuracy"])
def test_where_one_clean_figure_is_missing_none_is_used(missing: str) -> None:
    epochs = list(flat(0.12))
    epochs[0] = epochs[0].model_copy(update={missing: None})
    verdict = judge(epochs)
    assert not verdict.clean
    assert verdict.numbers["printed_loss_at_best"] == epochs[2].loss


def test_what_needs_no_training_loss_does_not_rest_on_one() -> None:
    bare = [epoch.model_copy(update={"clean_loss": None}) for epoch in learning(0.98)[:2]]
    assert judge(bare).rule == TOO_SHORT.sentence(fit_features(bare, 3, 5), THRESHOLDS)


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        (
            "baseline, seed 1",
            [
                ("lowest validation loss", "epoch 5", "not the last", True),
                ("median of the last 3", "16 % above it", "at least 10 %", True),
                ("clean training loss", "0.0209 in epoch 5", "lower than then", True),
                ("validation accuracy", "97.93 % at best", "not 0.3 points down", True),
            ],
        ),
        (
            "500 digits, 20 epochs",
            [
                ("clean training accuracy", "0.0 points missing", "under the gap", True),
                ("validation accuracy", "13.8 points below", "at least 4 points", True),
                ("lowest validation loss", "epoch 15", "", True),
                ("median of the last 3", "9 % above it", "hardly falls", True),
            ],
        ),
        (
            "256 nodes, dropout 0.5",
            [
                ("lowest validation loss", "epoch 12", "", True),
                ("median of the last 3", "1 % above it", "under 10 %", True),
                ("clean training accuracy", "", "at least 95 %", True),
                ("validation accuracy", "1.4 points below", "under 4 points", True),
            ],
        ),
        ("three epochs", [("epochs", "", "under 4", True)]),
        ("diverging", [("losses", "epoch 1", "not a finite number", True)]),
        ("four nodes", [("clean training accuracy", "", "under 95 %", True)]),
        (
            "SGD, 64 nodes, 10 epochs",
            [
                ("lowest validation loss", "epoch 10, the last", "in the last 2", True),
                ("median of the last 3", "14 % below those before", "at least 5 %", True),
            ],
        ),
        (
            "Adadelta",
            [
                ("lowest validation loss", "epoch 10, the last", "in the last 2", True),
                ("median of the last 3", "3 % below those before", "", True),
                ("validation accuracy", "7.6 points up", "by 2 points", True),
            ],
        ),
        (
            "rate 0.01",
            [
                ("from epoch to epoch", "21 % of the loss", "over 8 %", True),
                ("all 4 changes", "0.1878 to 0.1667", "over 2 times that way", True),
                ("rises among them", "0.0697 of falls", "at least 25 % of these", True),
            ],
        ),
    ],
)
def test_the_checks_show_each_figure_beside_its_condition(name: str, rows: list[tuple[str, str, str, bool]]) -> None:
    checks = judge(real(name)).checks
    assert [(check.what, check.aside, check.rule, check.holds) for check in checks] == rows


def test_a_loss_that_left_its_best_while_training_loss_did_not_fall_is_shown_beside_both() -> None:
    what = [(check.what, check.rule, check.holds) for check in judge(flat(0.12, clean=0.05)).checks]
    assert what == [
        ("lowest validation loss", "", True),
        ("median of the last 3", "at least 10 %", True),
        ("clean training loss", "not lower than then", True),
    ]


def test_a_last_epoch_far_below_those_beside_it_is_shown_as_one() -> None:
    checks = judge(learning(0.98, losses=(0.2, 0.2, 0.2, 0.2, 0.15))).checks
    assert [(check.what, check.aside, check.rule) for check in checks] == [
        ("lowest validation loss", "epoch 5, the last", "the last"),
        ("median of the last 3", "33 % above it", "at least 10 %"),
    ]


@pytest.mark.parametrize("name", HISTORIES)
def test_the_label_is_that_of_the_first_rule_whose_checks_all_hold(name: str) -> None:
    features = fit_features(real(name), THRESHOLDS.window, THRESHOLDS.unstable_epochs)
    applying = [rule.label for rule in RULES if all(check.holds for check in rule.checks(features, THRESHOLDS))]
    assert judge(real(name)).label is applying[0]


FIGURES = st.floats(0, 3) | st.just(math.nan) | st.just(math.inf)
SHARES = st.floats(0, 1)
EPOCHS = st.builds(
    Epoch, epoch=st.just(1), loss=FIGURES, accuracy=SHARES, clean_loss=FIGURES | st.none(), clean_accuracy=SHARES,
    val_loss=FIGURES, val_accuracy=SHARES, seconds=st.just(1.0),
)  # fmt: skip


@given(st.lists(EPOCHS, max_size=12))
@settings(max_examples=200, deadline=None)
def test_every_history_gets_a_verdict_whose_checks_all_hold(epochs: list[Epoch]) -> None:
    numbered = [epoch.model_copy(update={"epoch": number}) for number, epoch in enumerate(epochs, start=1)]
    verdict = judge(numbered)
    assert verdict.checks
    assert all(check.holds for check in verdict.checks)
    assert rule_of(numbered).label is verdict.label


def test_thresholds_can_be_other_ones_and_mark_the_labels_they_give() -> None:
    strict = replace(THRESHOLDS, risen_loss=0.05)
    assert judge(flat(0.108)).label is Label.GOOD
    assert judge(flat(0.108), strict).label is Label.OVER_CONFIDENT
    assert "5 %" in judge(flat(0.108), strict).rule
    assert rules_mark(strict) != RULES_MARK == rules_mark()


@pytest.mark.parametrize("count", range(7))
def test_thresholds_that_ask_for_few_epochs_judge_what_there_is(count: int) -> None:
    lenient = Thresholds(fewest_epochs=0, window=2, unstable_epochs=3)
    assert judge(learning(0.98)[:count], lenient).label is Label.GOOD
