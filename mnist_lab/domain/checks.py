"""The conditions of the verdict's rules with a run's figures beside them, for a person to follow."""

from __future__ import annotations

from dataclasses import dataclass

from mnist_lab.domain.fit_figures import FitFigures, exceeds, reaches
from mnist_lab.domain.thresholds import Thresholds
from mnist_lab.domain.words import loss_words, percent_words, share_words


@dataclass(frozen=True, slots=True)
class Check:
    """One figure held to one condition: what it is, the figure, words beside it, the condition, whether it holds."""

    what: str
    figure: str
    aside: str
    rule: str
    holds: bool


def finite_checks(f: FitFigures) -> tuple[Check, ...]:
    """Where a loss was lost."""
    return (Check("losses", "not finite", f"epoch {f.lost}", "finite", False),)


def length_checks(f: FitFigures, t: Thresholds) -> tuple[Check, ...]:
    """How many epochs there are."""
    return (Check("epochs", str(f.epochs), "", f"at least {t.fewest_epochs}", f.epochs >= t.fewest_epochs),)


def chance_checks(f: FitFigures, t: Thresholds) -> tuple[Check, ...]:
    """Both accuracies beside chance."""
    limit = f"under {share_words(t.chance_accuracy)} (chance is 10 %)"
    return tuple(
        Check(what, percent_words(accuracy), "", limit, exceeds(t.chance_accuracy, accuracy))
        for what, accuracy in (
            (f"{f.training} training accuracy", f.last_training_accuracy),
            ("validation accuracy", f.last_val_accuracy),
        )
    )


def rise_checks(f: FitFigures, t: Thresholds) -> tuple[Check, ...]:
    """The lowest validation loss, and how far the last one is above it."""
    return (
        Check("lowest validation loss", loss_words(f.best_val_loss), f"epoch {f.best}", "", True),
        Check(
            f"median of the last {t.window}",
            loss_words(f.last_val_loss),
            f"{share_words(f.rise)} above it",
            f"at least {share_words(t.risen_loss)}",
            reaches(f.rise, t.risen_loss),
        ),
    )


def over_checks(f: FitFigures, t: Thresholds) -> tuple[Check, ...]:
    """The rise, and beside it training loss and validation accuracy."""
    falling = f.last_training_loss < f.training_loss_at_best
    return (
        *rise_checks(f, t),
        Check(
            f"{f.training} training loss",
            loss_words(f.last_training_loss),
            "still falling" if falling else f"was {loss_words(f.training_loss_at_best)}",
            "falling",
            falling,
        ),
        Check(
            "validation accuracy",
            percent_words(f.last_val_accuracy),
            f"{percent_words(f.best_val_accuracy)} at its best",
            f"down {t.fallen_accuracy * 100:g} points",
            reaches(f.accuracy_fall, t.fallen_accuracy),
        ),
    )


def change_checks(f: FitFigures, t: Thresholds) -> tuple[Check, ...]:
    """How far validation loss moves from epoch to epoch, and how far it gets."""
    return (
        Check(
            "from one epoch to the next",
            loss_words(f.mean_change),
            f"{share_words(f.mean_change_share)} of the loss",
            f"over {share_words(t.unstable_change)}",
            exceeds(f.mean_change_share, t.unstable_change),
        ),
        Check(
            "from first to last of them",
            loss_words(f.whole_change),
            "",
            "less than that",
            f.mean_change > f.whole_change,
        ),
    )


def newest_checks(f: FitFigures, t: Thresholds) -> tuple[Check, ...]:
    """Where the best epoch stands, and how far validation loss fell of late."""
    place = f"{f.since_best} before the last" if f.since_best else "the last"
    return (
        Check(
            "lowest validation loss",
            loss_words(f.best_val_loss),
            f"epoch {f.best}, {place}",
            f"in the last {t.newest_epochs}",
            f.since_best < t.newest_epochs,
        ),
        Check(
            f"median of the last {t.window}",
            loss_words(f.last_val_loss),
            f"{share_words(f.recent_fall)} below those before",
            f"at least {share_words(t.unfinished_fall)}",
            reaches(f.recent_fall, t.unfinished_fall),
        ),
    )


def learnt_checks(f: FitFigures, t: Thresholds, *, learnt: bool) -> tuple[Check, ...]:
    """The training accuracy beside what counts as learnt; `learnt` says on which side the rule wants it."""
    accuracy, bound = f.last_training_accuracy, share_words(t.learnt_accuracy)
    limit, holds = (
        (f"at least {bound}", reaches(accuracy, t.learnt_accuracy))
        if learnt
        else (f"under {bound}", exceeds(t.learnt_accuracy, accuracy))
    )
    return (Check(f"{f.training} training accuracy", percent_words(accuracy), "", limit, holds),)
