"""Asks before a lab what will happen, compared with the baseline; every answer can be left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.catalog import Experiment, Variation
from mnist_lab.domain.labs.deciding import CLEAN_GAP, WHY_CLEAN
from mnist_lab.domain.labs.hypotheses import ANSWERS, ASKED, Hypothesis, Question, as_said
from mnist_lab.domain.labs.outcomes import Outcome
from mnist_lab.tui.dialogs.dialog import Dialog
from mnist_lab.tui.dialogs.key_line import KeyLine
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.labs.question_list import Asked, QuestionList
from mnist_lab.tui.state.messages import GlossaryRequested
from mnist_lab.tui.widgets.clickable_line import Part
from mnist_lab.tui.widgets.hanging_text import HangingText

ABOUT = f"Leave out what you like. Your answers will be scored by runs of {{}}. {WHY_CLEAN}"


class HypothesisDialog(Dialog[tuple[Hypothesis, ...]]):
    """Three questions about each variation, with the answers `kept` so far; returns the hypotheses."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "explain", "Explain the words", id="questions.words"),
        Binding("question_mark", "app.keys", "Keys", id="questions.keys"),
    ]

    def __init__(self, labs: Sequence[Experiment], now: datetime, budget: Budget, kept: Iterable[Outcome] = ()) -> None:
        super().__init__()
        self._asked: list[tuple[Experiment, Variation, Question]] = [
            (lab, variation, question) for lab in labs for variation in lab.variations for question in Question
        ]
        said = {(each.group, each.question): each.expected for each in kept}
        self._kept = {
            place: ANSWERS[question].index(said[variation.label, question])
            for place, (_, variation, question) in enumerate(self._asked)
            if (variation.label, question) in said
        }
        self._now = now
        self._budget = budget

    def compose(self) -> ComposeResult:
        """Return what is asked, the questions, the keys."""
        with Vertical(classes="dialog"):
            with Vertical(classes="above-list"):
                yield Static("What will happen, compared with the baseline?", classes="title", markup=False)
                yield HangingText(ABOUT.format(self._budget.extent), classes="words")
            with VerticalScroll(can_focus=False):
                yield QuestionList(
                    [
                        Asked(
                            variation.label,
                            ASKED[question],
                            tuple(as_said(question, answer) for answer in ANSWERS[question]),
                        )
                        for _, variation, question in self._asked
                    ],
                    self._kept,
                )
            yield KeyLine()

    def on_mount(self) -> None:
        """Start with the first question."""
        questions = self.query_one(QuestionList)
        self.watch(questions, "cursor", self._name_keys)
        self.watch(questions, "chosen", self._name_keys)
        questions.focus()

    def _name_keys(self) -> None:
        """Name the keys, and say whether enter goes on or keeps the answers."""
        enter, none = key_hint(self.app, "questions.keep", "enter"), key_hint(self.app, "questions.none", "backspace")
        questions = self.query_one(QuestionList)
        goes_on, offered = questions.next_open is not None, questions.offered
        words = key_hint(self.app, "questions.words", "F1")
        self.query_one(KeyLine).entries = [
            Part(f"{enter}  {'next' if goes_on else 'keep'}"),
            self.back_part("discard"),
            *([Part(f"←  {offered[0]}"), Part(f"→  {offered[1]}")] if offered else [Part("←→  answer")]),
            Part(f"{none}  none"),
            Part(f"{words}  words", action="screen.explain"),
            Part("↑↓  question"),
        ]

    def action_explain(self) -> None:
        """Explain the words, from the gap that decides the fit on."""
        self.post_message(GlossaryRequested(CLEAN_GAP.label))

    @on(QuestionList.Reached)
    def _bring_into_sight(self, message: QuestionList.Reached) -> None:
        """Scroll to the question."""
        self.query_one(VerticalScroll).scroll_to_region(message.region, animate=False)

    @on(QuestionList.Finished)
    def _finish(self) -> None:
        """Return a hypothesis for each variation whose answers were given or taken back."""
        chosen = self.query_one(QuestionList).chosen
        made: dict[str, Hypothesis] = {}
        for place, (lab, variation, question) in enumerate(self._asked):
            if place in chosen or place in self._kept:
                before = made.get(variation.label) or Hypothesis(
                    lab=lab.name,
                    group=variation.label,
                    made=self._now,
                    epochs=self._budget.epochs,
                    train_size=self._budget.train_size,
                    data=self._budget.data,
                )
                answer = ANSWERS[question][chosen[place]] if place in chosen else None
                made[variation.label] = before.model_copy(update={question.value: answer})
        self.dismiss(tuple(made.values()))
