"""The rules of the verdict at their bounds."""

from __future__ import annotations

import math

import pytest

from mnist_lab.domain.fit.rule import Course, Label
from mnist_lab.domain.fit.verdict import judge, rules_of
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
    (flat(0.12, clean=0.05), Label.GOOD),
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
]

COURSE_BOUNDS = [
    ((0.5, 0.4, 0.3, 0.2), Course.STILL_IMPROVING),
    ((0.5, 0.4, 0.3, 0.2, 0.1), Course.STILL_IMPROVING),
    ((0.2, 0.2, 0.2, 0.195, 0.195, 0.195), Course.STEADY),
    ((0.2, 0.2, 0.2, 0.197, 0.195, 0.194), Course.STILL_IMPROVING),
    ((0.2, 0.2, 0.2, 0.197, 0.194, 0.195), Course.STILL_IMPROVING),
    ((0.2, 0.2, 0.2, 0.194, 0.197, 0.195), Course.STEADY),
    ((0.2, 0.2, 0.2, 0.197, 0.1951, 0.194), Course.STEADY),
    ((0.3, 0.2, 0.22, 0.2, 0.22, 0.2), Course.STEADY),
    ((0.3, 0.2, 0.2204, 0.2, 0.2204, 0.2), Course.UNSTABLE),
    ((0.4, 0.3, 0.2, 0.19, 0.19, 0.192), Course.STEADY),
    ((0.3, 0.2, 0.23, 0.2, 0.23, 0.2), Course.UNSTABLE),
    ((0.3, 0.2, 0.21, 0.2, 0.21, 0.2), Course.STEADY),
    ((0.2, 0.2, 0.2, 0.215, 0.215, 0.22, 0.22, 0.22), Course.LEFT_ITS_BEST),
    ((0.2, 0.2, 0.2, 0.215, 0.215, 0.2199, 0.22, 0.22), Course.STEADY),
]

ACCURACY_BOUNDS = [
    (apart(1.0, 0.96), Label.OVER_FITTING),
    (apart(1.0, 0.9601), Label.GOOD),
    (apart(0.94, 0.88), Label.UNDER_FITTING),
    (apart(0.94, 0.8799), Label.OVER_FITTING),
    (apart(0.7, 0.6), Label.UNDER_FITTING),
    (apart(0.96, 1.0), Label.GOOD),
    (apart(1.0, 0.8, (0.4, 0.3, 0.3, 0.29, 0.284, 0.28)), Label.OVER_FITTING),
    (apart(1.0, 0.8, (0.4, 0.3, 0.3, 0.298, 0.295, 0.29)), Label.OVER_FITTING),
    (apart(1.0, 0.8, (0.3, 0.2, 0.22, 0.2, 0.22, 0.2)), Label.OVER_FITTING),
    (apart(1.0, 0.8, (0.3, 0.2, 0.22, 0.23, 0.24, 0.25)), Label.OVER_FITTING),
    (apart(math.nan, 0.8), Label.GOOD),
    (apart(1.0, math.nan), Label.GOOD),
]
"""Accuracies far apart are over-fitting unless both are low, whether the loss still falls or not."""


@pytest.mark.parametrize(
    ("share", "label"), [(0.0, Label.OVER_FITTING), (0.009, Label.OVER_FITTING), (0.01, Label.UNSEEN_CLASSES)]
)
def test_a_hundredth_of_the_held_out_digits_must_be_of_unseen_classes(share: float, label: Label) -> None:
    facts = SplitFacts(missing_classes=(9,), held_out_missing=share)
    found = judge(apart(1.0, 0.9), facts=facts)
    assert found.label is label
    assert rules_of(apart(1.0, 0.9), facts=facts)[0].word is label


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


@pytest.mark.parametrize(("losses", "course"), COURSE_BOUNDS)
def test_each_rule_of_the_course_applies_up_to_its_bound(losses: tuple[float, ...], course: Course) -> None:
    assert judge(learning(0.98, losses=losses, clean_loss=0.05)).course_word is course


@pytest.mark.parametrize(
    ("accuracies", "losses", "course"),
    [
        ((0.5, 0.5, 0.5, 0.51, 0.51, 0.51), (1.0, 1.0, 1.0, 0.99, 0.99, 0.98), Course.STILL_IMPROVING),
        ((0.5, 0.5, 0.5, 0.509, 0.509, 0.509), (1.0, 1.0, 1.0, 0.99, 0.99, 0.98), Course.STEADY),
        ((0.5, 0.5, 0.5, 0.51, 0.51, 0.51), (1.0, 1.0, 1.0, 0.98, 0.99, 0.99), Course.STEADY),
    ],
)
def test_a_rising_accuracy_is_still_improving_if_the_last_loss_is_the_lowest(
    accuracies: tuple[float, ...], losses: tuple[float, ...], course: Course
) -> None:
    figures = zip(accuracies, losses, strict=True)
    epochs = [
        an_epoch(n, loss, val_accuracy=accuracy, clean_accuracy=accuracy)
        for n, (accuracy, loss) in enumerate(figures, start=1)
    ]
    assert judge(epochs).label is Label.UNDER_FITTING
    assert judge(epochs).course_word is course


def test_one_high_accuracy_at_the_end_is_not_over_fitting() -> None:
    risen = list(flat(0.12))
    risen[-1] = risen[-1].model_copy(update={"val_accuracy": 0.99})
    assert judge(risen).label is Label.OVER_CONFIDENT


def test_a_steep_steady_fall_is_not_unstable() -> None:
    steady = (1.0, 0.8, 0.65, 0.5, 0.4, 0.3, 0.24, 0.2)
    assert judge(learning(0.98, losses=steady)).course_word is Course.STILL_IMPROVING
    jumping = (1.0, 0.8, 0.65, 0.3, 0.5, 0.28, 0.5, 0.27)
    assert judge(learning(0.98, losses=jumping)).course_word is Course.UNSTABLE


SHAPES = {
    "falls": [
        ((0.30, 0.29, 0.28, 0.27), Course.STILL_IMPROVING),
        ((0.566, 0.443, 0.420, 0.249), Course.STILL_IMPROVING),
        ((0.60, 0.50, 0.40, 0.30, 0.20), Course.STILL_IMPROVING),
        ((0.60, 0.30, 0.29, 0.28, 0.10), Course.STILL_IMPROVING),
        ((0.60, 0.59, 0.30, 0.29, 0.10, 0.09), Course.STILL_IMPROVING),
    ],
    "falls to a last low": [
        ((0.50, 0.50, 0.50, 0.20), Course.STILL_IMPROVING),
        ((0.20, 0.20, 0.20, 0.20, 0.15), Course.STILL_IMPROVING),
        ((0.30, 0.20, 0.20, 0.20, 0.20, 0.15), Course.STILL_IMPROVING),
        ((0.20, 0.20, 0.20, 0.20, 0.1819), Course.STEADY),
    ],
    "falls but for one epoch": [
        ((0.57, 0.44, 0.46, 0.25), Course.STILL_IMPROVING),
        ((0.57, 0.40, 0.46, 0.25), Course.STILL_IMPROVING),
        ((0.40, 0.30, 0.20, 0.23), Course.STILL_IMPROVING),
        ((0.60, 0.50, 0.30, 0.33, 0.25), Course.STILL_IMPROVING),
    ],
    "flat": [
        ((0.20, 0.205, 0.20, 0.204), Course.STEADY),
        ((0.30, 0.20, 0.20, 0.205), Course.STEADY),
        ((0.20, 0.205, 0.20, 0.205, 0.201), Course.STEADY),
        ((0.40, 0.20, 0.20, 0.20, 0.20), Course.STEADY),
        ((0.40, 0.30, 0.20, 0.20, 0.20, 0.20), Course.STEADY),
        ((0.20, 0.40, 0.20, 0.20, 0.20, 0.20), Course.STEADY),
    ],
    "rises": [
        ((0.20, 0.21, 0.215, 0.22), Course.STEADY),
        ((0.20, 0.22, 0.24, 0.26), Course.LEFT_ITS_BEST),
        ((0.20, 0.22, 0.24, 0.26, 0.28), Course.LEFT_ITS_BEST),
        ((0.20, 0.22, 0.24, 0.26, 0.28, 0.30), Course.LEFT_ITS_BEST),
    ],
    "falls, then rises": [
        ((0.30, 0.20, 0.22, 0.25), Course.LEFT_ITS_BEST),
        ((0.40, 0.20, 0.15, 0.17, 0.20), Course.STEADY),
        ((0.40, 0.30, 0.20, 0.20, 0.25, 0.30), Course.UNSTABLE),
        ((0.40, 0.30, 0.20, 0.20, 0.21, 0.215), Course.STEADY),
    ],
    "jumps": [
        ((0.30, 0.20, 0.29, 0.20), Course.UNSTABLE),
        ((0.20, 0.30, 0.20, 0.30), Course.UNSTABLE),
        ((0.42, 0.44, 0.17, 0.30, 0.24), Course.UNSTABLE),
        ((0.20, 0.20, 0.40, 0.20, 0.20), Course.UNSTABLE),
        ((0.20, 0.20, 0.20, 0.10, 0.20), Course.UNSTABLE),
        ((0.20, 0.20, 0.20, 0.20, 0.40), Course.UNSTABLE),
        ((0.30, 0.20, 0.30, 0.20, 0.30, 0.20), Course.UNSTABLE),
    ],
}


RISE = {(0.40, 0.30, 0.20, 0.20, 0.25, 0.30), (0.20, 0.30, 0.20, 0.30), (0.20, 0.20, 0.20, 0.10, 0.20)}
"""The shapes that jump and rise: if training loss falls, that is over-confidence."""


@pytest.mark.parametrize(
    ("losses", "course"),
    [
        pytest.param(losses, course, id=f"{shape}: {losses}")
        for shape, cases in SHAPES.items()
        for losses, course in cases
    ],
)
def test_four_to_six_epochs_are_judged_by_their_shape(losses: tuple[float, ...], course: Course) -> None:
    """With a flat training loss; if it falls, a validation loss that has risen is over-confident."""
    flat_training = judge(learning(0.98, losses=losses, clean_loss=0.05))
    assert (flat_training.label, flat_training.course_word) == (Label.GOOD, course)
    falling = [epoch.model_copy(update={"clean_loss": 0.2 / epoch.epoch}) for epoch in learning(0.98, losses=losses)]
    has_risen = course is Course.LEFT_ITS_BEST or losses in RISE
    assert judge(falling).label is (Label.OVER_CONFIDENT if has_risen else Label.GOOD)
    assert judge(falling).course_word is (Course.STEADY if course is Course.LEFT_ITS_BEST else course)


def test_the_earlier_of_two_rules_wins() -> None:
    jumping = learning(0.15, clean_accuracy=0.15, losses=(0.3, 0.2, 0.3, 0.2, 0.3, 0.2))
    assert judge(jumping).text == "not learning · unstable"
    weak = learning(0.9, clean_accuracy=0.9, losses=(0.4, 0.3, 0.3, 0.29, 0.284, 0.28))
    assert judge(weak).text == "under-fitting so far"
    losses = (0.1, 0.25, 0.2, 0.25, 0.2, 0.25)
    rises = list(zip(losses, (0.09, 0.08, 0.07, 0.06, 0.05, 0.04), strict=True))
    risen_and_jumping = [
        an_epoch(n, loss, val_accuracy=0.98, clean_loss=clean) for n, (loss, clean) in enumerate(rises, 1)
    ]
    assert judge(risen_and_jumping).text == "over-confident · unstable"
    weak_too = [epoch.model_copy(update={"clean_accuracy": 0.94}) for epoch in risen_and_jumping]
    assert judge(weak_too).label is Label.UNDER_FITTING
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


def test_one_odd_epoch_at_the_end_is_no_rise() -> None:
    steady = [an_epoch(n, 0.2, val_accuracy=0.98, clean_loss=0.1 / n) for n in range(1, 10)]
    odd = an_epoch(10, 0.4, val_accuracy=0.98, clean_loss=0.01)
    assert judge([*steady, odd]).label is Label.GOOD
    assert judge([*steady, odd, odd.model_copy(update={"epoch": 11})]).label is Label.OVER_CONFIDENT
