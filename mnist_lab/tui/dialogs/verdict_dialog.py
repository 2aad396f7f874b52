"""The rule behind a run's verdict with this run's numbers in it, on v."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from mnist_lab.domain.advice.explanation import explain_run
from mnist_lab.domain.advice.post_words import post_sentence
from mnist_lab.domain.evidence.baseline import Baseline
from mnist_lab.domain.fit.thresholds import THRESHOLDS, Thresholds
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.setting_fields import Value
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.tui.dialogs.check_table import CheckTable
from mnist_lab.tui.dialogs.dialog import Dialog
from mnist_lab.tui.dialogs.key_line import KeyLine
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.state.messages import GlossaryRequested
from mnist_lab.tui.widgets.choice_list import ChoiceList
from mnist_lab.tui.widgets.clickable_line import Part
from mnist_lab.tui.widgets.hanging_text import HangingText

JUDGED = "this run"


@dataclass(frozen=True, slots=True)
class SuggestedSpec:
    """Settings that the user wants in the form: a run's, with some changed."""

    spec: RunSpec
    changes: Mapping[str, Value] = field(default_factory=dict)


class VerdictDialog(Dialog[SuggestedSpec]):
    """The verdict told to a beginner: meaning, figures against the rule, the post's reading, what to try next.

    `rests_on` says what verdict it is if it is shown for a group.
    """

    BINDING_GROUP_TITLE = "Verdict"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "try_first", "try the first suggestion", id="verdict.try"),
        Binding("e", "edit_as_new", "copy to form", id="verdict.edit"),
        Binding("v,q", "leave", "Back", id="verdict.leave"),
        Binding("f1", "explain", "Explain the words", id="verdict.words"),
        Binding("question_mark", "app.keys", "Keys", id="verdict.keys"),
        Binding("pagedown", "read_on", "read on", priority=True, id="verdict.read_on"),
        Binding("pageup", "read_back", "read back", priority=True, id="verdict.read_back"),
    ]

    OPENED_BY: ClassVar[frozenset[str]] = frozenset({"lab.verdict", "runs.verdict", "train.verdict"})

    def __init__(
        self, run: Run, baseline: Baseline | None, rests_on: str = "", thresholds: Thresholds = THRESHOLDS
    ) -> None:
        super().__init__()
        self._run = run
        self._rests_on = rests_on
        self._explained = explain_run(run, baseline, thresholds)

    def compose(self) -> ComposeResult:
        """From the label and what would change it down to the figures and the rule."""
        explained = self._explained
        run = self._run
        # the number of epochs, because the dialog stays as it is while the run trains on
        state = f" (after {len(run.epochs)} of {run.spec.epochs} epochs)" if run.state.is_active() else ""
        with Vertical(classes="dialog reading"):
            yield Static(f"{explained.verdict.text}{state}", classes="title", markup=False)
            with VerticalScroll(classes="found", can_focus=False):
                if self._rests_on:
                    yield HangingText(self._rests_on, classes="words")
                yield HangingText(f"{explained.meaning} {explained.plainly}", classes="words")
                if explained.temperature:
                    yield HangingText(explained.temperature, classes="words")
                yield HangingText(f"What would change it: {explained.change}")
                yield ChoiceList(*self._options, markup=False, compact=True)
                yield CheckTable(explained.verdict.checks, JUDGED)
                yield HangingText(f"Rule: {explained.verdict.rule}", classes="facts")
                yield from self._course()
                for sentence in explained.digits:
                    yield HangingText(sentence, classes="words")
                of_post = post_sentence(explained.post)
                if of_post:
                    yield HangingText(of_post)
            yield KeyLine()

    def _course(self) -> ComposeResult:
        explained, course = self._explained, self._explained.verdict.course
        if course is not None:
            words = f"Course: {course.word}. {explained.course} {explained.course_plainly}"
            yield HangingText(words, classes="words")
            yield CheckTable(course.checks, JUDGED)
            yield HangingText(f"Rule: {course.rule}", classes="facts")

    @property
    def _options(self) -> list[Option]:
        """Return what can be put into the form: the suggestions, t for the first, and the run's own settings."""
        first_key = key_hint(self.app, "verdict.try", "t")
        tries = [
            Option(f"{first_key if not place else ' ' * len(first_key)}  try {suggestion.text}", id=f"try-{place}")
            for place, suggestion in enumerate(self._explained.suggestions)
        ]
        return [
            *tries,
            Option(f"{key_hint(self.app, 'verdict.edit', 'e')}  copy these settings to the form", id="edit"),
        ]

    def on_resize(self) -> None:
        """Name the keys that scroll if there is something out of sight."""
        self.call_after_refresh(self._name_keys)

    def _name_keys(self) -> None:
        keys = [self.back_part(), Part("↑↓ enter  choose")]
        if self._scroll.max_scroll_y > 0:
            up, down = key_hint(self.app, "verdict.read_back", "pgup"), key_hint(self.app, "verdict.read_on", "pgdn")
            keys.append(Part(f"{up} {down}  read on", action="screen.read_on"))
        words, others = key_hint(self.app, "verdict.words", "F1"), key_hint(self.app, "verdict.keys", "?")
        keys += [Part(f"{words}  the words", action="screen.explain"), Part(f"{others}  keys", action="app.keys")]
        self.query_one(KeyLine).entries = keys

    @property
    def _scroll(self) -> VerticalScroll:
        return self.query_one(".found", VerticalScroll)

    def action_explain(self) -> None:
        """Explain the words, from the verdict on."""
        self.post_message(GlossaryRequested(self._explained.verdict.label.value))

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        """Put the chosen experiment into the form."""
        if event.option.id == "edit":
            self.action_edit_as_new()
        else:
            self._try(int(str(event.option.id).removeprefix("try-")))

    def action_read_on(self) -> None:
        """Scroll down."""
        self._scroll.scroll_page_down(animate=False)

    def action_read_back(self) -> None:
        """Scroll up."""
        self._scroll.scroll_page_up(animate=False)

    def action_try_first(self) -> None:
        """Put the first suggestion into the form."""
        if self._explained.suggestions:
            self._try(0)

    def action_edit_as_new(self) -> None:
        """Put the run's own settings into the form."""
        self.dismiss(SuggestedSpec(self._run.spec))

    def _try(self, place: int) -> None:
        self.dismiss(SuggestedSpec(self._run.spec, self._explained.suggestions[place].changes))
