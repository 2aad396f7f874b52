"""steady: validation loss neither jumps nor falls much any more."""

from __future__ import annotations

from collections.abc import Iterator

from mnist_lab.domain.fit.fit_features import FitFeatures
from mnist_lab.domain.fit.rule import Condition, Course, Rule
from mnist_lab.domain.fit.shared_checks import distance_numbers, format_change, lowest_check, median_of_last
from mnist_lab.domain.fit.thresholds import Thresholds
from mnist_lab.domain.formatting.units import format_loss


def _checks(f: FitFeatures, _: Thresholds) -> Iterator[Condition]:
    yield lowest_check(f)
    yield True, lambda: (median_of_last("val loss", f), format_loss(f.last_val_loss), format_change(f), "")


def _sentence(_: FitFeatures, __: Thresholds) -> str:
    return "None of the other rules of the course applies: validation loss does not jump, and hardly improves any more."


STEADY = Rule(
    word=Course.STEADY,
    conditions=_checks,
    sentence=_sentence,
    numbers=distance_numbers,
    meaning="Validation loss neither jumps nor improves any more.",
    plainly="More epochs would hardly help.",
    remedies=(),
)
