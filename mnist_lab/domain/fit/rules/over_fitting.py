"""over-fitting: the network gets worse on new digits, or is far worse on them, while it fits its training digits."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mnist_lab.domain.fit.fit_features import FitFeatures, reaches
from mnist_lab.domain.fit.remedies import ALL_DIGITS, FEWER_NODES, MORE_DROPOUT
from mnist_lab.domain.fit.rule import Condition, Label, Rule
from mnist_lab.domain.fit.shared_checks import (
    VALIDATION_ACCURACY,
    of_last,
    rise_and_accuracy_numbers,
    rise_numbers,
    risen_checks,
    risen_sentence,
)
from mnist_lab.domain.fit.thresholds import Thresholds
from mnist_lab.domain.formatting.units import format_percent

PLAINLY = "It memorises its training digits, which does not help with digits that it has not seen."
REMEDIES = (ALL_DIGITS, MORE_DROPOUT, FEWER_NODES)


ACCURACY_FELL = Rule(
    word=Label.OVER_FITTING,
    conditions=partial(risen_checks, fallen=True),
    sentence=partial(risen_sentence, fallen=True),
    numbers=rise_and_accuracy_numbers,
    meaning="Validation loss has risen and accuracy has fallen, while training loss kept falling.",
    plainly=PLAINLY,
    remedies=REMEDIES,
    helped_by_fewer_epochs=True,
)


def _apart_checks(f: FitFeatures, t: Thresholds) -> Iterator[Condition]:
    yield (
        f.gap > f.training_error,
        lambda: (
            of_last(f"{f.training} accuracy", f),
            format_percent(f.last_training_accuracy),
            f"{f.training_error * 100:.1f} points missing",
            "under the gap",
        ),
    )
    yield (
        reaches(f.gap, t.wide_gap),
        lambda: (
            of_last(VALIDATION_ACCURACY, f),
            format_percent(f.last_val_accuracy),
            f"{f.gap * 100:.1f} points below",
            f"at least {t.wide_gap * 100:g} points",
        ),
    )


def _apart_sentence(f: FitFeatures, t: Thresholds) -> str:
    return (
        f"By the medians of the last {t.window} epochs, validation accuracy is at least {t.wide_gap * 100:g} points "
        f"below the {f.training} training accuracy, and further below it than that is below 100 %."
    )


def _apart_numbers(f: FitFeatures) -> dict[str, float | int]:
    return {
        f"last_{f.training}_accuracy": f.last_training_accuracy,
        "last_val_accuracy": f.last_val_accuracy,
        "accuracy_gap": f.gap,
        **rise_numbers(f),
    }


ACCURACIES_APART = Rule(
    word=Label.OVER_FITTING,
    conditions=_apart_checks,
    sentence=_apart_sentence,
    numbers=_apart_numbers,
    meaning="Far more training digits than validation digits are right.",
    plainly=PLAINLY,
    remedies=REMEDIES,
    helped_by_fewer_epochs=True,
)
