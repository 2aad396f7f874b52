"""good: none of the other rules applies."""

from __future__ import annotations

from collections.abc import Iterator

from mnist_lab.domain.fit.fit_features import FitFeatures, reaches
from mnist_lab.domain.fit.remedies import FEW_DIGITS, NO_DROPOUT
from mnist_lab.domain.fit.rule import Condition, Label, Rule
from mnist_lab.domain.fit.shared_checks import (
    VALIDATION_ACCURACY,
    learnt_check,
    not_risen_checks,
    of_last,
    rise_and_accuracy_numbers,
)
from mnist_lab.domain.fit.thresholds import Thresholds
from mnist_lab.domain.formatting.units import format_percent


def _checks(f: FitFeatures, t: Thresholds) -> Iterator[Condition]:
    """Check against over-fitting and under-fitting.

    A wide gap is not over-fitting if the training accuracy is as far from 100 %, so the limit is whichever is more.
    """
    is_wide = reaches(f.gap, t.wide_gap)
    limit = f"at most {f.training_error * 100:.1f} points" if is_wide else f"under {t.wide_gap * 100:g} points"
    yield from not_risen_checks(f, t)
    yield learnt_check(f, t, learnt=True)
    yield (
        not (is_wide and f.gap > f.training_error),
        lambda: (
            of_last(VALIDATION_ACCURACY, f),
            format_percent(f.last_val_accuracy),
            f"{f.gap * 100:.1f} points below",
            limit,
        ),
    )


def _sentence(_: FitFeatures, __: Thresholds) -> str:
    return (
        "None of the other rules applies. They look for losses that are not finite, too few epochs, guessing, "
        "over-fitting and training digits not learnt."
    )


def _numbers(f: FitFeatures) -> dict[str, float | int]:
    return {**rise_and_accuracy_numbers(f), f"last_{f.training}_accuracy": f.last_training_accuracy}


GOOD = Rule(
    word=Label.GOOD,
    conditions=_checks,
    sentence=_sentence,
    numbers=_numbers,
    meaning="The training digits are learnt, and the validation digits nearly as well.",
    plainly="What it has learnt also holds for digits that it has not seen.",
    remedies=(FEW_DIGITS, NO_DROPOUT),
)
