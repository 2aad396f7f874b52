"""unseen classes: held-out digits are of classes that no training digit has."""

from __future__ import annotations

from collections.abc import Iterator

from mnist_lab.domain.fit.fit_features import FitFeatures, reaches
from mnist_lab.domain.fit.remedies import SHUFFLED
from mnist_lab.domain.fit.rule import Condition, Label, Rule
from mnist_lab.domain.fit.thresholds import Thresholds
from mnist_lab.domain.formatting.units import format_share


def _checks(f: FitFeatures, t: Thresholds) -> Iterator[Condition]:
    yield (
        f.unseen > 0 and reaches(f.unseen, t.unseen_share),
        lambda: (
            "held-out digits",
            format_share(f.unseen),
            "of unseen classes",
            f"at least {format_share(t.unseen_share)}",
        ),
    )


def _sentence(_: FitFeatures, t: Thresholds) -> str:
    return f"At least {format_share(t.unseen_share)} of the held-out digits are of classes that no training digit has."


def _numbers(f: FitFeatures) -> dict[str, float | int]:
    return {"unseen_share": f.unseen, "last_val_accuracy": f.last_val_accuracy}


UNSEEN_CLASSES = Rule(
    word=Label.UNSEEN_CLASSES,
    conditions=_checks,
    sentence=_sentence,
    numbers=_numbers,
    meaning="Digits of classes that were never trained are held out: validation cannot show the fit.",
    plainly="Nobody can name a digit never seen. Data files sorted by class, split at the end, are the usual cause.",
    remedies=(SHUFFLED,),
)
