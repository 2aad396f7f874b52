"""What the run in the form would cost, below the form, and what to know before F5."""

from __future__ import annotations

from rich.text import Text
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from mnist_lab.domain.formatting.units import format_bytes, format_estimate
from mnist_lab.domain.runs.cost_estimate import Estimate
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.train.form_layout import wrapped


class EstimateLine(Widget):
    """Parameters, time and memory of a run, and whether no weights are kept; says so while the form is wrong.

    Its border says how many settings are not as in the baseline. `next_seed` is the seed that has not been trained yet
    if exactly this run is kept already.
    """

    estimate: reactive[Estimate | None] = reactive(None)
    keeps_weights: reactive[bool] = reactive(True)
    next_seed: reactive[int | None] = reactive(None, layout=True)
    changed: reactive[int] = reactive(0)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return the two lines of the estimate, and those that say that the run is kept already."""
        return 2 + len(self._trained_already(width))

    def _watch_changed(self, changed: int) -> None:
        """Say what differs from the baseline, and the key that undoes that."""
        self.border_title = (
            f" {changed} changed · {key_hint(self.app, 'form.baseline', 'F8')} resets " if changed else ""
        )

    def render(self) -> Text:
        """Draw the lines."""
        if self.estimate is None:
            return Text("Correct the setting marked !", no_wrap=True)
        parameters = f"{self.estimate.parameters:,} parameters" + ("" if self.keeps_weights else ", no weights")
        cost = f"~{format_estimate(self.estimate.seconds)}, ~{format_bytes(self.estimate.memory)} of memory"
        lines = [parameters, cost, *self._trained_already(self.size.width)]
        return Text("\n".join(lines), no_wrap=True, overflow="ellipsis")

    def _trained_already(self, width: int) -> list[str]:
        if self.next_seed is None:
            return []
        repeat, train = key_hint(self.app, "train.repeat", "+"), key_hint(self.app, "train.start", "F5")
        return wrapped(f"Trained already: {repeat} trains seed {self.next_seed}, {train} trains it again.", width)
