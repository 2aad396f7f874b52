"""unstable: validation loss jumps."""

from __future__ import annotations

from collections.abc import Iterator

from mnist_lab.domain.fit.fit_features import FitFeatures, exceeds, reaches
from mnist_lab.domain.fit.remedies import LARGER_BATCHES, LOWER_RATE
from mnist_lab.domain.fit.rule import Condition, Course, Rule
from mnist_lab.domain.fit.thresholds import Thresholds
from mnist_lab.domain.formatting.units import format_loss, format_share


def _jump_checks(f: FitFeatures, t: Thresholds) -> Iterator[Condition]:
    """Check how far validation loss moves, how far that gets, and how much of it is up.

    A loss that only falls does not jump, however unevenly it falls: its rises must undo some of its falls.
    """
    yield (
        exceeds(f.mean_change_share, t.unstable_change),
        lambda: (
            "mean change",
            format_loss(f.mean_change),
            f"{format_share(f.mean_change_share)} of the loss",
            f"over {format_share(t.unstable_change)}",
        ),
    )
    yield (
        f.late_changes > t.unstable_ways * f.way,
        lambda: (
            f"{f.late_epochs - 1} changes added",
            format_loss(f.late_changes),
            f"from {format_loss(f.before_val_loss)} to {format_loss(f.last_val_loss)}",
            f"over {t.unstable_ways:g} times as far",
        ),
    )
    yield (
        reaches(f.late_rises, t.unstable_rises * f.late_falls),
        lambda: (
            "rises of these",
            format_loss(f.late_rises),
            f"falls: {format_loss(f.late_falls)}",
            f"at least {format_share(t.unstable_rises)} of falls",
        ),
    )


def _jump_sentence(f: FitFeatures, t: Thresholds) -> str:
    return (
        f"Over the last {f.late_epochs} epochs validation loss changes by more than {format_share(t.unstable_change)} "
        f"of itself an epoch (mean). These changes add up to more than {t.unstable_ways:g} times the distance it gets: "
        f"from the median of {t.window} epochs to that of the last {t.window}. Its rises are at least "
        f"{format_share(t.unstable_rises)} of its falls."
    )


def _jump_numbers(f: FitFeatures) -> dict[str, float | int]:
    return {
        "mean_change": f.mean_change,
        "mean_change_share": f.mean_change_share,
        "late_rises": f.late_rises,
        "late_falls": f.late_falls,
        "before_val_loss": f.before_val_loss,
        "last_val_loss": f.last_val_loss,
    }


JUMPS = Rule(
    word=Course.UNSTABLE,
    conditions=_jump_checks,
    sentence=_jump_sentence,
    numbers=_jump_numbers,
    meaning="Validation loss jumps up and down more than it makes progress.",
    plainly="The steps are too long for training to settle: how good the last epoch is depends on luck.",
    remedies=(LOWER_RATE, LARGER_BATCHES),
)
