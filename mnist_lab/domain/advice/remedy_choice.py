"""Which changes are suggested after a verdict, and in which order."""

from __future__ import annotations

from collections.abc import Sequence

from mnist_lab.domain.fit.remedies import RATE_FAR_OFF, SCALED, UNLIKE_WEIGHTS, UNSCALED, Remedy, Suggestion
from mnist_lab.domain.fit.rule import Course, Label, Rule
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.runs.split_facts import SplitFacts

Remedies = tuple[Remedy, ...]


def chosen_remedies(
    rule: Rule[Label], course: Rule[Course] | None, epochs: Sequence[Epoch], spec: RunSpec, facts: SplitFacts | None
) -> tuple[Remedies, Remedies]:
    """Return what undoes settings that are known to break training, and what else would change the verdict.

    Each makes a change in this spec that none before it makes. No higher learning rate is suggested beside pixels that
    make the steps too long.
    """
    undoing = (UNSCALED if facts is not None and facts.is_faint else SCALED, UNLIKE_WEIGHTS, RATE_FAR_OFF)
    broken = (*rule.remedies, *undoing) if rule.word is Label.UNSEEN_CLASSES else undoing
    kept: list[Remedy] = []
    changed: set[str] = set()
    for remedy in (*broken, *_of_fit_and_course(rule, course, epochs)):
        suggestion = remedy.suggest(spec)
        if suggestion is None or not changed.isdisjoint(suggestion.changes):
            continue
        if not (SCALED in kept and _raises_the_rate(suggestion, spec)):
            kept.append(remedy)
            changed |= set(suggestion.changes)
    return tuple(each for each in kept if each in broken), tuple(each for each in kept if each not in broken)


def _of_fit_and_course(rule: Rule[Label], course: Rule[Course] | None, epochs: Sequence[Epoch]) -> Remedies:
    """Return the remedies of both: of the course alone if the fit is good, and first if more epochs may do."""
    of_fit = rule.remedies_for(epochs)
    if course is None or course.word is Course.STEADY:
        return of_fit
    of_course = course.remedies_for(epochs)
    if rule.word is Label.GOOD:
        return of_course
    is_so_far = course.word is Course.STILL_IMPROVING and rule.word is Label.UNDER_FITTING
    return (*of_course, *of_fit) if is_so_far else (*of_fit, *of_course)


def _raises_the_rate(suggestion: Suggestion, spec: RunSpec) -> bool:
    rate = suggestion.changes.get("learning_rate")
    return isinstance(rate, int | float) and rate > spec.learning_rate
