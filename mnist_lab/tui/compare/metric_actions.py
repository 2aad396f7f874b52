"""The key that compares by another figure."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from mnist_lab.domain.comparison.comparison import Comparison
from mnist_lab.domain.tables.columns import columns_by_key
from mnist_lab.domain.tables.metrics import metric_after
from mnist_lab.tui.state.compare_messages import CompareMetricRequested
from mnist_lab.tui.state.messages import FlashRequested
from mnist_lab.tui.widgets.state_screen import StateScreen


class MetricActions(StateScreen):
    """A screen with a comparison whose evidence can be that of another figure."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("M", "next_metric", "compare by another figure", id="compare.by"),
    ]

    comparison: Comparison | None = None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer it if there is a comparison."""
        if action == "next_metric":
            return self.comparison is not None
        return super().check_action(action, parameters)

    def hint_words(self, binding_id: str) -> str:
        """Return which figure the key would compare by."""
        if binding_id == "compare.by" and self.comparison is not None:
            return f"by {columns_by_key()[metric_after(self.comparison.metric).key].heading}"
        return super().hint_words(binding_id)

    def action_next_metric(self) -> None:
        """Ask for the next figure, and say which it is."""
        if self.comparison is not None:
            metric = metric_after(self.comparison.metric)
            self.post_message(CompareMetricRequested(metric.key))
            self.post_message(FlashRequested(f"Compared by {metric.label}."))
