"""What the keys that write, copy and print take of the table of runs."""

from __future__ import annotations

from mnist_lab.domain.comparison.picture import OverlayView
from mnist_lab.domain.exports.content import ChartContent, Content, Copyable, MarkedContent, TableContent
from mnist_lab.domain.views.arrangement import Arrangement
from mnist_lab.tui.charts.loss_chart import LossChart
from mnist_lab.tui.runs.run_reading import RunReading
from mnist_lab.tui.runs.table_screen import TableScreen
from mnist_lab.tui.state.export_messages import ViewCommandRequested
from mnist_lab.tui.widgets.export_actions import ExportActions


class TableExports(TableScreen, RunReading, ExportActions):
    """A screen with the table of runs and the chart of the run under its cursor."""

    @property
    def content_here(self) -> Content | None:
        """Return the lines shown, and the chart beside them; None if no run is shown."""
        arrangement = self._arrangement
        if not arrangement.lines:
            return None
        return TableContent(arrangement.lines, arrangement.columns, self._chart_here)

    @property
    def copied_here(self) -> Copyable | None:
        """Return the marked lines, or that under the cursor."""
        state, line = self.view_state, self.line_here
        if state.marks.marks:
            return MarkedContent(state.marks, state.view, self._arrangement.columns)
        return TableContent((line,), self._arrangement.columns) if line is not None else None

    @property
    def command_here(self) -> ViewCommandRequested | None:
        """Return the request for the command of the view; None if its filter is not whole."""
        arrangement = self._arrangement
        if arrangement.problem is not None:
            return None
        has_pinned = any(line.is_pinned for line in arrangement.lines[:1])
        return ViewCommandRequested(self.view_state.view, has_pinned)

    @property
    def reason_against_command(self) -> str:
        """Say that the filter is not whole."""
        problem = self._arrangement.problem
        return f"A command needs a whole filter: {problem.sentence}" if problem is not None else ""

    @property
    def _arrangement(self) -> Arrangement:
        return self.table.lines.arrangement

    @property
    def _chart_here(self) -> ChartContent | None:
        run, chart = self.run_read, self.query_one(LossChart)
        if run is None or not run.epochs:
            return None
        return ChartContent(run, OverlayView(chart.metric, chart.seconds_axis, chart.log_scale))
