"""The curves of groups of repeats, each with lines from its lowest repeat to its highest."""

from __future__ import annotations

from typing import ClassVar

from textual.reactive import reactive

from mnist_lab.tui.charts.band_chart_view import BandChartView, GroupCurves
from mnist_lab.tui.charts.chart import Chart, component_classes
from mnist_lab.tui.charts.drawing import Drawing, PlotRow


class BandChart(Chart[BandChartView]):
    """Draws validation loss or accuracy of up to three groups; without a run it shows `invitation`."""

    LOOKS = "band-chart"
    COMPONENT_CLASSES: ClassVar[set[str]] = component_classes(LOOKS)

    groups: reactive[tuple[GroupCurves, ...]] = reactive(())
    epochs: reactive[int] = reactive(1)
    subject: reactive[str] = reactive("")
    """The lab that the groups are of."""

    @property
    def has_curves(self) -> bool:
        """Return whether any repeat has an epoch to draw."""
        return any(history for group in self.groups for history in group.histories)

    def _view(self) -> BandChartView | None:
        if not self.has_curves:
            return None
        return BandChartView(self.groups, self.epochs, self.metric, self.log_scale, self._is_ascii, self.subject)

    def _head(self, view: BandChartView, drawing: Drawing, columns: int, rows: int) -> tuple[PlotRow, ...]:  # noqa: ARG002  a legend that depends on no picture
        if rows == 1:
            return (view.legend(columns, names_unit=True),)
        return view.title(columns), view.legend(columns)
