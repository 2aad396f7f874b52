"""left its best: the last validation loss is far above the lowest, and over-fitting does not explain it."""

from __future__ import annotations

from mnist_lab.domain.fit.fit_features import FitFeatures
from mnist_lab.domain.fit.remedies import LARGER_BATCHES, LOWER_RATE
from mnist_lab.domain.fit.rule import Course, Rule
from mnist_lab.domain.fit.shared_checks import end_checks, end_sentence, rise_numbers
from mnist_lab.domain.fit.thresholds import Thresholds


def _sentence(_: FitFeatures, t: Thresholds) -> str:
    return end_sentence(t)


LEFT_ITS_BEST = Rule(
    word=Course.LEFT_ITS_BEST,
    conditions=end_checks,
    sentence=_sentence,
    numbers=rise_numbers,
    meaning="Validation loss has left its best and not come back.",
    plainly="The steps are too long to hold what was reached: later epochs are worse than the best one.",
    remedies=(LOWER_RATE, LARGER_BATCHES),
)
