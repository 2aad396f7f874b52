"""A chart that fills an app, and records what it draws."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.pilot import Pilot

from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.run import Run
from mnist_lab.tui.charts import plot
from mnist_lab.tui.charts.drawing import Drawing, PlotRow
from mnist_lab.tui.charts.loss_chart import LossChart
from mnist_lab_themes import DARK, LIGHT, STYLESHEETS, variables_of
from support.fakes import a_history

HISTORY = a_history([0.12, 0.09, 0.085, 0.09])
GHOST = a_history([0.13, 0.11, 0.10, 0.10])
INVITATION = "Press F5 [to] train."


class RecordingPlot:
    """Draws with plotext and keeps every drawing."""

    def __init__(self) -> None:
        self.drawings: list[Drawing] = []

    def __call__(self, drawing: Drawing) -> tuple[PlotRow, ...]:
        self.drawings.append(drawing)
        return plot.draw(drawing)


class ChartApp(App[None]):
    """A chart that fills the screen."""

    CSS_PATH: ClassVar[list[str]] = [str(path) for path in STYLESHEETS]
    CSS = "LossChart { height: 1fr; }"

    def __init__(self, chart: LossChart) -> None:
        super().__init__()
        self.chart = chart
        self.full_screen_requests = 0

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variables_of(DARK.colours)

    def compose(self) -> ComposeResult:
        yield self.chart

    def on_mount(self) -> None:
        for palette in (DARK, LIGHT):
            self.register_theme(palette.theme())
        self.theme = DARK.theme().name
        self.chart.focus()

    def on_loss_chart_full_screen_toggled(self) -> None:
        self.full_screen_requests += 1


class ChartUnderTest:
    """A chart in an app that is not running yet."""

    def __init__(self, run: Run | None = None, ghost: tuple[Epoch, ...] = (), **options: object) -> None:
        self.plot = RecordingPlot()
        usual = {"invitation": INVITATION, "is_ascii": False, "draw": self.plot}
        self.chart = LossChart(**(usual | options))  # type: ignore[arg-type]
        self.app = ChartApp(self.chart)
        self._first = run, ghost

    async def show(self, pilot: Pilot[None]) -> LossChart:
        """Show the run in the app, which runs now."""
        self.chart.run, self.chart.ghost = self._first
        await pilot.pause()
        return self.chart


def chart_lines(chart: LossChart) -> list[str]:
    """Return the lines of the chart: its title, its legend, and the picture."""
    return chart.render().plain.split("\n")


def picture_of(chart: LossChart) -> str:
    """Return the picture alone."""
    return "\n".join(chart_lines(chart)[2:])
