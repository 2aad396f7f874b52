"""under-fitting: even the training digits are not learnt."""

from __future__ import annotations

from collections.abc import Iterator

from mnist_lab.domain.fit.fit_features import FitFeatures
from mnist_lab.domain.fit.remedies import MORE_EPOCHS, MORE_NODES, NO_DROPOUT, NO_MAX_NORM, OWN_RATE, RELU
from mnist_lab.domain.fit.rule import Condition, Label, Rule
from mnist_lab.domain.fit.shared_checks import learnt_check
from mnist_lab.domain.fit.thresholds import Thresholds
from mnist_lab.domain.formatting.units import format_share


def _checks(f: FitFeatures, t: Thresholds) -> Iterator[Condition]:
    yield learnt_check(f, t, learnt=False)


def _sentence(f: FitFeatures, t: Thresholds) -> str:
    return (
        f"The {f.training} training accuracy, median of the last {t.window} epochs, is under "
        f"{format_share(t.learnt_accuracy)}."
    )


def _numbers(f: FitFeatures) -> dict[str, float | int]:
    return {f"last_{f.training}_accuracy": f.last_training_accuracy}


UNDER_FITTING = Rule(
    word=Label.UNDER_FITTING,
    conditions=_checks,
    sentence=_sentence,
    numbers=_numbers,
    meaning="Even the training digits are not learnt well.",
    plainly="The network is too small or too restricted for the task, or a setting holds it back.",
    remedies=(RELU, OWN_RATE, NO_MAX_NORM, MORE_NODES, NO_DROPOUT, MORE_EPOCHS),
)
