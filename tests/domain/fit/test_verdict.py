"""The verdict on any history, its document and its thresholds."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_lab.domain.fit.fit_features import fit_features
from mnist_lab.domain.fit.rule import Course
from mnist_lab.domain.fit.rules.too_short import TOO_SHORT
from mnist_lab.domain.fit.thresholds import THRESHOLDS, Thresholds
from mnist_lab.domain.fit.verdict import (
    RESTS_ON_PRINTED,
    RULES_MARK,
    Label,
    judge,
    rules_mark,
    rules_of,
    verdict_document,
)
from mnist_lab.domain.runs.history import Epoch
from support.fakes import an_epoch
from support.made_histories import flat, learning
from support.read_histories import real

FIGURES = st.floats(0, 3) | st.just(math.nan) | st.just(math.inf)
SHARES = st.floats(0, 1)
EPOCHS = st.builds(
    Epoch, epoch=st.just(1), loss=FIGURES, accuracy=SHARES, clean_loss=FIGURES | st.none(), clean_accuracy=SHARES,
    val_loss=FIGURES, val_accuracy=SHARES, seconds=st.just(1.0),
)  # fmt: skip
ACCURATE = st.lists(
    st.builds(an_epoch, st.just(1), st.floats(0.1, 0.4), val_accuracy=st.just(0.98), clean_loss=st.floats(0.01, 0.1)),
    min_size=4,
    max_size=12,
)
"""Histories with losses of any shape but a good accuracy throughout."""


def numbered(epochs: list[Epoch]) -> list[Epoch]:
    return [epoch.model_copy(update={"epoch": number}) for number, epoch in enumerate(epochs, start=1)]


@given(st.lists(EPOCHS, max_size=12))
@settings(max_examples=100, deadline=None)
def test_every_history_gets_a_verdict_whose_checks_all_hold(epochs: list[Epoch]) -> None:
    verdict = judge(numbered(epochs))
    assert verdict.checks
    assert all(check.holds for check in verdict.checks)
    rule, course = rules_of(numbered(epochs))
    assert rule.word is verdict.label
    assert (course.word if course is not None else None) is verdict.course_word
    assert verdict.course is None or all(check.holds for check in verdict.course.checks)


@given(ACCURATE)
@settings(max_examples=100, deadline=None)
def test_no_run_is_good_and_steady_if_its_last_losses_are_all_far_above_its_best(epochs: list[Epoch]) -> None:
    low = [epoch.model_copy(update={"val_loss": 0.09}) for epoch in epochs[:3]]
    verdict = judge(numbered([*low, *epochs[:3]]))
    assert verdict.label is not Label.GOOD or verdict.course_word is not Course.STEADY


@given(ACCURATE)
@settings(max_examples=100, deadline=None)
def test_a_loss_that_only_falls_is_never_unstable_nor_over_fitting(epochs: list[Epoch]) -> None:
    falling = sorted(epochs, key=lambda epoch: epoch.val_loss, reverse=True)
    assert judge(numbered(falling)).text in {"good", "good · still improving"}


def test_the_best_epoch_is_named_by_its_number() -> None:
    losses = (0.4, 0.3, 0.2, 0.19, 0.19, 0.192)
    later = [epoch.model_copy(update={"epoch": epoch.epoch + 20}) for epoch in learning(0.98, losses=losses)]
    assert judge(later).numbers["best_epoch"] == 24


def test_the_rise_above_a_best_loss_of_zero_is_null_in_json() -> None:
    losses = (0.3, 0.0, 0.0, 0.0, 0.1, 0.1, 0.1)
    falling = [an_epoch(n, loss, clean_loss=0.1 / n) for n, loss in enumerate(losses, start=1)]
    document = verdict_document(judge(falling))
    assert (document["label"], document["numbers"]["rise"]) == ("over-confident", None)
    json.dumps(document, allow_nan=False)


def test_a_history_without_clean_losses_is_judged_by_the_printed_one() -> None:
    bare = [epoch.model_copy(update={"clean_loss": None, "clean_accuracy": None}) for epoch in real("no ReLU, seed 1")]
    verdict = judge(bare)
    assert verdict.label is Label.UNDER_FITTING
    assert not verdict.clean
    assert verdict.rule.endswith(RESTS_ON_PRINTED)
    assert verdict.numbers == {"last_printed_accuracy": bare[-2].accuracy}
    assert [check.what for check in verdict.checks] == ["printed accuracy, last 3"]
    assert RESTS_ON_PRINTED not in judge(real("no ReLU, seed 1")).rule


@pytest.mark.parametrize("missing", ["clean_loss", "clean_accuracy"])
def test_no_clean_figure_is_used_if_one_is_missing(missing: str) -> None:
    epochs = list(flat(0.12))
    epochs[0] = epochs[0].model_copy(update={missing: None})
    verdict = judge(epochs)
    assert not verdict.clean
    assert verdict.numbers == {"last_printed_accuracy": epochs[-2].accuracy}


def test_too_short_does_not_rest_on_the_printed_loss() -> None:
    bare = [epoch.model_copy(update={"clean_loss": None}) for epoch in learning(0.98)[:2]]
    assert judge(bare).rule == TOO_SHORT.sentence(fit_features(bare, 3, 5), THRESHOLDS)


def test_other_thresholds_give_other_labels_and_another_mark() -> None:
    strict = THRESHOLDS.model_copy(update={"risen_loss": 0.05})
    assert judge(flat(0.108)).label is Label.GOOD
    assert judge(flat(0.108), strict).label is Label.OVER_CONFIDENT
    assert "5 %" in judge(flat(0.108), strict).rule
    assert rules_mark(strict) != RULES_MARK == rules_mark()


@pytest.mark.parametrize("count", range(7))
def test_thresholds_without_a_fewest_epoch_judge_any_history(count: int) -> None:
    lenient = Thresholds(fewest_epochs=0, window=2, unstable_epochs=3)
    assert judge(learning(0.98)[:count], lenient).label is Label.GOOD
