"""The verdict on a run's fit: which named rule its history meets first, with the figures that led there."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import pairwise
from statistics import fmean, median
from typing import Any

from mnist_lab.domain.history import Epoch, best_accuracy_epoch, best_epoch, is_finite
from mnist_lab.domain.words import loss_words, percent_words, share_words


class Label(StrEnum):
    """What may be said of a run's fit, in the order in which the rules are asked."""

    DIVERGED = "diverged"
    TOO_SHORT = "too short"
    NOT_LEARNING = "not learning"
    OVER_FITTING = "over-fitting"
    OVER_CONFIDENT = "over-confident"
    UNSTABLE = "unstable"
    UNFINISHED = "unfinished"
    UNDER_FITTING = "under-fitting"
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where the rules draw their lines. Shares of 1, but for the whole numbers of epochs."""

    fewest_epochs: int = 4
    chance_accuracy: float = 0.20
    risen_loss: float = 0.10
    fallen_accuracy: float = 0.003
    unstable_epochs: int = 5
    unstable_change: float = 0.08
    newest_epochs: int = 2
    unfinished_fall: float = 0.05
    learnt_accuracy: float = 0.95
    window: int = 3


THRESHOLDS = Thresholds()
RULES_VERSION = 1
WIDER_GAP = 0.005
"""The post calls a run relatively over-fitting when its gap is wider than the baseline's by more than this."""


def rules_mark(thresholds: Thresholds = THRESHOLDS) -> str:
    """A mark of the rules and these thresholds: a label found under another mark must be found anew."""
    text = repr(sorted(asdict(thresholds).items()))
    return f"{RULES_VERSION}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


RULES = rules_mark()


@dataclass(frozen=True, slots=True)
class Check:
    """One figure held to one condition: what it is, the figure, words beside it, the condition, whether it holds."""

    what: str
    figure: str
    aside: str
    rule: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """A label, the rule that gave it in words, the figures it rests on, and the conditions that were looked at.

    `clean` is False where the history has no clean losses and the printed training loss had to stand in for them.
    """

    label: Label
    rule: str
    numbers: Mapping[str, float | int]
    checks: tuple[Check, ...]
    clean: bool = True


@dataclass(frozen=True, slots=True)
class PostReading:
    """What the post would say of the last epoch; `relative` is None where no baseline was given."""

    leaning: str
    gap: float
    training: float
    validation: float
    relative: str | None = None


@dataclass(frozen=True, slots=True)
class _Figures:
    """The figures of a history that all rules draw on. Needs at least one epoch with finite losses."""

    epochs: int
    best: int
    best_val_loss: float
    best_val_accuracy: float
    clean_loss_at_best: float
    last_val_loss: float
    last_val_accuracy: float
    last_clean_loss: float
    last_clean_accuracy: float
    before_val_loss: float
    mean_change: float
    whole_change: float

    @property
    def rise(self) -> float:
        """How far the last validation loss is above its best, as a share of the best."""
        return _share(self.last_val_loss - self.best_val_loss, self.best_val_loss)

    @property
    def accuracy_fall(self) -> float:
        """How far the last validation accuracy is below its best."""
        return self.best_val_accuracy - self.last_val_accuracy

    @property
    def recent_fall(self) -> float:
        """How far the last validation loss is below the one before, as a share of that."""
        return _share(self.before_val_loss - self.last_val_loss, self.before_val_loss)

    @property
    def mean_change_share(self) -> float:
        """How far validation loss moves from one of the last epochs to the next, as a share of itself."""
        return _share(self.mean_change, self.last_val_loss)


def judge(epochs: Sequence[Epoch], thresholds: Thresholds = THRESHOLDS) -> Verdict:
    """The verdict on a history. The first rule that holds gives the label."""
    clean = all(epoch.clean_loss is not None and epoch.clean_accuracy is not None for epoch in epochs)
    found = _judge_length(epochs, thresholds)
    if found is None:
        figures = _figures(epochs, thresholds)
        found = next(verdict for rule in _RULES if (verdict := rule(figures, thresholds)) is not None)
    if clean or found.label in {Label.DIVERGED, Label.TOO_SHORT}:
        return Verdict(found.label, found.rule, found.numbers, found.checks, clean)
    rests = " It rests on the printed training loss, measured with dropout on: this history has no clean one."
    return Verdict(found.label, found.rule + rests, found.numbers, found.checks, clean)


def post_reading(epochs: Sequence[Epoch], baseline_gap: float | None = None) -> PostReading | None:
    """The post's reading of the last epoch, relative to the baseline's gap where one is given; None without figures."""
    if not epochs or not is_finite(epochs[-1]):
        return None
    training, validation = epochs[-1].loss, epochs[-1].val_loss
    gap = abs(training - validation)
    relative = None
    if baseline_gap is not None:
        wider = gap > baseline_gap + WIDER_GAP
        relative = "under-fitting" if training > validation else "over-fitting" if wider else "as the baseline"
    leaning = "over-fitting" if training < validation else "under-fitting"
    return PostReading(leaning, gap, training, validation, relative)


def verdict_document(verdict: Verdict) -> dict[str, Any]:
    """The verdict as plain JSON values."""
    return {"label": verdict.label.value, "rule": verdict.rule, "numbers": dict(verdict.numbers)}


def reading_document(reading: PostReading | None) -> dict[str, Any] | None:
    """The post's reading as plain JSON values; None where there is none."""
    if reading is None:
        return None
    document: dict[str, Any] = {"leaning": reading.leaning, "gap": reading.gap}
    return document if reading.relative is None else {**document, "relative": reading.relative}


def _judge_length(epochs: Sequence[Epoch], thresholds: Thresholds) -> Verdict | None:
    lost = next((epoch.epoch for epoch in epochs if not is_finite(epoch)), None)
    if lost is not None:
        check = Check("losses", "not finite", f"epoch {lost}", "finite", False)
        return Verdict(Label.DIVERGED, "A loss is not a finite number.", {"epoch": lost}, (check,))
    if len(epochs) < thresholds.fewest_epochs:
        check = Check("epochs", str(len(epochs)), "", f"at least {thresholds.fewest_epochs}", False)
        rule = f"Under {thresholds.fewest_epochs} epochs say too little."
        return Verdict(Label.TOO_SHORT, rule, {"epochs": len(epochs)}, (check,))
    return None


def _figures(epochs: Sequence[Epoch], thresholds: Thresholds) -> _Figures:
    best, accurate = best_epoch(epochs), best_accuracy_epoch(epochs)
    assert best is not None
    last = epochs[-thresholds.window :]
    before = epochs[: -thresholds.window][-thresholds.window :]
    late = [epoch.val_loss for epoch in epochs[-thresholds.unstable_epochs :]]
    changes = [abs(after - earlier) for earlier, after in pairwise(late)]
    return _Figures(
        epochs=len(epochs),
        best=best.epoch,
        best_val_loss=best.val_loss,
        best_val_accuracy=accurate.val_accuracy if accurate else math.nan,
        clean_loss_at_best=_clean_loss(best),
        last_val_loss=median(epoch.val_loss for epoch in last),
        last_val_accuracy=median(epoch.val_accuracy for epoch in last),
        last_clean_loss=median(_clean_loss(epoch) for epoch in last),
        last_clean_accuracy=median(_clean_accuracy(epoch) for epoch in last),
        before_val_loss=median(epoch.val_loss for epoch in before),
        mean_change=fmean(changes),
        whole_change=abs(late[-1] - late[0]),
    )


def _clean_loss(epoch: Epoch) -> float:
    return epoch.loss if epoch.clean_loss is None else epoch.clean_loss


def _clean_accuracy(epoch: Epoch) -> float:
    return epoch.accuracy if epoch.clean_accuracy is None else epoch.clean_accuracy


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else math.inf if part > 0 else 0.0


def _not_learning(f: _Figures, t: Thresholds) -> Verdict | None:
    if not (f.last_clean_accuracy < t.chance_accuracy and f.last_val_accuracy < t.chance_accuracy):
        return None
    limit = f"under {share_words(t.chance_accuracy)} (chance is 10 %)"
    checks = (
        Check("clean training accuracy", percent_words(f.last_clean_accuracy), "", limit, True),
        Check("validation accuracy", percent_words(f.last_val_accuracy), "", limit, True),
    )
    under = share_words(t.chance_accuracy)
    rule = f"Clean and validation accuracy (medians of the last {t.window} epochs) are under {under}."
    numbers = {"last_clean_accuracy": f.last_clean_accuracy, "last_val_accuracy": f.last_val_accuracy}
    return Verdict(Label.NOT_LEARNING, rule, numbers, checks)


def _over(f: _Figures, t: Thresholds) -> Verdict | None:
    risen = f.rise >= t.risen_loss and f.last_clean_loss < f.clean_loss_at_best
    if not risen:
        return None
    fallen = f.accuracy_fall >= t.fallen_accuracy
    label = Label.OVER_FITTING if fallen else Label.OVER_CONFIDENT
    rule = (
        f"The last validation loss is at least {share_words(t.risen_loss)} above its best while the clean training "
        f"loss is below its value at the best epoch, and validation accuracy "
        + (
            f"is at least {t.fallen_accuracy * 100:g} points below its best."
            if fallen
            else f"has not fallen {t.fallen_accuracy * 100:g} points below its best."
        )
    )
    return Verdict(label, rule, _over_numbers(f), _over_checks(f, t))


def _over_numbers(f: _Figures) -> dict[str, float | int]:
    return {
        "best_epoch": f.best,
        "best_val_loss": f.best_val_loss,
        "last_val_loss": f.last_val_loss,
        "rise": f.rise,
        "clean_loss_at_best": f.clean_loss_at_best,
        "last_clean_loss": f.last_clean_loss,
        "best_val_accuracy": f.best_val_accuracy,
        "last_val_accuracy": f.last_val_accuracy,
        "accuracy_fall": f.accuracy_fall,
    }


def _over_checks(f: _Figures, t: Thresholds) -> tuple[Check, ...]:
    falling = f.last_clean_loss < f.clean_loss_at_best
    fallen = f.accuracy_fall >= t.fallen_accuracy
    return (
        Check("lowest validation loss", loss_words(f.best_val_loss), f"epoch {f.best}", "", True),
        Check(
            f"median of the last {t.window}",
            loss_words(f.last_val_loss),
            f"{share_words(f.rise)} above it",
            f"at least {share_words(t.risen_loss)}",
            f.rise >= t.risen_loss,
        ),
        Check(
            "clean training loss",
            loss_words(f.last_clean_loss),
            "still falling" if falling else f"was {loss_words(f.clean_loss_at_best)}",
            "falling",
            falling,
        ),
        Check(
            "validation accuracy",
            percent_words(f.last_val_accuracy),
            f"{percent_words(f.best_val_accuracy)} at its best",
            f"down {t.fallen_accuracy * 100:g} points",
            fallen,
        ),
    )


def _unstable(f: _Figures, t: Thresholds) -> Verdict | None:
    if not (f.mean_change > f.whole_change and f.mean_change_share > t.unstable_change):
        return None
    checks = (
        Check(
            "from one epoch to the next",
            loss_words(f.mean_change),
            f"{share_words(f.mean_change_share)} of the loss",
            f"over {share_words(t.unstable_change)}",
            True,
        ),
        Check("from first to last of them", loss_words(f.whole_change), "", "less than that", True),
    )
    rule = (
        f"Over the last {t.unstable_epochs} epochs validation loss changes more from one to the next than from first "
        f"to last, and by over {share_words(t.unstable_change)} of itself."
    )
    numbers = {"mean_change": f.mean_change, "whole_change": f.whole_change, "last_val_loss": f.last_val_loss}
    return Verdict(Label.UNSTABLE, rule, numbers, checks)


def _unfinished(f: _Figures, t: Thresholds) -> Verdict | None:
    if not (f.best > f.epochs - t.newest_epochs and f.recent_fall >= t.unfinished_fall):
        return None
    checks = (
        Check(
            "lowest validation loss",
            loss_words(f.best_val_loss),
            f"epoch {f.best} of {f.epochs}",
            f"in the last {t.newest_epochs}",
            True,
        ),
        Check(
            f"median of the last {t.window}",
            loss_words(f.last_val_loss),
            f"{share_words(f.recent_fall)} below those before",
            f"at least {share_words(t.unfinished_fall)}",
            True,
        ),
    )
    rule = (
        f"The best epoch is one of the last {t.newest_epochs}, and the last validation loss is at least "
        f"{share_words(t.unfinished_fall)} below the one before."
    )
    numbers = {
        "best_epoch": f.best,
        "last_val_loss": f.last_val_loss,
        "before_val_loss": f.before_val_loss,
        "fall": f.recent_fall,
    }
    return Verdict(Label.UNFINISHED, rule, numbers, checks)


def _under(f: _Figures, t: Thresholds) -> Verdict | None:
    if f.last_clean_accuracy >= t.learnt_accuracy:
        return None
    check = Check(
        "clean training accuracy",
        percent_words(f.last_clean_accuracy),
        "",
        f"under {share_words(t.learnt_accuracy)}",
        True,
    )
    rule = (
        f"The clean training accuracy, median of the last {t.window} epochs, is under {share_words(t.learnt_accuracy)}."
    )
    return Verdict(Label.UNDER_FITTING, rule, {"last_clean_accuracy": f.last_clean_accuracy}, (check,))


def _good(f: _Figures, t: Thresholds) -> Verdict:
    learnt = Check(
        "clean training accuracy",
        percent_words(f.last_clean_accuracy),
        "",
        f"at least {share_words(t.learnt_accuracy)}",
        True,
    )
    numbers = {**_over_numbers(f), "last_clean_accuracy": f.last_clean_accuracy}
    return Verdict(Label.GOOD, "None of the other rules holds.", numbers, (*_over_checks(f, t)[:2], learnt))


_RULES: tuple[Callable[[_Figures, Thresholds], Verdict | None], ...] = (
    _not_learning,
    _over,
    _unstable,
    _unfinished,
    _under,
    _good,
)
