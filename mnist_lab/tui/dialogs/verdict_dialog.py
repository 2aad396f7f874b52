"""The rule behind a run's verdict with this run's numbers in it, on v."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from mnist_lab.domain.advice.explanation import explain_run
from mnist_lab.domain.evidence.baseline import Baseline
from mnist_lab.domain.fit.thresholds import THRESHOLDS, Thresholds
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.setting_fields import Value
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.tui.dialogs.check_table import CheckTable
from mnist_lab.tui.dialogs.dialog import Dialog
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.widgets.choice_list import ChoiceList


@dataclass(frozen=True, slots=True)
class SuggestedSpec:
    """Settings that the user wants in the form: a run's, with some changed."""

    spec: RunSpec
    changes: Mapping[str, Value] = field(default_factory=dict)


class VerdictDialog(Dialog[SuggestedSpec]):
    """The verdict told to a beginner: meaning, figures against the rule, the post's reading, what to try next.

    `rests_on` says what was judged if that is not the run alone.
    """

    BINDING_GROUP_TITLE = "Verdict"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "try_first", "try the first suggestion", id="verdict.try"),
        Binding("e", "edit_as_new", "copy to form", id="verdict.edit"),
        Binding("v,q", "leave", "Back", show=False, id="verdict.leave"),
        Binding("question_mark,f1", "app.keys", "Keys", show=False, id="verdict.keys"),
        Binding("pagedown", "read_on", "read on", show=False, priority=True, id="verdict.read_on"),
        Binding("pageup", "read_back", "read back", show=False, priority=True, id="verdict.read_back"),
    ]

    def __init__(
        self, run: Run, baseline: Baseline | None, rests_on: str = "", thresholds: Thresholds = THRESHOLDS
    ) -> None:
        super().__init__()
        self._run = run
        self._rests_on = rests_on
        self._explained = explain_run(run, baseline, thresholds)

    def compose(self) -> ComposeResult:
        """From the label down to what to try."""
        explained = self._explained
        state = " (so far: it still trains)" if self._run.state.is_active() else ""
        with VerticalScroll(classes="dialog", can_focus=False):
            yield Static(f"{explained.verdict.label.value}{state}", classes="title", markup=False)
            if self._rests_on:
                yield Static(self._rests_on, classes="words", markup=False)
            yield Static(f"{explained.meaning} {explained.plainly}", classes="words", markup=False)
            yield CheckTable(explained.verdict.checks, "the median" if self._rests_on else "this run")
            yield Static(f"Rule: {explained.verdict.rule}", classes="facts", markup=False)
            for sentence in explained.digits:
                yield Static(sentence, classes="words", markup=False)
            yield Static(f"The post would say: {explained.post}", classes="words", markup=False)
            yield Static(f"What would change it: {explained.change}", classes="words", markup=False)
            first_key = key_hint(self.app, "verdict.try", "t")
            options = [
                Option(f"{first_key if not place else ' ' * len(first_key)}  try {suggestion.text}", id=f"try-{place}")
                for place, suggestion in enumerate(explained.suggestions)
            ]
            options.append(Option(f"{key_hint(self.app, 'verdict.edit', 'e')}  copy to form", id="edit"))
            yield ChoiceList(*options, markup=False, compact=True)
            yield Static("The words used", classes="above", markup=False)
            for term, meaning in explained.terms:
                yield Static(f"{term}: {meaning}.", classes="terms", markup=False)
            yield Static(self._keys, classes="keys", markup=False)

    def on_mount(self) -> None:
        """Start at the label: suggestions are below it, out of sight if there is little room."""
        self.call_after_refresh(self.query_one(VerticalScroll).scroll_home, animate=False)

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        """Put the chosen experiment into the form."""
        if event.option.id == "edit":
            self.action_edit_as_new()
        else:
            self._try(int(str(event.option.id).removeprefix("try-")))

    def action_read_on(self) -> None:
        """Scroll down."""
        self.query_one(VerticalScroll).scroll_page_down(animate=False)

    def action_read_back(self) -> None:
        """Scroll up."""
        self.query_one(VerticalScroll).scroll_page_up(animate=False)

    def action_try_first(self) -> None:
        """Put the first suggestion into the form."""
        if self._explained.suggestions:
            self._try(0)

    def action_edit_as_new(self) -> None:
        """Put the run's own settings into the form."""
        self.dismiss(SuggestedSpec(self._run.spec))

    @property
    def _keys(self) -> str:
        """Return the line of keys, with what t would try: the list of suggestions may be out of sight."""
        key = key_hint(self.app, "verdict.try", "t")
        first = [f"{key}  try {suggestion.text}" for suggestion in self._explained.suggestions[:1]]
        keys, back = key_hint(self.app, "verdict.keys", "?"), key_hint(self.app, "dialog.back", "esc")
        up, down = key_hint(self.app, "verdict.read_back", "pgup"), key_hint(self.app, "verdict.read_on", "pgdn")
        return "   ".join([*first, f"{keys}  keys", f"{back}  back", f"{up} {down}  read on"])

    def _try(self, place: int) -> None:
        self.dismiss(SuggestedSpec(self._run.spec, self._explained.suggestions[place].changes))
