"""The curves of groups of repeats, each with a shade from its lowest repeat to its highest."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

from mnist_lab.domain.charts.curves import ChartMetric
from mnist_lab.tui.charts import plot
from mnist_lab.tui.charts.band_chart_view import BandChartView, GroupCurves
from mnist_lab.tui.charts.loss_chart import LEAST_COLUMNS, LEAST_ROWS, TOO_SMALL, draws_ascii
from mnist_lab.tui.charts.plot import Drawing, Ink, PlotRow


class BandChart(Widget):
    """Draws validation loss or accuracy of up to three groups; without a run it shows `invitation`."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"band-chart--{ink.name.lower()}" for ink in Ink if ink is not Ink.NONE}

    groups: reactive[tuple[GroupCurves, ...]] = reactive(())
    epochs: reactive[int] = reactive(1)
    metric: reactive[ChartMetric] = reactive(ChartMetric.LOSS)
    log_scale: reactive[bool] = reactive(False)
    invitation: reactive[str] = reactive("")

    def __init__(
        self, *, is_ascii: bool | None = None, draw: Callable[[Drawing], tuple[PlotRow, ...]] = plot.draw
    ) -> None:
        super().__init__()
        self._is_ascii = draws_ascii() if is_ascii is None else is_ascii
        self._draw = draw
        self._drawn: tuple[BandChartView, tuple[int, int]] | None = None
        self._rows: tuple[PlotRow, ...] = ()

    @property
    def has_curves(self) -> bool:
        """Return whether any repeat has an epoch to draw."""
        return any(history for group in self.groups for history in group.histories)

    def change_metric(self) -> None:
        """Go from losses to accuracies or back."""
        self.metric = ChartMetric.ACCURACY if self.metric is ChartMetric.LOSS else ChartMetric.LOSS

    def change_scale(self) -> None:
        """Go from a linear to a log axis or back."""
        self.log_scale = not self.log_scale

    def render(self) -> Text:
        """Draw the legend, and the curves below it."""
        columns, rows = self.content_size
        if not self.has_curves:
            return self._sentence(self.invitation, columns, rows)
        if columns < LEAST_COLUMNS or rows < LEAST_ROWS:
            return self._sentence(TOO_SMALL, columns, rows)
        view = BandChartView(self.groups, self.epochs, self.metric, self.log_scale, self._is_ascii)
        picture = Text(no_wrap=True, overflow="ellipsis", end="")
        for words, ink in view.legend(columns):
            picture.append(words, self._look(ink) if ink else "")
        picture.truncate(columns, overflow="ellipsis")
        for row in self._picture(view, columns, rows - 1):
            picture.append("\n")
            for words, ink in row:
                picture.append(words, self._look(ink) if ink else "")
        return picture

    def _picture(self, view: BandChartView, columns: int, rows: int) -> tuple[PlotRow, ...]:
        """Return the rows; drawn again only if their content or size changed, not for another theme."""
        if self._drawn != (view, (columns, rows)):
            self._drawn = view, (columns, rows)
            self._rows = self._draw(view.drawing(columns, rows))
        return self._rows

    def _sentence(self, words: str, columns: int, rows: int) -> Text:
        """Words in the middle."""
        lines = [line[:columns].center(columns).rstrip() for line in words.split("\n")]
        above = max((rows - len(lines)) // 2, 0)
        return Text("\n" * above + "\n".join(lines), self._look(Ink.LABEL), no_wrap=True, end="")

    def _look(self, ink: Ink) -> Style:
        return self.get_component_rich_style(f"band-chart--{ink.name.lower()}", partial=True)
