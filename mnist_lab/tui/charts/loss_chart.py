"""The curves of a run, live while it trains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive

from mnist_lab.domain.charts.curves import ChartMetric
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.run import Run
from mnist_lab.tui.charts.chart import component_classes
from mnist_lab.tui.charts.drawing import Drawing, PlotRow
from mnist_lab.tui.charts.epoch_chart import EpochChart
from mnist_lab.tui.charts.loss_chart_head import legend_line, marks_not_in, title_line
from mnist_lab.tui.charts.loss_chart_view import LossChartView
from mnist_lab.tui.key_names import key_hint

if TYPE_CHECKING:
    from mnist_lab.domain.tables.naming import Naming


NOT_REFINED = "This run has no refined loss: it is of an earlier version, or its loss is not finite."


class LossChart(EpochChart[LossChartView], can_focus=True):
    """Draws the training, clean and validation curves of a run, its best epochs, and the baseline's curve as a ghost.

    On request also the refined loss: the validation loss with the best temperature.

    Without a run it shows `invitation`. While a run trains it redraws at most once in `seconds_between_redraws`.
    """

    BINDING_GROUP_TITLE = "Chart"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "change_metric", "accuracy", id="chart.metric"),
        Binding("y", "change_scale", "log", id="chart.log"),
        Binding("x", "change_x_axis", "Epochs or seconds", id="chart.seconds"),
        Binding("b", "toggle_ghost", "Baseline ghost", id="chart.ghost"),
        Binding("h", "toggle_refined", "refined loss", id="chart.refined"),
        Binding("left", "move_cursor(-1)", "Read out the epoch before", id="chart.before"),
        Binding("right", "move_cursor(1)", "Read out the epoch after", id="chart.after"),
        Binding("escape", "clear_cursor", "No read-out", id="chart.clear"),
        Binding("f", "full_screen", "Full screen", id="chart.full_screen"),
    ]
    LOOKS = "loss-chart"
    COMPONENT_CLASSES: ClassVar[set[str]] = component_classes(LOOKS)

    run: reactive[Run | None] = reactive(None, repaint=False)
    ghost: reactive[tuple[Epoch, ...]] = reactive(())
    ghost_shown: reactive[bool] = reactive(True)
    refined_shown: reactive[bool] = reactive(False)
    seconds_axis: reactive[bool] = reactive(False)
    naming: reactive[Naming | None] = reactive(None)
    """What runs are called beside the chart, if that is not their title."""

    @dataclass
    class FullScreenToggled(Message):
        """The user asked for the chart in full screen, or for all panes again."""

    def _watch_run(self, before: Run | None, run: Run | None) -> None:
        """Draw a run that continues when its turn comes, and anything else at once."""
        if before is None or run is None or before.id != run.id:
            self.cursor = None
            self.refresh()
        elif before.state is run.state and run.state.is_training():
            self._refresh_in_turn()
        else:
            self.refresh()

    def _watch_ghost(self) -> None:
        """Offer its key only if there is a ghost."""
        self.refresh_bindings()

    def check_action(self, action: str, _: tuple[object, ...]) -> bool | None:
        """Offer what changes a picture if there is one; ghost and cursor if they have a place in it."""
        if self.run is None:
            return False
        if action == "toggle_ghost":
            return bool(self.ghost)
        if action == "toggle_refined":
            return self.metric is ChartMetric.LOSS and self.run.best_refined is not None
        if action == "move_cursor":
            return bool(self.run.epochs)
        if action == "clear_cursor":
            return self.cursor is not None
        return True

    def reason_for(self, action: str, _: tuple[object, ...]) -> str:
        """Say what the picture lacks."""
        if action == "clear_cursor":
            return ""  # the same key leads on to the screen
        if self.run is None:
            return "There are no curves yet."
        if action == "toggle_ghost":
            return "There is no baseline to draw beside this run."
        if action == "toggle_refined" and self.run.epochs:
            metric = key_hint(self.app, "chart.metric", "m")
            no_accuracy = f"Temperature changes no answer, and so no accuracy: {metric} shows the losses."
            return NOT_REFINED if self.metric is ChartMetric.LOSS else no_accuracy
        return "No epoch is done yet."

    def hint_words(self, binding_id: str) -> str:
        """Return what a key would show."""
        if binding_id == "chart.metric":
            return self.other_metric.value
        if binding_id == "chart.refined" and self.refined_shown:
            return "no refined loss"
        return "linear" if binding_id == "chart.log" and self.log_scale else ""

    def action_change_metric(self) -> None:
        self.change_metric()

    def action_change_scale(self) -> None:
        self.change_scale()

    def action_change_x_axis(self) -> None:
        """Go from epochs to seconds or back."""
        self.seconds_axis = not self.seconds_axis

    def action_toggle_ghost(self) -> None:
        """Show or hide the baseline's curve."""
        self.ghost_shown = not self.ghost_shown

    def action_toggle_refined(self) -> None:
        """Show or hide the refined loss."""
        self.refined_shown = not self.refined_shown
        self.refresh_bindings()

    def action_move_cursor(self, by: int) -> None:
        """Read out the next epoch that way, from either end on; past an end, none."""
        numbers = [epoch.epoch for epoch in self.run.epochs] if self.run is not None else []
        if self.cursor in numbers:
            place = numbers.index(self.cursor) + by
            self.cursor = numbers[place] if 0 <= place < len(numbers) else None
        elif numbers:
            self.cursor = numbers[0 if by > 0 else -1]

    def action_clear_cursor(self) -> None:
        """End the read-out."""
        self.cursor = None

    def action_full_screen(self) -> None:
        """Ask the screen for all of its room, or to give it back."""
        self.post_message(self.FullScreenToggled())

    def _view(self) -> LossChartView | None:
        if self.run is None:
            return None
        return LossChartView(
            run=self.run,
            ghost=self.ghost if self.ghost_shown else (),
            metric=self.metric,
            is_log=self.log_scale,
            in_seconds=self.seconds_axis,
            cursor=self.cursor,
            is_ascii=self._is_ascii,
            wants_refined=self.refined_shown,
            given_name=self.naming.title(self.run) if self.naming is not None else "",
        )

    def _head(self, view: LossChartView, drawing: Drawing, columns: int, rows: int) -> tuple[PlotRow, ...]:
        if rows == 1:
            return (legend_line(view, columns, names_unit=True),)
        title = title_line(view, drawing, columns)
        return title, legend_line(view, columns, marks=marks_not_in(title, drawing))
