"""The rules of the verdict at their bounds."""

from __future__ import annotations

import math
from statistics import median

import pytest

from mnist_lab.domain.fit.verdict import Label, judge, rule_of
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.split_facts import SplitFacts
from support.fakes import an_epoch
from support.made_histories import flat, learning


def apart(clean: float, accuracy: float, losses: tuple[float, ...] = (0.2,) * 6) -> tuple[Epoch, ...]:
    """Return a history with these two accuracies in every epoch."""
    return learning(accuracy, clean_accuracy=clean, losses=losses)


OVER_FITTING_BOUNDS = [
    (flat(0.1101), Label.OVER_CONFIDENT),
    (flat(0.11), Label.OVER_CONFIDENT),
    (flat(0.1099), Label.GOOD),
    (flat(0.12, clean=0.05), Label.UNSTABLE),
    (flat(0.12, clean=0.0499), Label.OVER_CONFIDENT),
    (flat(0.12, accuracy=0.977), Label.OVER_FITTING),
    (flat(0.12, accuracy=float("nan")), Label.OVER_CONFIDENT),
    (flat(0.12, accuracy=0.9771), Label.OVER_CONFIDENT),
    (flat(0.12, accuracy=0.9769), Label.OVER_FITTING),
]
"""Over-fitting needs a risen loss, a falling clean loss and a fallen accuracy."""

OTHER_BOUNDS = [
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
]

ACCURACY_BOUNDS = [
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
]
"""Accuracies far apart are over-fitting, unless both are low or the loss still falls."""


@pytest.mark.parametrize(
    ("share", "label"), [(0.0, Label.OVER_FITTING), (0.009, Label.OVER_FITTING), (0.01, Label.UNSEEN_CLASSES)]
)
def test_a_hundredth_of_the_held_out_digits_must_be_of_unseen_classes(share: float, label: Label) -> None:
    facts = SplitFacts(missing_classes=(9,), held_out_missing=share)
    found = judge(apart(1.0, 0.9), facts=facts)
    assert found.label is label
    assert rule_of(apart(1.0, 0.9), facts=facts).label is label


def test_two_epochs_show_unseen_classes_too_but_a_loss_that_is_not_finite_comes_first() -> None:
    facts = SplitFacts(missing_classes=(9,), held_out_missing=0.5)
    assert judge(apart(1.0, 0.5)[:2], facts=facts).label is Label.UNSEEN_CLASSES
    assert judge([an_epoch(1, math.nan)], facts=facts).label is Label.DIVERGED


@pytest.mark.parametrize(
    ("largest_class", "accuracy", "label"),
    [
        (0.112, 0.199, Label.NOT_LEARNING),
        (0.112, 0.201, Label.UNDER_FITTING),
        (0.55, 0.59, Label.NOT_LEARNING),
        (0.55, 0.61, Label.UNDER_FITTING),
        (0.97, 0.972, Label.NOT_LEARNING),
        (0.97, 0.974, Label.GOOD),
        (1.0, 1.0, Label.GOOD),
    ],
)
def test_chance_is_that_of_the_largest_class(largest_class: float, accuracy: float, label: Label) -> None:
    found = judge(apart(accuracy, accuracy), facts=SplitFacts(largest_class=largest_class))
    assert found.label is label


@pytest.mark.parametrize(("epochs", "label"), [*OVER_FITTING_BOUNDS, *OTHER_BOUNDS, *ACCURACY_BOUNDS])
def test_each_rule_applies_up_to_its_bound(epochs: tuple[Epoch, ...], label: Label) -> None:
    assert judge(epochs).label is label


@pytest.mark.parametrize(
    ("accuracies", "losses", "label"),
    [
        ((0.5, 0.5, 0.5, 0.52, 0.52, 0.52), (1.0, 1.0, 1.0, 0.99, 0.99, 0.98), Label.UNFINISHED),
        ((0.5, 0.5, 0.5, 0.519, 0.519, 0.519), (1.0, 1.0, 1.0, 0.99, 0.99, 0.98), Label.UNDER_FITTING),
        ((0.5, 0.5, 0.5, 0.52, 0.52, 0.52), (1.0, 1.0, 1.0, 0.98, 0.99, 0.99), Label.UNDER_FITTING),
    ],
)
def test_a_rising_accuracy_is_unfinished_if_the_last_loss_is_the_lowest(
    accuracies: tuple[float, ...], losses: tuple[float, ...], label: Label
) -> None:
    figures = zip(accuracies, losses, strict=True)
    epochs = [
        an_epoch(n, loss, val_accuracy=accuracy, clean_accuracy=accuracy)
        for n, (accuracy, loss) in enumerate(figures, start=1)
    ]
    assert judge(epochs).label is label


def test_one_high_accuracy_at_the_end_is_not_over_fitting() -> None:
    risen = list(flat(0.12))
    risen[-1] = risen[-1].model_copy(update={"val_accuracy": 0.99})
    assert judge(risen).label is Label.OVER_CONFIDENT


def test_a_steep_steady_fall_is_not_unstable() -> None:
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
    "flat": [
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
    """With a flat training loss; if it falls, a validation loss that has risen is over-confident."""
    assert judge(learning(0.98, losses=losses, clean_loss=0.05)).label is label
    falling = [epoch.model_copy(update={"clean_loss": 0.2 / epoch.epoch}) for epoch in learning(0.98, losses=losses)]
    has_risen = losses.index(min(losses)) < len(losses) - 2 and median(losses[-3:]) >= 1.1 * min(losses) - 1e-6
    assert judge(falling).label is (Label.OVER_CONFIDENT if has_risen else label)


def test_the_earlier_of_two_rules_wins() -> None:
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


@pytest.mark.parametrize("name", ["loss", "clean_loss", "val_loss"])
@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_loss_that_is_not_finite_is_diverged_even_in_a_short_run(name: str, value: float) -> None:
    verdict = judge([an_epoch(1), an_epoch(2, **{name: value})])
    assert verdict.label is Label.DIVERGED
    assert verdict.numbers == {"epoch": 2}
