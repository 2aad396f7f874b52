"""diverged: a loss is not a finite number."""

from __future__ import annotations

from collections.abc import Iterator

from mnist_lab.domain.fit.fit_features import FitFeatures
from mnist_lab.domain.fit.remedies import LOWER_RATE
from mnist_lab.domain.fit.rule import Condition, Label, Rule
from mnist_lab.domain.fit.thresholds import Thresholds


def _checks(f: FitFeatures, _: Thresholds) -> Iterator[Condition]:
    yield f.lost is not None, lambda: ("losses", "not finite", f"epoch {f.lost}", "not a finite number")


def _sentence(_: FitFeatures, __: Thresholds) -> str:
    return "A loss is not a finite number."


def _numbers(f: FitFeatures) -> dict[str, float | int]:
    return {"epoch": f.lost or 0}


DIVERGED = Rule(
    word=Label.DIVERGED,
    conditions=_checks,
    sentence=_sentence,
    numbers=_numbers,
    meaning="A loss became infinite or undefined: the steps were too long for this network.",
    plainly="Each step made it worse than the one before. This says nothing about the fit.",
    remedies=(LOWER_RATE,),
)
