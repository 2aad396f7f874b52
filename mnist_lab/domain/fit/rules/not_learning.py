"""not learning: both accuracies are no better than chance."""

from __future__ import annotations

from collections.abc import Iterator

from mnist_lab.domain.fit.fit_features import FitFeatures, exceeds
from mnist_lab.domain.fit.remedies import ENOUGH_NODES, NO_DROPOUT, OTHER_RATE, RELU, SCALED, USUAL_WEIGHTS
from mnist_lab.domain.fit.rule import Condition, Label, Rule, always
from mnist_lab.domain.fit.thresholds import Thresholds
from mnist_lab.domain.formatting.units import format_percent, format_share


def _checks(f: FitFeatures, t: Thresholds) -> Iterator[Condition]:
    yield _chance_condition(f"{f.training} training accuracy", f.last_training_accuracy, t)
    yield _chance_condition("validation accuracy", f.last_val_accuracy, t)


def _chance_condition(what: str, accuracy: float, t: Thresholds) -> Condition:
    return exceeds(t.chance_accuracy, accuracy), lambda: (
        what,
        format_percent(accuracy),
        "",
        f"under {format_share(t.chance_accuracy)} (chance is 10 %)",
    )


def _sentence(f: FitFeatures, t: Thresholds) -> str:
    return (
        f"{f.training.capitalize()} and validation accuracy (medians of the last {t.window} epochs) are under "
        f"{format_share(t.chance_accuracy)}."
    )


def _numbers(f: FitFeatures) -> dict[str, float | int]:
    return {f"last_{f.training}_accuracy": f.last_training_accuracy, "last_val_accuracy": f.last_val_accuracy}


NOT_LEARNING = Rule(
    label=Label.NOT_LEARNING,
    conditions=_checks,
    sentence=_sentence,
    numbers=_numbers,
    meaning=always("The network guesses: even on its training digits it is no better than chance."),
    plainly="One digit in ten is right by chance. Something keeps the weights from changing usefully.",
    remedies=(USUAL_WEIGHTS, SCALED, ENOUGH_NODES, RELU, NO_DROPOUT, OTHER_RATE),
)
