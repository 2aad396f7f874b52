"""What the run in the form would cost, below the form."""

from __future__ import annotations

from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

from mnist_lab.domain.formatting.units import format_bytes, format_duration
from mnist_lab.domain.runs.cost_estimate import Estimate


class EstimateLine(Widget):
    """Parameters, time and memory of a run, and whether no weights are kept; empty while the form is wrong."""

    estimate: reactive[Estimate | None] = reactive(None)
    keeps_weights: reactive[bool] = reactive(True)

    def render(self) -> Text:
        """Draw on one line, or on two if it is narrow."""
        if self.estimate is None:
            return Text("correct the marked setting first", no_wrap=True)
        parameters = f"{self.estimate.parameters:,} parameters" + ("" if self.keeps_weights else ", no weights")
        cost = f"~{format_duration(self.estimate.seconds)}, ~{format_bytes(self.estimate.memory)} of memory"
        return Text(f"{parameters}\n{cost}", no_wrap=True, overflow="ellipsis")
