"""still improving: training ended while validation figures still improved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mnist_lab.domain.fit.fit_features import FitFeatures, reaches
from mnist_lab.domain.fit.remedies import HIGHER_RATE, MORE_EPOCHS, NO_EARLY_STOP
from mnist_lab.domain.fit.rule import Condition, Course, Rule
from mnist_lab.domain.fit.shared_checks import (
    VALIDATION_ACCURACY,
    distance_check,
    distance_numbers,
    format_change,
    format_place,
    median_of_last,
    of_last,
)
from mnist_lab.domain.fit.thresholds import Thresholds
from mnist_lab.domain.formatting.units import format_loss, format_percent, format_share


def _best_check(f: FitFeatures, rule: str, *, holds: bool) -> Condition:
    """Return the lowest validation loss and its epoch, counted from the end too."""
    return holds, lambda: (
        "lowest validation loss",
        format_loss(f.best_val_loss),
        f"epoch {f.best}, {format_place(f)}",
        rule,
    )


def _fall_check(f: FitFeatures, rule: str = "", *, holds: bool = True) -> Condition:
    return holds, lambda: (
        median_of_last("val loss", f),
        format_loss(f.last_val_loss),
        format_change(f),
        rule,
    )


def _newest_check(f: FitFeatures, t: Thresholds) -> Condition:
    return _best_check(f, f"in the last {t.newest_epochs}", holds=f.since_best < t.newest_epochs)


def _loss_checks(f: FitFeatures, t: Thresholds) -> Iterator[Condition]:
    yield _newest_check(f, t)
    fall = _per_cent(t.unfinished_fall)
    yield _fall_check(f, f"at least {fall}", holds=reaches(f.recent_fall, t.unfinished_fall))


def _accuracy_checks(f: FitFeatures, t: Thresholds) -> Iterator[Condition]:
    yield _newest_check(f, t)
    yield _fall_check(f)
    yield (
        reaches(f.recent_gain, t.unfinished_accuracy),
        lambda: (
            of_last(VALIDATION_ACCURACY, f),
            format_percent(f.last_val_accuracy),
            f"{f.recent_gain * 100:.1f} points up",
            f"at least {t.unfinished_accuracy * 100:g}",
        ),
    )


def _sentence(_: FitFeatures, t: Thresholds) -> str:
    return (
        f"The best epoch is one of the last {t.newest_epochs}, and validation still improves. Between the medians of "
        f"the last {t.window} epochs and of up to {t.window} before them, its loss falls by at least "
        f"{_per_cent(t.unfinished_fall)}, or its accuracy rises by at least {_points(t.unfinished_accuracy)}."
    )


def _per_cent(share: float) -> str:
    return f"{share * 100:g} %"


def _points(share: float) -> str:
    return f"{share * 100:g} {'point' if share == 0.01 else 'points'}"


def _numbers(f: FitFeatures) -> dict[str, float | int]:
    return {
        "best_epoch": f.best,
        "last_val_loss": f.last_val_loss,
        "before_val_loss": f.before_val_loss,
        "fall": f.recent_fall,
        "gain": f.recent_gain,
    }


LOSS_FALLS = Rule(
    word=Course.STILL_IMPROVING,
    conditions=_loss_checks,
    sentence=_sentence,
    numbers=_numbers,
    meaning="Validation figures were still improving when training ended.",
    plainly="What it could reach is not visible yet: more epochs will improve it.",
    remedies=(NO_EARLY_STOP, MORE_EPOCHS, HIGHER_RATE),
)

ACCURACY_RISES = replace(LOSS_FALLS, conditions=_accuracy_checks)


def _last_checks(f: FitFeatures, t: Thresholds) -> Iterator[Condition]:
    yield _best_check(f, "the last", holds=f.since_best == 0)
    yield distance_check(f, t)


def _last_sentence(_: FitFeatures, t: Thresholds) -> str:
    return (
        f"The best epoch is the last, and the median validation loss of the last {t.window} is at least "
        f"{format_share(t.risen_loss)} above it."
    )


LAST_IS_LOWEST = replace(LOSS_FALLS, conditions=_last_checks, sentence=_last_sentence, numbers=distance_numbers)
