"""too short: a few epochs do not show a fit."""

from __future__ import annotations

from collections.abc import Iterator

from mnist_lab.domain.fit.fit_features import FitFeatures
from mnist_lab.domain.fit.remedies import MORE_EPOCHS, NO_EARLY_STOP
from mnist_lab.domain.fit.rule import Condition, Label, Rule
from mnist_lab.domain.fit.thresholds import Thresholds


def _checks(f: FitFeatures, t: Thresholds) -> Iterator[Condition]:
    yield f.epochs < t.fewest_epochs, lambda: ("epochs", str(f.epochs), "", f"under {t.fewest_epochs}")


def _sentence(_: FitFeatures, t: Thresholds) -> str:
    return f"Fewer than {t.fewest_epochs} epochs show too little."


def _numbers(f: FitFeatures) -> dict[str, float | int]:
    return {"epochs": f.epochs}


TOO_SHORT = Rule(
    word=Label.TOO_SHORT,
    conditions=_checks,
    sentence=_sentence,
    numbers=_numbers,
    meaning="Too few epochs to judge the fit.",
    plainly="The first epochs nearly always improve, whatever happens later.",
    remedies=(NO_EARLY_STOP, MORE_EPOCHS),
)
