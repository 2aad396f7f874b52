"""The verdict on a run's fit: which named rule its history meets first, with the figures that led there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from mnist_lab.domain.fit.fit_features import FitFigures, exceeds, fit_figures, reaches
from mnist_lab.domain.fit.rule_checks import (
    Check,
    chance_checks,
    finite_checks,
    gap_checks,
    good_checks,
    jump_checks,
    learnt_checks,
    left_checks,
    length_checks,
    low_checks,
    newest_checks,
    over_checks,
)
from mnist_lab.domain.fit.rule_text import (
    NOTHING_ELSE,
    RESTS_ON_PRINTED,
    format_chance,
    format_gap,
    format_improving,
    format_jumps,
    format_learnt,
    format_left_best,
    format_low,
    format_rise,
)
from mnist_lab.domain.fit.thresholds import THRESHOLDS, Thresholds
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.serialization import plain


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


RULES_VERSION = 4
BY_GAP = "accuracy_gap"
"""Among the numbers of an over-fitting that shows by the distance of the two accuracies."""
BY_RISE = "rise"
"""Among the numbers of an unstable training that shows by a loss that left its best, and not by its jumps."""


def rules_mark(thresholds: Thresholds = THRESHOLDS) -> str:
    """A mark of the rules and these thresholds: a label found under another mark must be found anew."""
    text = repr(sorted(asdict(thresholds).items()))
    return f"{RULES_VERSION}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


RULES = rules_mark()


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


def judge(epochs: Sequence[Epoch], thresholds: Thresholds = THRESHOLDS) -> Verdict:
    """The verdict on a history. The first rule that holds gives the label."""
    figures = fit_figures(epochs, thresholds.window, thresholds.unstable_epochs)
    found = next(verdict for rule in _RULES if (verdict := rule(figures, thresholds)) is not None)
    if figures.training == "clean":
        return found
    needs_training = found.label not in {Label.DIVERGED, Label.TOO_SHORT}
    return replace(found, rule=found.rule + RESTS_ON_PRINTED if needs_training else found.rule, clean=False)


def verdict_document(verdict: Verdict) -> dict[str, Any]:
    """The verdict as plain JSON values; a number that is not finite is None."""
    return {"label": verdict.label.value, "rule": verdict.rule, "numbers": plain(verdict.numbers)}


def _diverged(f: FitFigures, _: Thresholds) -> Verdict | None:
    if f.lost is None:
        return None
    return Verdict(Label.DIVERGED, "A loss is not a finite number.", {"epoch": f.lost}, finite_checks(f))


def _too_short(f: FitFigures, t: Thresholds) -> Verdict | None:
    if f.epochs >= t.fewest_epochs:
        return None
    rule = f"Under {t.fewest_epochs} epochs say too little."
    return Verdict(Label.TOO_SHORT, rule, {"epochs": f.epochs}, length_checks(f, t))


def _not_learning(f: FitFigures, t: Thresholds) -> Verdict | None:
    if not (exceeds(t.chance_accuracy, f.last_training_accuracy) and exceeds(t.chance_accuracy, f.last_val_accuracy)):
        return None
    numbers = {f"last_{f.training}_accuracy": f.last_training_accuracy, "last_val_accuracy": f.last_val_accuracy}
    return Verdict(Label.NOT_LEARNING, format_chance(f, t), numbers, chance_checks(f, t))


def _over_fitting(f: FitFigures, t: Thresholds) -> Verdict | None:
    if not (_has_risen(f, t) and reaches(f.accuracy_fall, t.fallen_accuracy)):
        return None
    rule = format_rise(f, t, fallen=True)
    return Verdict(Label.OVER_FITTING, rule, _over_numbers(f), over_checks(f, t, fallen=True))


def _learnt_by_heart(f: FitFigures, t: Thresholds) -> Verdict | None:
    if not (reaches(f.gap, t.wide_gap) and f.gap > f.training_error) or _still_improves(f, t):
        return None
    numbers = {
        f"last_{f.training}_accuracy": f.last_training_accuracy,
        "last_val_accuracy": f.last_val_accuracy,
        BY_GAP: f.gap,
        "best_epoch": f.best,
        "best_val_loss": f.best_val_loss,
        "last_val_loss": f.last_val_loss,
        "rise": f.rise,
    }
    return Verdict(Label.OVER_FITTING, format_gap(f, t), numbers, gap_checks(f, t))


def _over_confident(f: FitFigures, t: Thresholds) -> Verdict | None:
    if not _has_risen(f, t):
        return None
    rule = format_rise(f, t, fallen=False)
    return Verdict(Label.OVER_CONFIDENT, rule, _over_numbers(f), over_checks(f, t, fallen=False))


def _has_risen(f: FitFigures, t: Thresholds) -> bool:
    return _is_above_best(f, t) and f.since_best > 0 and f.last_training_loss < f.training_loss_at_best


def _is_above_best(f: FitFigures, t: Thresholds) -> bool:
    return reaches(f.rise, t.risen_loss)


def _over_numbers(f: FitFigures) -> dict[str, float | int]:
    return {
        **_rise_numbers(f),
        "best_val_accuracy": f.best_val_accuracy,
        "last_val_accuracy": f.last_val_accuracy,
        "accuracy_fall": f.accuracy_fall,
    }


def _rise_numbers(f: FitFigures) -> dict[str, float | int]:
    return {
        "best_epoch": f.best,
        "best_val_loss": f.best_val_loss,
        "last_val_loss": f.last_val_loss,
        BY_RISE: f.rise,
        f"{f.training}_loss_at_best": f.training_loss_at_best,
        f"last_{f.training}_loss": f.last_training_loss,
    }


def _jumping(f: FitFigures, t: Thresholds) -> Verdict | None:
    """A loss that only falls is no jumping one, however unevenly it falls: its rises must undo some of its falls."""
    gets_nowhere = f.late_changes > t.unstable_ways * f.way and exceeds(f.mean_change_share, t.unstable_change)
    if not (gets_nowhere and reaches(f.late_rises, t.unstable_rises * f.late_falls)):
        return None
    numbers = {
        "mean_change": f.mean_change,
        "mean_change_share": f.mean_change_share,
        "late_rises": f.late_rises,
        "late_falls": f.late_falls,
        "before_val_loss": f.before_val_loss,
        "last_val_loss": f.last_val_loss,
    }
    return Verdict(Label.UNSTABLE, format_jumps(f, t), numbers, jump_checks(f, t))


def _unfinished(f: FitFigures, t: Thresholds) -> Verdict | None:
    if not _still_improves(f, t):
        return None
    numbers = {
        "best_epoch": f.best,
        "last_val_loss": f.last_val_loss,
        "before_val_loss": f.before_val_loss,
        "fall": f.recent_fall,
        "gain": f.recent_gain,
    }
    return Verdict(Label.UNFINISHED, format_improving(t), numbers, newest_checks(f, t))


def _still_improves(f: FitFigures, t: Thresholds) -> bool:
    improved = reaches(f.recent_fall, t.unfinished_fall) or reaches(f.recent_gain, t.unfinished_accuracy)
    return f.since_best < t.newest_epochs and improved


def _under_fitting(f: FitFigures, t: Thresholds) -> Verdict | None:
    if not exceeds(t.learnt_accuracy, f.last_training_accuracy):
        return None
    numbers = {f"last_{f.training}_accuracy": f.last_training_accuracy}
    return Verdict(Label.UNDER_FITTING, format_learnt(f, t), numbers, learnt_checks(f, t, learnt=False))


def _at_a_new_low(f: FitFigures, t: Thresholds) -> Verdict | None:
    if not (_is_above_best(f, t) and f.since_best == 0):
        return None
    numbers = {"best_epoch": f.best, "best_val_loss": f.best_val_loss, "last_val_loss": f.last_val_loss, "rise": f.rise}
    return Verdict(Label.UNFINISHED, format_low(t), numbers, low_checks(f, t))


def _away_from_its_best(f: FitFigures, t: Thresholds) -> Verdict | None:
    """Over-fitting was asked before: where the loss is up here, training loss has not fallen since the best epoch."""
    if not _is_above_best(f, t):
        return None
    return Verdict(Label.UNSTABLE, format_left_best(f, t), _rise_numbers(f), left_checks(f, t))


def _good(f: FitFigures, t: Thresholds) -> Verdict:
    numbers = {**_over_numbers(f), f"last_{f.training}_accuracy": f.last_training_accuracy}
    return Verdict(Label.GOOD, NOTHING_ELSE, numbers, good_checks(f, t))


_RULES: tuple[Callable[[FitFigures, Thresholds], Verdict | None], ...] = (
    _diverged,
    _too_short,
    _not_learning,
    _over_fitting,
    _learnt_by_heart,
    _over_confident,
    _jumping,
    _unfinished,
    _under_fitting,
    _at_a_new_low,
    _away_from_its_best,
    _good,
)
