"""The words of a verdict: how fit and course are said together, and what earlier versions called them."""

from __future__ import annotations

from collections.abc import Mapping

from mnist_lab.domain.fit.rule import Course, Label

LEARNS_SO_FAR = frozenset({Label.UNDER_FITTING, Label.NOT_LEARNING})
"""What a run that still improves is "so far" only."""
EARLIER_WORDS: Mapping[str, frozenset[Course]] = {
    "unfinished": frozenset({Course.STILL_IMPROVING}),
    "unstable": frozenset({Course.UNSTABLE, Course.LEFT_ITS_BEST}),
}
"""What used to be labels of the fit, and the courses that they are now."""


def format_verdict(label: Label, course: Course | None, count: str = "") -> str:
    """Return fit and course in one text: "good · still improving", "under-fitting so far"; steady is not said.

    A count is put beside the fit that it counts: "good 3/5 · still improving".
    """
    fit = f"{label.value} {count}" if count else label.value
    if course is None or course is Course.STEADY:
        return fit
    if course is Course.STILL_IMPROVING and label in LEARNS_SO_FAR:
        return f"{fit} so far"
    return f"{fit} · {course.value}"


def words_of(label: Label, course: Course | None) -> tuple[str, ...]:
    """Return every word by which a verdict is found: its label, its course, and what earlier versions called that."""
    if course is None:
        return (label.value,)
    earlier = (word for word, courses in EARLIER_WORDS.items() if course in courses)
    return (label.value, *dict.fromkeys((course.value, *earlier)))
