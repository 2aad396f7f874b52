"""The verdict's rules as sentences, with the bounds they were asked with."""

from __future__ import annotations

from mnist_lab.domain.fit.fit_features import FitFigures
from mnist_lab.domain.fit.thresholds import Thresholds
from mnist_lab.domain.formatting.units import format_share

NOTHING_ELSE = (
    "None of the other rules holds. They look for losses that are no numbers, too few epochs, guessing, over-fitting, "
    "jumps, training that is not at its end, training digits not learnt and a loss that has left its best."
)
RESTS_ON_PRINTED = " It rests on the printed training loss, measured with dropout on: this history has no clean one."


def format_chance(f: FitFigures, t: Thresholds) -> str:
    """Both accuracies are no better than chance."""
    return (
        f"{f.training.capitalize()} and validation accuracy (medians of the last {t.window} epochs) are under "
        f"{format_share(t.chance_accuracy)}."
    )


def format_rise(f: FitFigures, t: Thresholds, *, fallen: bool) -> str:
    """Validation loss rose while training loss fell; `fallen` says whether accuracy went down with it."""
    how_far = "at least" if fallen else "less than"
    return (
        f"The best epoch is not the last, and by the medians of the last {t.window} epochs, validation loss is at "
        f"least {format_share(t.risen_loss)} above its best while the {f.training} training loss is below its value at "
        f"the best epoch, and validation accuracy is {how_far} {t.fallen_accuracy * 100:g} points below that of the "
        f"best {t.window} epochs in a row."
    )


def format_gap(f: FitFigures, t: Thresholds) -> str:
    """The two accuracies are far apart, and training on does not mend it."""
    return (
        f"By the medians of the last {t.window} epochs, validation accuracy is at least {t.wide_gap * 100:g} points "
        f"below the {f.training} training accuracy, and further below it than that is below 100 %; and training on "
        "brings little."
    )


def format_jumps(f: FitFigures, t: Thresholds) -> str:
    """Validation loss goes to and fro."""
    return (
        f"Over the last {f.late_epochs} epochs validation loss changes by over {format_share(t.unstable_change)} of "
        f"itself from one to the next (mean), all these changes together are over {t.unstable_ways:g} times the way it "
        f"gets (from the median of the {t.window} epochs before to that of the last {t.window}), and its rises come to "
        f"at least {format_share(t.unstable_rises)} of its falls."
    )


def format_improving(t: Thresholds) -> str:
    """Validation figures still improve."""
    return (
        f"The best epoch is one of the last {t.newest_epochs}, and by the medians of the {t.window} epochs before and "
        f"the last {t.window}, validation loss fell by at least {format_share(t.unfinished_fall)} or validation "
        f"accuracy rose by at least {t.unfinished_accuracy * 100:g} points."
    )


def format_learnt(f: FitFigures, t: Thresholds) -> str:
    """The training digits are not learnt."""
    return (
        f"The {f.training} training accuracy, median of the last {t.window} epochs, is under "
        f"{format_share(t.learnt_accuracy)}."
    )


def format_low(t: Thresholds) -> str:
    """The last epoch is a new low, far below those beside it."""
    return (
        f"The best epoch is the last, and the median validation loss of the last {t.window} is at least "
        f"{format_share(t.risen_loss)} above it."
    )


def format_left_best(f: FitFigures, t: Thresholds) -> str:
    """Validation loss left its best, and training loss did not fall meanwhile."""
    return (
        f"By the medians of the last {t.window} epochs, validation loss is at least {format_share(t.risen_loss)} above "
        f"its best, and the {f.training} training loss is not below its value at the best epoch."
    )
