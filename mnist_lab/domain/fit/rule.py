"""What a rule of the verdict is: the word it gives, the checks it rests on, and what it means to the user."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from mnist_lab.domain.fit.fit_features import FitFeatures
from mnist_lab.domain.fit.remedies import Remedy, fewer_epochs
from mnist_lab.domain.fit.thresholds import Thresholds
from mnist_lab.domain.runs.history import Epoch


class Label(StrEnum):
    """The verdict on the fit of a run, in the order in which the rules are tried."""

    DIVERGED = "diverged"
    UNSEEN_CLASSES = "unseen classes"
    TOO_SHORT = "too short"
    NOT_LEARNING = "not learning"
    OVER_FITTING = "over-fitting"
    UNDER_FITTING = "under-fitting"
    OVER_CONFIDENT = "over-confident"
    GOOD = "good"


class Course(StrEnum):
    """How training went, by the validation figures alone, in the order in which the rules are tried."""

    UNSTABLE = "unstable"
    STILL_IMPROVING = "still improving"
    LEFT_ITS_BEST = "left its best"
    STEADY = "steady"


Word = TypeVar("Word", Label, Course)
"""What a rule gives."""


@dataclass(frozen=True, slots=True)
class Check:
    """A figure compared with a condition: its name, its value, a remark, the condition, and whether it holds.

    A row without a condition of its own has an empty `rule`, and holds.
    """

    what: str
    figure: str
    aside: str
    rule: str
    holds: bool


Condition = tuple[bool, Callable[[], tuple[str, str, str, str]]]
"""A check that is not formatted yet: whether it holds, and what makes its other four fields, in their order."""


@dataclass(frozen=True, slots=True)
class Rule(Generic[Word]):
    """A rule, which applies to a history if all its conditions hold.

    The word is a label or a course. `conditions` yields them one by one, and they are formatted only for the
    rule that applies: the verdicts of ten thousand runs are computed when an index is rebuilt. `sentence` is the rule
    in words with its thresholds, `numbers` the figures it rests on. `meaning` says what was seen in the history and
    `plainly` what that means. `remedies` are the changes that help whatever the history is; `helped_by_fewer_epochs`
    adds early stopping if the history shows a patience that reaches its best epoch.
    """

    word: Word
    conditions: Callable[[FitFeatures, Thresholds], Iterator[Condition]]
    sentence: Callable[[FitFeatures, Thresholds], str]
    numbers: Callable[[FitFeatures], Mapping[str, float | int]]
    meaning: str
    plainly: str
    remedies: tuple[Remedy, ...]
    helped_by_fewer_epochs: bool = False

    def applies(self, features: FitFeatures, thresholds: Thresholds) -> bool:
        """Return whether all conditions hold."""
        return all(holds for holds, _ in self.conditions(features, thresholds))

    def checks(self, features: FitFeatures, thresholds: Thresholds) -> tuple[Check, ...]:
        """Return the conditions with their figures in words."""
        return tuple(Check(*format_fields(), holds) for holds, format_fields in self.conditions(features, thresholds))

    def remedies_for(self, epochs: Sequence[Epoch]) -> tuple[Remedy, ...]:
        """Return what would change this verdict on this history, whatever the settings are."""
        by_history = fewer_epochs(epochs) if self.helped_by_fewer_epochs else None
        return self.remedies if by_history is None else (*self.remedies, by_history)
