"""not learning: both accuracies are no better than chance."""

from __future__ import annotations

from collections.abc import Iterator

from mnist_lab.domain.fit.fit_features import FitFeatures, exceeds
from mnist_lab.domain.fit.remedies import ENOUGH_NODES, NO_DROPOUT, OTHER_RATE, RELU, USUAL_WEIGHTS
from mnist_lab.domain.fit.rule import Condition, Label, Rule
from mnist_lab.domain.fit.shared_checks import VALIDATION_ACCURACY, of_last
from mnist_lab.domain.fit.thresholds import Thresholds
from mnist_lab.domain.formatting.units import format_percent, format_share
from mnist_lab.domain.runs.split_facts import USUAL_CHANCE


def _checks(f: FitFeatures, t: Thresholds) -> Iterator[Condition]:
    yield _chance_condition(of_last(f"{f.training} accuracy", f), f.last_training_accuracy, f, t)
    yield _chance_condition(of_last(VALIDATION_ACCURACY, f), f.last_val_accuracy, f, t)


def _chance_condition(what: str, accuracy: float, f: FitFeatures, t: Thresholds) -> Condition:
    return exceeds(_bound(f, t), accuracy), lambda: (
        what,
        format_percent(accuracy),
        "",
        f"under {format_share(_bound(f, t))} (chance is {format_share(f.chance)})",
    )


def _bound(f: FitFeatures, t: Thresholds) -> float:
    """Return what counts as better than chance: of what chance leaves wrong, the same share whatever chance is."""
    if f.chance == USUAL_CHANCE:
        return t.chance_accuracy
    return f.chance + (1 - f.chance) * (t.chance_accuracy - USUAL_CHANCE) / (1 - USUAL_CHANCE)


def _sentence(f: FitFeatures, t: Thresholds) -> str:
    return (
        f"{f.training.capitalize()} and validation accuracy (medians of the last {t.window} epochs) are under "
        f"{format_share(_bound(f, t))}; chance is {format_share(f.chance)}."
    )


def _numbers(f: FitFeatures) -> dict[str, float | int]:
    return {f"last_{f.training}_accuracy": f.last_training_accuracy, "last_val_accuracy": f.last_val_accuracy}


NOT_LEARNING = Rule(
    word=Label.NOT_LEARNING,
    conditions=_checks,
    sentence=_sentence,
    numbers=_numbers,
    meaning="The network guesses: even on its training digits it is no better than chance.",
    plainly="The same answer to every digit would do as well. Something keeps the weights from changing usefully.",
    remedies=(USUAL_WEIGHTS, ENOUGH_NODES, RELU, NO_DROPOUT, OTHER_RATE),
)
