"""The verdict on a run: the rules that apply to its history, of the fit and of the course, with their figures."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from mnist_lab.domain.fit.fit_features import FitFeatures, fit_features
from mnist_lab.domain.fit.rule import Check, Course, Label, Rule
from mnist_lab.domain.fit.rules import COURSE_RULES, RULES
from mnist_lab.domain.fit.rules.left_its_best import LEFT_ITS_BEST
from mnist_lab.domain.fit.thresholds import THRESHOLDS, Thresholds
from mnist_lab.domain.fit.verdict_words import format_verdict
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.serialization import plain
from mnist_lab.domain.runs.split_facts import USUAL_FACTS, SplitFacts

RULES_VERSION = 8
RESTS_ON_PRINTED = (
    " It rests on the printed training loss, measured with dropout on, because this history has no clean loss."
)
WITHOUT_COURSE = frozenset({Label.DIVERGED, Label.UNSEEN_CLASSES, Label.TOO_SHORT})
"""Of these a history says nothing about the course, and they need no training loss."""
SAY_THAT_LOSS_ROSE = frozenset({Label.OVER_FITTING, Label.OVER_CONFIDENT})


@lru_cache
def rules_mark(thresholds: Thresholds = THRESHOLDS) -> str:
    """Return a mark of the rules and these thresholds: a verdict found under another mark is computed again."""
    text = repr(sorted(thresholds.model_dump().items()))
    return f"{RULES_VERSION}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


RULES_MARK = rules_mark()


@dataclass(frozen=True, slots=True)
class CourseFound:
    """A course, the rule that gave it in words, its figures, and its checks."""

    word: Course
    rule: str
    numbers: Mapping[str, float | int]
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A label of the fit, the rule that gave it in words, its figures, its checks, and the course of training.

    `course` is None if the history says nothing of it. `clean` is False if the history has no clean losses, so that the
    printed training loss had to be used instead.
    """

    label: Label
    rule: str
    numbers: Mapping[str, float | int]
    checks: tuple[Check, ...]
    course: CourseFound | None = None
    clean: bool = True

    @property
    def course_word(self) -> Course | None:
        """Return the word of the course; None if the history says nothing of it."""
        return self.course.word if self.course is not None else None

    @property
    def text(self) -> str:
        """Return fit and course in one text: "over-confident · unstable"."""
        return format_verdict(self.label, self.course_word)


def label_text(run: Run, thresholds: Thresholds = THRESHOLDS) -> str:
    """Return the label of the verdict on a run; empty while it is in training, and if it has no epoch."""
    has_verdict = bool(run.epochs) and not run.state.is_active()
    return judge(run.epochs, thresholds, facts=run.split).label.value if has_verdict else ""


def judge(epochs: Sequence[Epoch], thresholds: Thresholds = THRESHOLDS, *, facts: SplitFacts | None = None) -> Verdict:
    """Return the verdict on a history of digits with these facts: the first rule that applies gives the word."""
    features = _features(epochs, thresholds, facts)
    rule = _fit_rule(features, thresholds)
    course = _course_rule(features, thresholds, rule.word)
    is_clean = features.training == "clean"
    rests_on_printed = not (is_clean or rule.word in WITHOUT_COURSE)
    return Verdict(
        label=rule.word,
        rule=rule.sentence(features, thresholds) + (RESTS_ON_PRINTED if rests_on_printed else ""),
        numbers=rule.numbers(features),
        checks=rule.checks(features, thresholds),
        course=_course_found(course, features, thresholds) if course is not None else None,
        clean=is_clean,
    )


def rules_of(
    epochs: Sequence[Epoch], thresholds: Thresholds = THRESHOLDS, *, facts: SplitFacts | None = None
) -> tuple[Rule[Label], Rule[Course] | None]:
    """Return the rules that give the verdict on a history: of the fit, and of the course."""
    features = _features(epochs, thresholds, facts)
    rule = _fit_rule(features, thresholds)
    return rule, _course_rule(features, thresholds, rule.word)


def verdict_document(verdict: Verdict) -> dict[str, Any]:
    """Return the verdict as plain JSON values; a number that is not finite is None."""
    course = verdict.course
    return {
        "label": verdict.label.value,
        "course": course.word.value if course is not None else None,
        "rule": verdict.rule,
        "numbers": plain(verdict.numbers),
        "course_rule": course.rule if course is not None else None,
        "course_numbers": plain(course.numbers) if course is not None else {},
    }


def verdict_of_document(document: Mapping[str, Any]) -> Verdict:
    """Return the verdict in a document, without its checks."""
    course = document["course"]
    return Verdict(
        Label(document["label"]),
        document["rule"],
        document["numbers"],
        (),
        CourseFound(Course(course), document["course_rule"], document["course_numbers"], ()) if course else None,
    )


def _features(epochs: Sequence[Epoch], thresholds: Thresholds, facts: SplitFacts | None) -> FitFeatures:
    return fit_features(epochs, thresholds.window, thresholds.unstable_epochs, facts or USUAL_FACTS)


def _fit_rule(features: FitFeatures, thresholds: Thresholds) -> Rule[Label]:
    return next(rule for rule in RULES if rule.applies(features, thresholds))


def _course_rule(features: FitFeatures, thresholds: Thresholds, label: Label) -> Rule[Course] | None:
    """Return the rule of the course; a fit that says that validation loss rose does not say it twice."""
    if label in WITHOUT_COURSE:
        return None
    rules = [rule for rule in COURSE_RULES if rule is not LEFT_ITS_BEST or label not in SAY_THAT_LOSS_ROSE]
    return next(rule for rule in rules if rule.applies(features, thresholds))


def _course_found(rule: Rule[Course], features: FitFeatures, thresholds: Thresholds) -> CourseFound:
    return CourseFound(
        rule.word, rule.sentence(features, thresholds), rule.numbers(features), rule.checks(features, thresholds)
    )
