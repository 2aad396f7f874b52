"""The conditions of the verdict's rules with a run's figures beside them, for a person to follow."""

from __future__ import annotations

from dataclasses import dataclass

from mnist_lab.domain.fit.fit_features import FitFigures, exceeds, reaches
from mnist_lab.domain.fit.thresholds import Thresholds
from mnist_lab.domain.formatting.units import format_loss, format_percent, format_share


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
    return (Check("losses", "not finite", f"epoch {f.lost}", "not a finite number", True),)


def length_checks(f: FitFigures, t: Thresholds) -> tuple[Check, ...]:
    """How many epochs there are."""
    return (Check("epochs", str(f.epochs), "", f"under {t.fewest_epochs}", f.epochs < t.fewest_epochs),)


def chance_checks(f: FitFigures, t: Thresholds) -> tuple[Check, ...]:
    """Both accuracies beside chance."""
    limit = f"under {format_share(t.chance_accuracy)} (chance is 10 %)"
    return tuple(
        Check(what, format_percent(accuracy), "", limit, exceeds(t.chance_accuracy, accuracy))
        for what, accuracy in (
            (f"{f.training} training accuracy", f.last_training_accuracy),
            ("validation accuracy", f.last_val_accuracy),
        )
    )


def lowest_check(f: FitFigures) -> Check:
    """The lowest validation loss and its epoch, which the next row is compared with."""
    return Check("lowest validation loss", format_loss(f.best_val_loss), f"epoch {f.best}", "", True)


def last_check(f: FitFigures, t: Thresholds, rule: str, *, holds: bool) -> Check:
    """The last validation loss beside the lowest."""
    words = f"{format_share(f.rise)} above it"
    return Check(f"median of the last {t.window}", format_loss(f.last_val_loss), words, rule, holds)


def training_check(f: FitFigures, *, falling: bool) -> Check:
    """The training loss beside its value in the best epoch; `falling` says on which side the rule wants it."""
    return Check(
        f"{f.training} training loss",
        format_loss(f.last_training_loss),
        f"{format_loss(f.training_loss_at_best)} in epoch {f.best}",
        "lower than then" if falling else "not lower than then",
        (f.last_training_loss < f.training_loss_at_best) == falling,
    )


def gap_checks(f: FitFigures, t: Thresholds) -> tuple[Check, ...]:
    """Training accuracy and validation accuracy beside one another, and where validation loss has got to."""
    return (
        Check(
            f"{f.training} training accuracy",
            format_percent(f.last_training_accuracy),
            f"{f.training_error * 100:.1f} points missing",
            "",
            True,
        ),
        Check(
            "validation accuracy",
            format_percent(f.last_val_accuracy),
            f"{f.gap * 100:.1f} points below",
            f"at least {t.wide_gap * 100:g} points",
            reaches(f.gap, t.wide_gap),
        ),
        lowest_check(f),
        last_check(f, t, "hardly falls", holds=True),
    )


def over_checks(f: FitFigures, t: Thresholds, *, fallen: bool) -> tuple[Check, ...]:
    """The rise, and beside it training loss and validation accuracy; `fallen` says where the rule wants that."""
    points = f"{t.fallen_accuracy * 100:g} points"
    has_fallen = reaches(f.accuracy_fall, t.fallen_accuracy)
    return (
        lowest_check(f),
        last_check(f, t, f"at least {format_share(t.risen_loss)}", holds=reaches(f.rise, t.risen_loss)),
        training_check(f, falling=True),
        Check(
            "validation accuracy",
            format_percent(f.last_val_accuracy),
            f"{format_percent(f.best_val_accuracy)} at best",
            f"{points} down" if fallen else f"not {points} down",
            has_fallen == fallen,
        ),
    )


def good_checks(f: FitFigures, t: Thresholds) -> tuple[Check, ...]:
    """What speaks against over-fitting and against under-fitting."""
    return (
        lowest_check(f),
        last_check(f, t, f"under {format_share(t.risen_loss)}", holds=not reaches(f.rise, t.risen_loss)),
        *learnt_checks(f, t, learnt=True),
        Check(
            "validation accuracy",
            format_percent(f.last_val_accuracy),
            f"{f.gap * 100:.1f} points below",
            f"under {t.wide_gap * 100:g} points",
            not reaches(f.gap, t.wide_gap),
        ),
    )


def left_checks(f: FitFigures, t: Thresholds) -> tuple[Check, ...]:
    """How far validation loss is from its best, and that training loss has not fallen meanwhile."""
    return (
        lowest_check(f),
        last_check(f, t, f"at least {format_share(t.risen_loss)}", holds=reaches(f.rise, t.risen_loss)),
        training_check(f, falling=False),
    )


def low_checks(f: FitFigures, t: Thresholds) -> tuple[Check, ...]:
    """The last epoch as the best, and how far the last ones as a whole are from it."""
    place = f"epoch {f.best}, {_format_place(f)}"
    return (
        Check("lowest validation loss", format_loss(f.best_val_loss), place, "the last", f.since_best == 0),
        last_check(f, t, f"at least {format_share(t.risen_loss)}", holds=reaches(f.rise, t.risen_loss)),
    )


def jump_checks(f: FitFigures, t: Thresholds) -> tuple[Check, ...]:
    """How far validation loss moves from epoch to epoch, how far it has got, and how much of it is up."""
    return (
        Check(
            "from epoch to epoch",
            format_loss(f.mean_change),
            f"{format_share(f.mean_change_share)} of the loss",
            f"over {format_share(t.unstable_change)}",
            exceeds(f.mean_change_share, t.unstable_change),
        ),
        Check(
            f"all {f.late_epochs - 1} changes",
            format_loss(f.late_changes),
            f"{format_loss(f.before_val_loss)} to {format_loss(f.last_val_loss)}",
            f"over {t.unstable_ways:g} times that way",
            f.late_changes > t.unstable_ways * f.way,
        ),
        Check(
            "rises among them",
            format_loss(f.late_rises),
            f"{format_loss(f.late_falls)} of falls",
            f"at least {format_share(t.unstable_rises)} of these",
            reaches(f.late_rises, t.unstable_rises * f.late_falls),
        ),
    )


def newest_checks(f: FitFigures, t: Thresholds) -> tuple[Check, ...]:
    """Where the best epoch stands, how far validation loss fell of late, and accuracy's rise where that was little."""
    has_fallen = reaches(f.recent_fall, t.unfinished_fall)
    gain = Check(
        "validation accuracy",
        format_percent(f.last_val_accuracy),
        f"{f.recent_gain * 100:.1f} points up",
        f"or {t.unfinished_accuracy * 100:g} points",
        reaches(f.recent_gain, t.unfinished_accuracy),
    )
    return (
        Check(
            "lowest validation loss",
            format_loss(f.best_val_loss),
            f"epoch {f.best}, {_format_place(f)}",
            f"in the last {t.newest_epochs}",
            f.since_best < t.newest_epochs,
        ),
        Check(
            f"median of the last {t.window}",
            format_loss(f.last_val_loss),
            f"{format_share(f.recent_fall)} below those before",
            f"at least {format_share(t.unfinished_fall)}",
            has_fallen,
        ),
        *(() if has_fallen else (gain,)),
    )


def learnt_checks(f: FitFigures, t: Thresholds, *, learnt: bool) -> tuple[Check, ...]:
    """The training accuracy beside what counts as learnt; `learnt` says on which side the rule wants it."""
    accuracy, bound = f.last_training_accuracy, format_share(t.learnt_accuracy)
    limit, holds = (
        (f"at least {bound}", reaches(accuracy, t.learnt_accuracy))
        if learnt
        else (f"under {bound}", exceeds(t.learnt_accuracy, accuracy))
    )
    return (Check(f"{f.training} training accuracy", format_percent(accuracy), "", limit, holds),)


def _format_place(f: FitFigures) -> str:
    return f"last but {f.since_best}" if f.since_best else "the last"
