"""The verdict on the fit of a run: the first rule that applies to its history, with the figures it rests on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from mnist_lab.domain.fit.fit_features import FitFeatures, fit_features
from mnist_lab.domain.fit.rule import Check, Label, Rule
from mnist_lab.domain.fit.rules import RULES
from mnist_lab.domain.fit.thresholds import THRESHOLDS, Thresholds
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.serialization import plain
from mnist_lab.domain.runs.split_facts import USUAL_FACTS, SplitFacts

RULES_VERSION = 7
RESTS_ON_PRINTED = (
    " It rests on the printed training loss, measured with dropout on, because this history has no clean loss."
)
NEED_NO_TRAINING_LOSS = frozenset({Label.DIVERGED, Label.UNSEEN_CLASSES, Label.TOO_SHORT})


@lru_cache
def rules_mark(thresholds: Thresholds = THRESHOLDS) -> str:
    """Return a mark of the rules and these thresholds: a verdict found under another mark is computed again."""
    text = repr(sorted(thresholds.model_dump().items()))
    return f"{RULES_VERSION}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


RULES_MARK = rules_mark()


@dataclass(frozen=True, slots=True)
class Verdict:
    """A label, the rule that gave it in words, its figures, and its checks.

    `clean` is False if the history has no clean losses, so that the printed training loss had to be used instead.
    """

    label: Label
    rule: str
    numbers: Mapping[str, float | int]
    checks: tuple[Check, ...]
    clean: bool = True


def label_text(run: Run, thresholds: Thresholds = THRESHOLDS) -> str:
    """Return the label of the verdict on a run; empty while it is in training, and if it has no epoch."""
    has_verdict = bool(run.epochs) and not run.state.is_active()
    return judge(run.epochs, thresholds, facts=run.split).label.value if has_verdict else ""


def judge(epochs: Sequence[Epoch], thresholds: Thresholds = THRESHOLDS, *, facts: SplitFacts | None = None) -> Verdict:
    """Return the verdict on a history of digits with these facts: the first rule that applies gives the label."""
    features = _features(epochs, thresholds, facts)
    rule = _first_rule(features, thresholds)
    is_clean = features.training == "clean"
    rests_on_printed = not (is_clean or rule.label in NEED_NO_TRAINING_LOSS)
    return Verdict(
        label=rule.label,
        rule=rule.sentence(features, thresholds) + (RESTS_ON_PRINTED if rests_on_printed else ""),
        numbers=rule.numbers(features),
        checks=rule.checks(features, thresholds),
        clean=is_clean,
    )


def rule_of(epochs: Sequence[Epoch], thresholds: Thresholds = THRESHOLDS, *, facts: SplitFacts | None = None) -> Rule:
    """Return the rule that gives the verdict on a history."""
    return _first_rule(_features(epochs, thresholds, facts), thresholds)


def verdict_document(verdict: Verdict) -> dict[str, Any]:
    """Return the verdict as plain JSON values; a number that is not finite is None."""
    return {"label": verdict.label.value, "rule": verdict.rule, "numbers": plain(verdict.numbers)}


def _features(epochs: Sequence[Epoch], thresholds: Thresholds, facts: SplitFacts | None) -> FitFeatures:
    return fit_features(epochs, thresholds.window, thresholds.unstable_epochs, facts or USUAL_FACTS)


def _first_rule(features: FitFeatures, thresholds: Thresholds) -> Rule:
    return next(rule for rule in RULES if rule.applies(features, thresholds))
