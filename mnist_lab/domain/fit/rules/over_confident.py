"""over-confident: validation loss rises while accuracy stays."""

from __future__ import annotations

from collections.abc import Iterator

from mnist_lab.domain.fit.fit_features import FitFeatures
from mnist_lab.domain.fit.remedies import FEWER_NODES, MORE_DROPOUT
from mnist_lab.domain.fit.rule import Check, Label, Rule, always
from mnist_lab.domain.fit.shared_checks import risen_and_accuracy_numbers, risen_checks, risen_sentence
from mnist_lab.domain.fit.thresholds import Thresholds


def _checks(f: FitFeatures, t: Thresholds) -> Iterator[Check]:
    return risen_checks(f, t, fallen=False)


def _sentence(f: FitFeatures, t: Thresholds) -> str:
    return risen_sentence(f, t, fallen=False)


OVER_CONFIDENT = Rule(
    label=Label.OVER_CONFIDENT,
    checks=_checks,
    sentence=_sentence,
    numbers=risen_and_accuracy_numbers,
    meaning=always(
        "Validation loss has risen from its best while training loss kept falling; accuracy has not fallen."
    ),
    plainly="On digits it has not seen it makes no more mistakes, but it is more certain of those it makes.",
    remedies=(MORE_DROPOUT, FEWER_NODES),
    helped_by_fewer_epochs=True,
)
