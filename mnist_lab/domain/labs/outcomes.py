"""What the results of a lab say of each guess about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mnist_lab.domain.labs.analysis import LabResult
from mnist_lab.domain.labs.deciding import Deciding, decided_by_accuracy, decided_by_clean_gap, decided_by_speed
from mnist_lab.domain.labs.hypotheses import ANSWERS, Hypothesis, Question, as_said, format_answer

CANNOT_TELL = "these runs cannot tell"


class Judgement(StrEnum):
    """What the results say of a guess; it stays open until they show it right or wrong."""

    RIGHT = "right"
    WRONG = "wrong"
    OPEN = "open"

    @property
    def sign(self) -> str:
        """Return the sign that says so in a table."""
        return {Judgement.RIGHT: "✓", Judgement.WRONG: "✗", Judgement.OPEN: "?"}[self]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One answer beside the figures that decide it; None if the runs have none. `is_due` is False before the lab has
    results.
    """

    group: str
    question: Question
    expected: str
    deciding: Deciding | None = None
    is_due: bool = True

    @property
    def text(self) -> str:
        """Return what was expected: "test accuracy down"."""
        return format_answer(self.question, self.expected)

    @property
    def brief(self) -> str:
        """Return the answer alone, with the sign of what the results say of it: "down ✓"."""
        sign = f" {self.judgement.sign}" if self.judgement is not None else ""
        return f"{as_said(self.question, self.expected)}{sign}"

    @property
    def judgement(self) -> Judgement | None:
        """Return what the results say of the guess; None before there are any."""
        if not self.is_due:
            return None
        shown = self.deciding.shows(self._direction) if self.deciding is not None else None
        return Judgement.OPEN if shown is None else Judgement.RIGHT if shown else Judgement.WRONG

    def reason(self, baseline: str = "") -> str:
        """Return the figures behind the judgement, with the baseline by this name."""
        return CANNOT_TELL if self.deciding is None else self.deciding.text(self._direction, baseline)

    @property
    def _direction(self) -> int:
        return ANSWERS[self.question].index(self.expected) - 1


@dataclass(frozen=True, slots=True)
class Scored:
    """The hypotheses about a lab compared with its results, and the same hypotheses with their score, to be kept."""

    outcomes: tuple[Outcome, ...]
    hypotheses: tuple[Hypothesis, ...]

    def count(self, judgement: Judgement) -> int:
        """Return how many answers the results judge so."""
        return sum(outcome.judgement is judgement for outcome in self.outcomes)


def scored(hypotheses: Sequence[Hypothesis], result: LabResult) -> Scored:
    """Compare the latest hypothesis about each group of the lab, at the same budget, with its result."""
    latest: dict[str, Hypothesis] = {}
    for hypothesis in sorted(hypotheses, key=lambda each: each.made):
        if hypothesis.lab == result.lab.name and hypothesis.is_for(result.budget):
            latest[hypothesis.group] = hypothesis
    deciding = {question: DECIDED_BY[question](result) for question in Question}
    outcomes: list[Outcome] = []
    kept = []
    for group in result.variations:
        if group.label not in latest:
            continue
        hypothesis = latest[group.label]
        of_group = [
            Outcome(group.label, question, expected, deciding[question].get(group.label))
            for question in Question
            if (expected := hypothesis.answer(question)) is not None
        ]
        outcomes += of_group
        kept.append(_with_score(hypothesis, of_group))
    return Scored(tuple(outcomes), tuple(kept))


DECIDED_BY: Mapping[Question, Callable[[LabResult], Mapping[str, Deciding]]] = {
    Question.ACCURACY: decided_by_accuracy,
    Question.FIT: decided_by_clean_gap,
    Question.SPEED: decided_by_speed,
}
"""The figures that answer a question, of each group by its label; over-fitting is a wider clean gap."""


def _with_score(hypothesis: Hypothesis, outcomes: Sequence[Outcome]) -> Hypothesis:
    """Return the hypothesis with the score of these outcomes; it keeps its own if no figures decide them."""
    if all(outcome.deciding is None for outcome in outcomes):
        return hypothesis
    judged = [outcome.judgement for outcome in outcomes]
    right = judged.count(Judgement.RIGHT)
    return hypothesis.model_copy(update={"right": right, "asked": right + judged.count(Judgement.WRONG)})
