"""What can be said about a run's fit, in words."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

from mnist_lab.domain.advice.digit_remarks import digit_remarks
from mnist_lab.domain.advice.explanation import explain_run, so_far
from mnist_lab.domain.evidence.baseline import Baseline
from mnist_lab.domain.fit.thresholds import THRESHOLDS, Thresholds
from mnist_lab.domain.runs.reproducibility import compare_rerun
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.widgets.run_styles import VERDICT_LOOKS


class RunText(Widget):
    """The verdict and the post's reading of a run, or how it looks while it trains; then its tags and its note."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "run-words--good",
        "run-words--over",
        "run-words--under",
        "run-words--unsettled",
        "run-words--dim",
    }

    run: reactive[Run | None] = reactive(None)
    baseline: reactive[Baseline | None] = reactive(None)
    thresholds: reactive[Thresholds] = reactive(THRESHOLDS)
    first: reactive[Run | None] = reactive(None)
    """The run that `run` repeats, if it is a rerun and that one is kept."""

    def __init__(self, verdict_action: str) -> None:
        """`verdict_action` is the id of the binding that shows the rule."""
        super().__init__()
        self._verdict_action = verdict_action

    def render(self) -> Text:
        """Draw the words, wrapped."""
        run = self.run
        if run is None:
            return Text()
        if run.state.is_active():
            words = self._whose(run).append(so_far(run.epochs))
            words.append("".join(f"\n{each}" for each in digit_remarks(run.split, run.spec)), self._look("dim"))
        elif not run.epochs:
            words = Text("No epoch was finished.", style=self._look("dim"))
        else:
            words = self._verdict(run)
        return self._with_user_text(words, run)

    def _whose(self, run: Run) -> Text:
        """Return which other process trains the run, on a line of its own."""
        words = Text()
        if run.holder is not None:
            does = "Waits in the queue of" if run.state is RunState.QUEUED else "Trained by"
            words.append(f"{does} {run.holder}\n", self._look("dim"))
        return words

    def _with_user_text(self, words: Text, run: Run) -> Text:
        if run.tags:
            words.append("\ntags  ", self._look("dim")).append(" · ".join(run.tags))
        if run.note:
            words.append("\nnote  ", self._look("dim")).append(run.note)
        return words

    def _verdict(self, run: Run) -> Text:
        explained = explain_run(run, self.baseline, self.thresholds)
        label = explained.verdict.label
        words = Text()
        if self.first is not None and run.rerun_of == self.first.id:
            words.append("rerun", self._look("dim"))
            words.append(f"  {compare_rerun(self.first, run).in_short}\n")
        if run.state in {RunState.STOPPED, RunState.INTERRUPTED}:
            words.append(f"{run.state.value} after {len(run.epochs)} of {run.spec.epochs} epochs\n", self._look("dim"))
        words.append(label.value, self._look(VERDICT_LOOKS.get(label, "unsettled")))
        words.append(f"  {explained.meaning} ")
        words.append(f"{key_hint(self.app, self._verdict_action, 'v')} shows the rule.", self._look("dim"))
        words.append("".join(f"\n{each}" for each in explained.digits), self._look("dim"))
        words.append(f"\nThe post: {explained.post_in_short}.", self._look("dim"))
        return words

    def _look(self, name: str) -> Style:
        return self.get_component_rich_style(f"run-words--{name}", partial=True)
