"""What the user expects of a variation before it is trained, and how much of that was right over time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.runs.run import MNIST, Dataset
from mnist_lab.util.records.faults import RecordInvalid
from mnist_lab.util.records.record import Record

REMEMBERED = "predictions"
"""The key that the store remembers them under."""


class Question(StrEnum):
    """What is asked of each variation, compared with the baseline."""

    ACCURACY = "accuracy"
    FIT = "fit"
    SPEED = "speed"


ASKED: Mapping[Question, str] = {
    Question.ACCURACY: "test accuracy",
    Question.FIT: "fit leans to",
    Question.SPEED: "an epoch is",
}
SAME = "same"
ANSWERS: Mapping[Question, tuple[str, str, str]] = {
    Question.ACCURACY: ("down", SAME, "up"),
    Question.FIT: ("under-fitting", SAME, "over-fitting"),
    Question.SPEED: ("faster", SAME, "slower"),
}
"""The three answers to each question: for a lower figure, none that evidence separates, and a higher one."""


def as_said(question: Question, answer: str) -> str:
    """Return an answer as the user says it: a fit leans to one side, or to neither."""
    if answer != SAME:
        return answer
    return "neither" if question is Question.FIT else "the same"


def format_answer(question: Question, answer: str) -> str:
    """Return what was said to a question: "test accuracy the same", "fit leans to over-fitting"."""
    return f"{ASKED[question]} {as_said(question, answer)}"


class Hypothesis(Record):
    """What the user expects of one group of a lab at one budget; None if nothing."""

    lab: str
    group: str
    made: datetime
    epochs: int
    train_size: int | None = None
    data: Dataset = MNIST
    accuracy: str | None = None
    fit: str | None = None
    speed: str | None = None
    right: int | None = None
    asked: int | None = None
    """How many of how many answers that were not open were right when it was last compared with results; None before
    it was. Scores that are kept from before answers could be open count those as right or wrong.
    """

    def answer(self, question: Question) -> str | None:
        """Return what was expected; None if nothing was."""
        given = getattr(self, question.value)
        return given if given in ANSWERS[question] else None

    @property
    def answers(self) -> int:
        """Return how many questions it answers."""
        return sum(self.answer(question) is not None for question in Question)

    @property
    def extent(self) -> str:
        """Return the runs it is about: "10 epochs, all training digits"."""
        return Budget(epochs=self.epochs, train_size=self.train_size, data=self.data).extent

    def is_for(self, budget: Budget) -> bool:
        """Return whether it is about labs at this many epochs and digits, on the same data."""
        is_same_data = self.data.sha256 == budget.data.sha256
        return is_same_data and (self.epochs, self.train_size) == (budget.epochs, budget.train_size)


@dataclass(frozen=True, slots=True)
class Score:
    """How many answers that were not open were right up to a time: in the lab guessed then, and in all labs."""

    lab: str
    made: datetime
    right: int
    asked: int
    right_so_far: int
    asked_so_far: int


def elsewhere(hypotheses: Iterable[Hypothesis], labs: Collection[str], budget: Budget) -> Mapping[str, int]:
    """Return how many answers were given in these labs at other budgets, by the extent of those."""
    latest: dict[tuple[str, str], dict[str, int]] = {}
    for hypothesis in sorted(hypotheses, key=lambda each: each.made):
        if hypothesis.lab in labs and not hypothesis.is_for(budget):
            latest.setdefault((hypothesis.lab, hypothesis.group), {})[hypothesis.extent] = hypothesis.answers
    counts: dict[str, int] = {}
    for of_group in latest.values():
        for extent, answers in of_group.items():
            counts[extent] = counts.get(extent, 0) + answers
    return counts


def score_over_time(hypotheses: Sequence[Hypothesis]) -> tuple[Score, ...]:
    """Return the score of each lab guessed, the oldest first, and the total up to then."""
    sums: dict[tuple[Any, str], list[int]] = {}
    for hypothesis in sorted(hypotheses, key=lambda each: each.made):
        if hypothesis.asked:
            of_lab = sums.setdefault((hypothesis.made, hypothesis.lab), [0, 0])
            of_lab[0] += hypothesis.right or 0
            of_lab[1] += hypothesis.asked
    scores = []
    right_so_far = asked_so_far = 0
    for (made, lab), (right, asked) in sums.items():
        right_so_far, asked_so_far = right_so_far + right, asked_so_far + asked
        scores.append(Score(lab, made, right, asked, right_so_far, asked_so_far))
    return tuple(scores)


def with_hypotheses(kept: Sequence[Hypothesis], new: Sequence[Hypothesis]) -> tuple[Hypothesis, ...]:
    """Return the kept hypotheses and the new ones, which replace those of the same lab, group and time."""
    merged = {(each.lab, each.group, each.made): each for each in (*kept, *new)}
    return tuple(merged.values())


def hypotheses_document(hypotheses: Sequence[Hypothesis]) -> list[dict[str, Any]]:
    """Return the hypotheses as plain JSON values, to be remembered."""
    return [hypothesis.model_dump(mode="json", exclude_none=True) for hypothesis in hypotheses]


def hypotheses_from(remembered: object) -> tuple[Hypothesis, ...]:
    """Return the hypotheses that were remembered; skip anything that is not one."""
    found = []
    for document in remembered if isinstance(remembered, list) else ():
        try:
            found.append(Hypothesis.model_validate(document))
        except RecordInvalid:
            continue
    return tuple(found)
