"""Checks, numbers and sentences that several rules share."""

from __future__ import annotations

from collections.abc import Iterator

from mnist_lab.domain.fit.fit_features import FitFeatures, exceeds, reaches
from mnist_lab.domain.fit.rule import Condition
from mnist_lab.domain.fit.thresholds import Thresholds
from mnist_lab.domain.formatting.units import format_loss, format_percent, format_share

VALIDATION_ACCURACY = "valid. accuracy"


def of_last(what: str, f: FitFeatures) -> str:
    """Return the name of a median, so that nobody takes it for the figure of the last epoch: "accuracy, last 3"."""
    return f"{what}, last {f.window}"


def median_of_last(what: str, f: FitFeatures) -> str:
    """Return the name of a median of which there is a mean as well: "val loss, median last 3"."""
    return f"{what}, median last {f.window}"


def _low_epochs(f: FitFeatures) -> str:
    return f"epochs {f.low_from}–{f.low_to}" if f.low_from < f.low_to else f"epoch {f.low_to}"


def low_check(f: FitFeatures) -> Condition:
    """Return the lowest mean of validation loss and its epochs, which the next rows are compared with."""
    return True, lambda: (_low_name(f), format_loss(f.low_val_loss), _low_epochs(f), "")


def _low_name(f: FitFeatures) -> str:
    count = _low_count(f)
    return f"lowest mean of {count} epochs" if count > 1 else "lowest validation loss"


def _mean_of_last(what: str, f: FitFeatures) -> str:
    return f"{what}, mean last {f.window}"


def _low_count(f: FitFeatures) -> int:
    return f.low_to - f.low_from + 1


def _end_check(f: FitFeatures, t: Thresholds, *, risen: bool) -> Condition:
    return reaches(f.rise, t.risen_loss) == risen, lambda: (
        _mean_of_last("val loss", f),
        format_loss(f.end_val_loss),
        f"{format_share(abs(f.rise))} {'below' if f.rise < 0 else 'above'} it",
        f"{'at least' if risen else 'under'} {format_share(t.risen_loss)}",
    )


def _median_check(f: FitFeatures, *, risen: bool) -> Condition:
    """Check that most of the last epochs are above the lowest mean: a single one may be odd."""
    return (f.last_val_loss > f.low_val_loss) == risen, lambda: (
        "the median of these",
        format_loss(f.last_val_loss),
        "",
        f"{'' if risen else 'not '}above the lowest",
    )


def _training_check(f: FitFeatures, *, fallen: bool) -> Condition:
    return (f.end_training_loss < f.low_training_loss) == fallen, lambda: (
        _mean_of_last(f"{f.training} loss", f),
        format_loss(f.end_training_loss),
        f"then {format_loss(f.low_training_loss)}",
        f"{'' if fallen else 'not '}lower than then",
    )


def end_checks(f: FitFeatures, t: Thresholds) -> Iterator[Condition]:
    """Check that validation loss ends far above its lowest."""
    yield low_check(f)
    yield _end_check(f, t, risen=True)
    yield _median_check(f, risen=True)


def risen_checks(f: FitFeatures, t: Thresholds, *, fallen: bool) -> Iterator[Condition]:
    """Check that validation loss rose while training loss fell, and that accuracy fell too, or did not."""
    yield from end_checks(f, t)
    yield _training_check(f, fallen=True)
    yield (
        reaches(f.accuracy_fall, t.fallen_accuracy) == fallen,
        lambda: (
            of_last(VALIDATION_ACCURACY, f),
            format_percent(f.last_val_accuracy),
            f"best {t.window}: {format_percent(f.best_val_accuracy)}",
            f"{'' if fallen else 'not '}{t.fallen_accuracy * 100:g} points down",
        ),
    )


def not_risen_checks(f: FitFeatures, t: Thresholds) -> Iterator[Condition]:
    """Yield the lowest validation loss, and the first reason why it has not risen while training loss fell."""
    yield low_check(f)
    reasons = (_end_check(f, t, risen=False), _median_check(f, risen=False), _training_check(f, fallen=False))
    yield next((reason for reason in reasons if reason[0]), reasons[0])


def end_sentence(t: Thresholds) -> str:
    """Say that validation loss ends far above its lowest."""
    return (
        f"Validation loss in the last {t.window} epochs is above the lowest mean of {t.window} in a row: its mean by "
        f"at least {format_share(t.risen_loss)}, and its median too."
    )


def risen_sentence(f: FitFeatures, t: Thresholds, *, fallen: bool) -> str:
    """Say that validation loss rose while training loss fell, and whether accuracy fell too."""
    how_far = "at least" if fallen else "less than"
    return (
        f"{end_sentence(t)} The {f.training} training loss is lower than it was there. Validation accuracy, by medians "
        f"of {t.window}, is {how_far} {t.fallen_accuracy * 100:g} points below its best."
    )


def rise_numbers(f: FitFeatures) -> dict[str, float | int]:
    """Return how far validation loss is in the end above its lowest mean."""
    return {
        "best_epoch": f.best,
        "best_val_loss": f.best_val_loss,
        "low_val_loss": f.low_val_loss,
        "end_val_loss": f.end_val_loss,
        "rise": f.rise,
    }


def rise_and_accuracy_numbers(f: FitFeatures) -> dict[str, float | int]:
    """Return the same, the training loss then and now, and how far validation accuracy fell."""
    return {
        **rise_numbers(f),
        f"low_{f.training}_loss": f.low_training_loss,
        f"end_{f.training}_loss": f.end_training_loss,
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


def lowest_check(f: FitFeatures) -> Condition:
    """Return the lowest validation loss and its epoch, counted from the end too."""
    return True, lambda: (
        "lowest validation loss",
        format_loss(f.best_val_loss),
        f"epoch {f.best}, {format_place(f)}",
        "",
    )


def distance_check(f: FitFeatures, t: Thresholds) -> Condition:
    """Check that the last validation loss is far above the lowest."""
    return reaches(f.distance, t.risen_loss), lambda: (
        median_of_last("val loss", f),
        format_loss(f.last_val_loss),
        f"{format_share(f.distance)} above it",
        f"at least {format_share(t.risen_loss)}",
    )


def distance_numbers(f: FitFeatures) -> dict[str, float | int]:
    """Return how far the last validation loss is above the lowest."""
    return {
        "best_epoch": f.best,
        "best_val_loss": f.best_val_loss,
        "last_val_loss": f.last_val_loss,
        "distance": f.distance,
    }


def format_place(f: FitFeatures) -> str:
    """Return which epoch the best is, counted from the end: "the last", "last but 2"."""
    return f"last but {f.since_best}" if f.since_best else "the last"


def format_change(f: FitFeatures) -> str:
    """Return how the last validation loss compares with the one before: "14 % down"."""
    share = format_share(abs(f.recent_fall))
    if share == format_share(0):
        return "as before"
    return f"{share} {'down' if f.recent_fall > 0 else 'up'}"
