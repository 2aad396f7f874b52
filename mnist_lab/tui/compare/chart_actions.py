"""The keys of the chart of a comparison: they work wherever the cursor is."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from mnist_lab.domain.comparison.marks import LETTERS
from mnist_lab.tui.charts.overlay_chart import OverlayChart
from mnist_lab.tui.widgets.full_screen import ALL_PANES, FullScreen

NEEDS_CURVES = frozenset({
    "change_metric", "change_scale", "change_x_axis", "change_curves", "move_cursor", "zoom", "move_window",
    "full_screen",
})  # fmt: skip


class ChartActions(FullScreen):
    """A screen with the chart of a comparison."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move_cursor(-1)", "Read out the epoch before", id="compare.before"),
        Binding("right", "move_cursor(1)", "Read out the epoch after", id="compare.after"),
        Binding("m", "change_metric", "accuracy", id="compare.metric"),
        Binding("y", "change_scale", "log", id="compare.log"),
        Binding("x", "change_x_axis", "seconds", id="compare.seconds"),
        Binding("t", "change_curves", "training curves", id="compare.curves"),
        Binding("plus", "zoom(1)", "fewer epochs", key_display="+", id="compare.closer"),
        Binding("minus", "zoom(-1)", "more epochs", key_display="-", id="compare.wider"),
        Binding("0", "zoom(0)", "all epochs", id="compare.all_epochs"),
        Binding(
            "less_than_sign,shift+left", "move_window(-1)", "earlier epochs", key_display="<", id="compare.earlier"
        ),
        Binding("greater_than_sign,shift+right", "move_window(1)", "later epochs", key_display=">", id="compare.later"),
        Binding("f", "full_screen", "full screen", id="compare.full_screen"),
        *(
            Binding(letter, f"toggle_side('{letter}')", f"Hide or show {letter}", id=f"compare.side_{letter.lower()}")
            for letter in LETTERS
        ),
    ]

    chart: OverlayChart | None = None
    """The chart; None before the screen is laid out."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what changes the picture if there is one, and what moves a part of it if a part is shown."""
        chart = self.chart
        if action == "toggle_side":
            return chart is not None and parameters[0] in chart.letters
        if action not in NEEDS_CURVES:
            return super().check_action(action, parameters)
        if chart is None or not chart.has_curves:
            return False
        if action == "move_cursor":
            return chart.last_reached > 0
        if action == "zoom":
            return (parameters[0] == 1 and chart.can_zoom) or (parameters[0] != 1 and not chart.zoom.is_all)
        return action != "move_window" or not chart.zoom.is_all

    def reason_for(self, action: str, parameters: tuple[object, ...]) -> str:
        """Say what the picture lacks."""
        chart = self.chart
        if action == "toggle_side":
            return f"There is no side {parameters[0]}."
        if action not in NEEDS_CURVES:
            return ""
        if chart is None or not chart.has_curves:
            return "There are no curves yet."
        if action == "move_cursor":
            return "No epoch is done yet, or all sides are hidden."
        return "Fewer epochs cannot be shown." if parameters == (1,) and action == "zoom" else "All epochs are shown."

    def hint_words(self, binding_id: str) -> str:
        """Return what a key would show."""
        chart = self.chart
        if chart is None:
            return ""
        return {
            "compare.metric": chart.other_metric.value,
            "compare.log": "linear" if chart.log_scale else "",
            "compare.seconds": "epochs" if chart.in_seconds else "",
            "compare.curves": "validation only" if chart.is_paired else "",
            "compare.wider": "zoom out",
            "compare.full_screen": ALL_PANES if self.is_full_screen else "",
        }.get(binding_id, "")

    def action_toggle_side(self, letter: str) -> None:
        """Hide the curves of a side, or show them."""
        self._chart.toggle(letter)
        self.refresh_bindings()

    def action_change_metric(self) -> None:
        """Go from losses to accuracies or back."""
        self._chart.change_metric()

    def action_change_scale(self) -> None:
        """Go from a linear to a log axis or back."""
        self._chart.change_scale()

    def action_change_x_axis(self) -> None:
        """Go from epochs to seconds or back."""
        self._chart.in_seconds = not self._chart.in_seconds
        self.refresh_bindings()

    def action_change_curves(self) -> None:
        """Draw training and clean curves too, or those of validation alone."""
        self._chart.shows_all = not self._chart.is_paired
        self.refresh_bindings()

    def action_move_cursor(self, by: int) -> None:
        """Read out the next epoch that way."""
        self._chart.move_cursor(by)

    def action_zoom(self, by: int) -> None:
        """Show fewer epochs, or more."""
        self._chart.change_zoom(by)
        self.refresh_bindings()

    def action_move_window(self, by: int) -> None:
        """Show earlier epochs, or later ones."""
        self._chart.move_window(by)

    def action_full_screen(self) -> None:
        """Show the chart in full screen, or all panes."""
        self.toggle_full_screen()

    @property
    def _chart(self) -> OverlayChart:
        assert self.chart is not None
        return self.chart
