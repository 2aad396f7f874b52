"""What may be said of a run's fit, in words."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

from mnist_lab.domain.baseline import Baseline
from mnist_lab.domain.explanation import explain, so_far
from mnist_lab.domain.rerun import compare
from mnist_lab.domain.run import Run, RunState
from mnist_lab.domain.verdict import Label

LOOKS = {
    Label.GOOD: "good",
    Label.OVER_FITTING: "over",
    Label.OVER_CONFIDENT: "over",
    Label.UNDER_FITTING: "under",
    Label.NOT_LEARNING: "under",
}
"""The look of each verdict; those not named here are unsettled."""


class RunWords(Widget):
    """The verdict and the post's reading of a run that has ended; while it trains, how it looks so far."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "run-words--good",
        "run-words--over",
        "run-words--under",
        "run-words--unsettled",
        "run-words--dim",
    }

    run: reactive[Run | None] = reactive(None)
    baseline: reactive[Baseline | None] = reactive(None)
    first: reactive[Run | None] = reactive(None)
    """The run that `run` repeats, where it is a rerun and that one is kept."""

    def render(self) -> Text:
        """Draw the words, wrapped."""
        run = self.run
        if run is None:
            return Text()
        if run.state.is_active():
            return Text(so_far(run.epochs))
        if not run.epochs:
            return Text("No epoch was finished.", style=self._look("dim"))
        explained = explain(run.epochs, run.spec, self.baseline)
        label = explained.verdict.label
        words = Text()
        if self.first is not None and run.rerun_of == self.first.id:
            words.append("rerun", self._look("dim"))
            words.append(f"  {compare(self.first, run).in_short}\n")
        if run.state in {RunState.STOPPED, RunState.INTERRUPTED}:
            words.append(f"{run.state.value} after {len(run.epochs)} of {run.spec.epochs} epochs\n", self._look("dim"))
        words.append(label.value, self._look(LOOKS.get(label, "unsettled")))
        words.append(f"  {explained.meaning} ")
        words.append("v shows the rule.", self._look("dim"))
        words.append(f"\nThe post: {explained.post_in_short}.", self._look("dim"))
        return words

    def _look(self, name: str) -> Style:
        return self.get_component_rich_style(f"run-words--{name}", partial=True)
