"""`mnist-lab lab NAME --guess`: what the user expects, asked before and compared with the results."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import click

from mnist_lab.cli.output import is_terminal, tell
from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.catalog import Experiment
from mnist_lab.domain.labs.analysis import LabResult
from mnist_lab.domain.labs.hypotheses import (
    ANSWERS,
    ASKED,
    REMEMBERED,
    Hypothesis,
    Question,
    hypotheses_document,
    hypotheses_from,
    score_over_time,
    with_hypotheses,
)
from mnist_lab.domain.labs.outcomes import Scored, scored
from mnist_lab.domain.labs.screen_text import format_outcome, format_score, why_clean
from mnist_lab_store.run_store import RunStore


def ask_for_hypotheses(store: RunStore, labs: Sequence[Experiment], budget: Budget) -> None:
    """Ask what each variation will do, and keep the answers; without a terminal, say so and ask nothing.

    Raises:
        StoreError: if it cannot be kept.
    """
    if not (is_terminal(sys.stdin) and is_terminal(sys.stderr)):
        tell("--guess needs a terminal: nothing was asked.")
        return
    tell("What do you expect, compared with the baseline? Type the first letters; enter skips a question.")
    made = ask(labs, budget, datetime.now(UTC), _prompt)
    if made:
        kept = hypotheses_from(store.preferences.recall(REMEMBERED))
        store.preferences.remember(REMEMBERED, hypotheses_document(with_hypotheses(kept, made)))


def ask(
    labs: Sequence[Experiment], budget: Budget, now: datetime, read: Callable[[str], str]
) -> tuple[Hypothesis, ...]:
    """Return the hypotheses that the answers make; `read` takes a question and returns the typed answer."""
    made = []
    for lab in labs:
        for variation in lab.variations:
            answers = {question.value: _answer(variation.label, question, read) for question in Question}
            if any(answers.values()):
                hypothesis = Hypothesis(
                    lab=lab.name,
                    group=variation.label,
                    made=now,
                    epochs=budget.epochs,
                    train_size=budget.train_size,
                    data=budget.data,
                )
                made.append(hypothesis.model_copy(update=answers))
    return tuple(made)


def compared_with_results(store: RunStore, results: Sequence[LabResult]) -> list[str]:
    """Return the hypotheses about these labs with the results, and the score so far; empty if there are none.

    Raises:
        StoreError: if the score cannot be kept.
    """
    before = kept = hypotheses_from(store.preferences.recall(REMEMBERED))
    lines: list[str] = []
    of_labs: list[Scored] = []
    for result in results:
        outcome = scored(kept, result)
        for group in result.variations:
            of_group = [each for each in outcome.outcomes if each.group == group.label]
            lines += [f"  {format_outcome(each, f'{group.label}: ', 'the baseline')}" for each in of_group]
            lines += [f"    {line}" for line in why_clean(group, of_group)]
        of_labs.append(outcome)
        kept = with_hypotheses(kept, outcome.hypotheses)
    if not lines:
        return []
    if kept != before:
        store.preferences.remember(REMEMBERED, hypotheses_document(kept))
    scores = score_over_time(kept)
    return ["What you said:", *lines, format_score(of_labs, scores[-1] if scores else None)]


def _prompt(question: str) -> str:
    answer: str = click.prompt(question, "", show_default=False, err=True)
    return answer


def _answer(label: str, question: Question, read: Callable[[str], str]) -> str | None:
    """Return the answer, by its first letters; ask again until it is one of the three, or none at all."""
    answers = ANSWERS[question]
    is_told = False
    while True:
        typed = read(f"{label}: {ASKED[question]} ({', '.join(answers)})").strip().lower()
        found = [answer for answer in answers if typed and answer.startswith(typed)]
        if not typed or len(found) == 1:
            return found[0] if found else None
        if not is_told:
            first, second, third = answers
            tell(f"Type the first letters of {first}, {second} or {third}, enough to tell them apart; enter skips.")
            is_told = True
