"""Checks, numbers and sentences that several rules share."""

from __future__ import annotations

from collections.abc import Iterator

from mnist_lab.domain.fit.fit_features import FitFeatures, exceeds, reaches
from mnist_lab.domain.fit.rule import Condition
from mnist_lab.domain.fit.thresholds import Thresholds
from mnist_lab.domain.formatting.units import format_loss, format_percent, format_share

VALIDATION_ACCURACY = "valid. accuracy"


def of_last(what: str, f: FitFeatures) -> str:
    """Return the name of a median, so that nobody takes it for the figure of the last epoch: "clean loss, last 3"."""
    return f"{what}, last {f.window}"


def lowest_check(f: FitFeatures, rule: str = "", *, holds: bool = True) -> Condition:
    """Return the lowest validation loss and its epoch, which the next row is compared with."""
    return holds, lambda: ("lowest validation loss", format_loss(f.best_val_loss), f"epoch {f.best}", rule)


def last_check(f: FitFeatures, rule: str, *, holds: bool) -> Condition:
    """Return the last validation loss compared with the lowest."""
    return holds, lambda: (
        of_last("validation loss", f),
        format_loss(f.last_val_loss),
        f"{format_share(f.rise)} above it",
        rule,
    )


def risen_check(f: FitFeatures, t: Thresholds) -> Condition:
    """Check that the last validation loss is far above the lowest."""
    return last_check(f, f"at least {format_share(t.risen_loss)}", holds=reaches(f.rise, t.risen_loss))


def training_check(f: FitFeatures, *, falling: bool) -> Condition:
    """Check the training loss against its value in the best epoch: lower if `falling`, else not lower."""
    return (f.last_training_loss < f.training_loss_at_best) == falling, lambda: (
        of_last(f"{f.training} loss", f),
        format_loss(f.last_training_loss),
        f"{format_loss(f.training_loss_at_best)}, epoch {f.best}",
        "lower than then" if falling else "not lower than then",
    )


def risen_checks(f: FitFeatures, t: Thresholds, *, fallen: bool) -> Iterator[Condition]:
    """Check that validation loss rose while training loss fell, and that accuracy fell too, or did not."""
    yield lowest_check(f, "not the last", holds=f.since_best > 0)
    yield risen_check(f, t)
    yield training_check(f, falling=True)
    yield (
        reaches(f.accuracy_fall, t.fallen_accuracy) == fallen,
        lambda: (
            of_last(VALIDATION_ACCURACY, f),
            format_percent(f.last_val_accuracy),
            f"best {t.window}: {format_percent(f.best_val_accuracy)}",
            f"{'' if fallen else 'not '}{t.fallen_accuracy * 100:g} points down",
        ),
    )


def risen_sentence(f: FitFeatures, t: Thresholds, *, fallen: bool) -> str:
    """Say that validation loss rose while training loss fell, and whether accuracy fell too."""
    how_far = "at least" if fallen else "less than"
    return (
        f"The best epoch is not the last, and by the medians of the last {t.window} epochs, validation loss is at "
        f"least {format_share(t.risen_loss)} above its best while the {f.training} training loss is below its value at "
        f"the best epoch, and validation accuracy is {how_far} {t.fallen_accuracy * 100:g} points below that of the "
        f"best {t.window} epochs in a row."
    )


def rise_numbers(f: FitFeatures) -> dict[str, float | int]:
    """Return how far the last validation loss is above the lowest."""
    return {
        "best_epoch": f.best,
        "best_val_loss": f.best_val_loss,
        "last_val_loss": f.last_val_loss,
        "rise": f.rise,
    }


def rise_and_training_numbers(f: FitFeatures) -> dict[str, float | int]:
    """Return the same, and the training loss then and now."""
    return {
        **rise_numbers(f),
        f"{f.training}_loss_at_best": f.training_loss_at_best,
        f"last_{f.training}_loss": f.last_training_loss,
    }


def rise_and_accuracy_numbers(f: FitFeatures) -> dict[str, float | int]:
    """Return the same, and how far validation accuracy fell."""
    return {
        **rise_and_training_numbers(f),
        "best_val_accuracy": f.best_val_accuracy,
        "last_val_accuracy": f.last_val_accuracy,
        "accuracy_fall": f.accuracy_fall,
    }


def learnt_check(f: FitFeatures, t: Thresholds, *, learnt: bool) -> Condition:
    """Check the training accuracy: at least what counts as learnt, or under it."""
    return exceeds(t.learnt_accuracy, f.last_training_accuracy) != learnt, lambda: (
        of_last(f"{f.training} accuracy", f),
        format_percent(f.last_training_accuracy),
        "",
        f"{'at least' if learnt else 'under'} {format_share(t.learnt_accuracy)}",
    )


def still_improves(f: FitFeatures, t: Thresholds) -> bool:
    """Return whether the best epoch is among the newest, and loss or accuracy improved lately."""
    improved = reaches(f.recent_fall, t.unfinished_fall) or reaches(f.recent_gain, t.unfinished_accuracy)
    return f.since_best < t.newest_epochs and improved


def format_place(f: FitFeatures) -> str:
    """Return which epoch the best is, counted from the end: "the last", "last but 2"."""
    return f"last but {f.since_best}" if f.since_best else "the last"
