"""A chart of epochs: one of them can be read out, and while a run trains it is not drawn too often."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol, TypeVar

from textual import events
from textual.reactive import reactive
from textual.timer import Timer

from mnist_lab.tui.charts.chart import Chart, ChartView, draw_with_plotext
from mnist_lab.tui.charts.drawing import Drawing, PlotRow
from mnist_lab.tui.charts.grid import share_at

NEAR = 0.05
"""How far beside the x axis a click still reads out its first or last epoch, as a share of its width."""


class EpochView(ChartView, Protocol):
    """A picture whose x axis is epochs, or the seconds at their ends."""

    def epoch_at(self, share: float) -> int | None:
        """Return the epoch nearest to this share of the x axis."""


View = TypeVar("View", bound=EpochView)


class EpochChart(Chart[View]):
    """Reads out the epoch that is clicked; `_refresh_in_turn` draws once in `seconds_between_redraws` at most."""

    cursor: reactive[int | None] = reactive(None)
    """The number of the epoch that is read out."""

    def __init__(
        self,
        invitation: str = "",
        *,
        is_ascii: bool | None = None,
        seconds_between_redraws: float = 0.25,
        draw: Callable[[Drawing], tuple[PlotRow, ...]] = draw_with_plotext,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(invitation, is_ascii=is_ascii, draw=draw)
        self._seconds_between_redraws = seconds_between_redraws
        self._clock = clock
        self._drawn_at = -seconds_between_redraws
        self._waiting: Timer | None = None

    def on_click(self, event: events.Click) -> None:
        """Read out the epoch under the mouse."""
        offset = event.get_content_offset(self)
        if self._drawn is not None and self._view() is not None and offset is not None:
            view, drawing = self._drawn
            share = share_at(drawing, offset.x)
            self.cursor = view.epoch_at(share) if -NEAR <= share <= 1 + NEAR else None

    def _draw_rows(self, drawing: Drawing) -> tuple[PlotRow, ...]:
        """Draw, and note when, for the next redraw while training."""
        rows = super()._draw_rows(drawing)
        self._drawn_at = self._clock()
        return rows

    def _refresh_in_turn(self) -> None:
        if self._waiting is not None:
            return
        wait = self._drawn_at + self._seconds_between_redraws - self._clock()
        if wait <= 0:
            self.refresh()
        else:
            self._waiting = self.set_timer(wait, self._refresh_now)

    def _refresh_now(self) -> None:
        self._waiting = None
        self.refresh()
