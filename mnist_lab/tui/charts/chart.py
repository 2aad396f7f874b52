"""What the charts share: a title and a legend, the curves below them, and a sentence if there are none."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import ClassVar, Generic, Protocol, TypeVar

from rich.style import Style
from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

from mnist_lab.domain.charts.curves import ChartMetric
from mnist_lab.tui.charts.drawing import Drawing, Ink, PlotRow
from mnist_lab.tui.charts.signs import IN_ASCII

LEAST_COLUMNS, LEAST_ROWS = 28, 7
LEAST_ROWS_FOR_TITLE = 8
TOO_SMALL = "Too small for a chart."


class ChartView(Protocol):
    """What a chart shows, as a value: the chart draws again only if it or the size changes."""

    def drawing(self, columns: int, rows: int) -> Drawing:
        """Return the picture of that size."""


View = TypeVar("View", bound=ChartView)


def draw_with_plotext(drawing: Drawing) -> tuple[PlotRow, ...]:
    """Return the picture, row by row, as `plot.draw`."""
    from mnist_lab.tui.charts.plot import draw  # imports plotext, which the first frame does not need

    return draw(drawing)


class Chart(Widget, Generic[View]):
    """Draws the view that its subclass returns; without one it shows `invitation`."""

    LOOKS: ClassVar[str]
    """The name that its component classes begin with, such as "loss-chart" of "loss-chart--axis"."""

    metric: reactive[ChartMetric] = reactive(ChartMetric.LOSS)
    log_scale: reactive[bool] = reactive(False)
    invitation: reactive[str] = reactive("")

    def __init__(
        self,
        invitation: str = "",
        *,
        is_ascii: bool | None = None,
        draw: Callable[[Drawing], tuple[PlotRow, ...]] = draw_with_plotext,
    ) -> None:
        super().__init__()
        self.set_reactive(Chart.invitation, invitation)
        self._is_ascii = draws_ascii() if is_ascii is None else is_ascii
        self._draw = draw
        self._drawn: tuple[View, Drawing] | None = None
        self._rows: tuple[PlotRow, ...] = ()

    @property
    def other_metric(self) -> ChartMetric:
        """Return what is not drawn now."""
        return ChartMetric.ACCURACY if self.metric is ChartMetric.LOSS else ChartMetric.LOSS

    def change_metric(self) -> None:
        """Go from losses to accuracies or back."""
        self.metric = self.other_metric
        self.refresh_bindings()

    def change_scale(self) -> None:
        """Go from a linear to a log axis or back."""
        self.log_scale = not self.log_scale
        self.refresh_bindings()

    def render(self) -> Text:
        """Draw title and legend, and the curves below them; the legend alone if there are few rows."""
        columns, rows = self.content_size
        view = self._view()
        if view is None:
            return self._sentence(self.invitation, columns, rows)
        if columns < LEAST_COLUMNS or rows < LEAST_ROWS:
            return self._sentence(TOO_SMALL, columns, rows)
        head = self._head_rows(view, columns, rows)
        drawing, drawn = self._picture(view, columns, rows - head)
        picture = Text(no_wrap=True, overflow="ellipsis", end="")
        for row in self._head(view, drawing, columns, head):
            line = Text(no_wrap=True, end="")
            self._append(line, row)
            line.truncate(columns, overflow="ellipsis")
            picture.append_text(line).append("\n")
        for place, row in enumerate(drawn):
            picture.append("\n" if place else "")
            self._append(picture, row)
        return picture

    def _view(self) -> View | None:
        """Return what to draw, or None if there is nothing."""
        raise NotImplementedError

    def _head_rows(self, view: View, columns: int, rows: int) -> int:  # noqa: ARG002  for subclasses
        """Return how many of the rows are for the title and the legend."""
        return 2 if rows >= LEAST_ROWS_FOR_TITLE else 1

    def _head(self, view: View, drawing: Drawing, columns: int, rows: int) -> tuple[PlotRow, ...]:
        """Return this many rows, the title and the legend; if there is one for both, a legend that names the unit."""
        raise NotImplementedError

    def _draw_rows(self, drawing: Drawing) -> tuple[PlotRow, ...]:
        return self._draw(drawing)

    def _picture(self, view: View, columns: int, rows: int) -> tuple[Drawing, tuple[PlotRow, ...]]:
        """Return the picture; drawn again only if its content or size changed, not for another theme."""
        if self._drawn is not None:
            before, drawing = self._drawn
            if before == view and (columns, rows) == (drawing.columns, drawing.rows):
                return drawing, self._rows
        drawing = view.drawing(columns, rows)
        self._drawn = view, drawing
        self._rows = self._draw_rows(drawing)
        return drawing, self._rows

    def _append(self, picture: Text, row: PlotRow) -> None:
        for text, ink in row:
            picture.append(text.translate(IN_ASCII) if self._is_ascii else text, self._look(ink) if ink else "")

    def _sentence(self, sentence: str, columns: int, rows: int) -> Text:
        """Return a sentence in the middle of the widget."""
        lines = [line[:columns].center(columns).rstrip() for line in sentence.split("\n")]
        above = max((rows - len(lines)) // 2, 0)
        return Text("\n" * above + "\n".join(lines), self._look(Ink.LABEL), no_wrap=True, end="")

    def _look(self, ink: Ink) -> Style:
        return self.get_component_rich_style(f"{self.LOOKS}--{ink.name.lower()}", partial=True)


def component_classes(looks: str) -> set[str]:
    """Return the component classes of a chart, one for each ink."""
    return {f"{looks}--{ink.name.lower()}" for ink in Ink if ink is not Ink.NONE}


def lacks_braille(encoding: str, terminal: str) -> bool:
    """Return whether a terminal of that encoding and kind shows no braille: no UTF-8, or the Linux console."""
    return not encoding.lower().replace("-", "").startswith("utf8") or terminal == "linux"


def draws_ascii() -> bool:
    """Return whether charts in this process's terminal must do without braille."""
    return lacks_braille(getattr(sys.__stdout__, "encoding", None) or "", os.environ.get("TERM", ""))
