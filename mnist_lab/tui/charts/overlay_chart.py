"""The curves of up to eight runs and groups over one another."""

from __future__ import annotations

from typing import ClassVar

from textual.reactive import reactive

from mnist_lab.domain.comparison.comparison import Comparison
from mnist_lab.domain.comparison.overlay import last_epoch
from mnist_lab.domain.comparison.picture import OverlayView
from mnist_lab.domain.comparison.zoom import ALL_EPOCHS, FEWEST, Zoom
from mnist_lab.tui.charts.chart import component_classes
from mnist_lab.tui.charts.drawing import Drawing, PlotRow
from mnist_lab.tui.charts.epoch_chart import EpochChart
from mnist_lab.tui.charts.overlay_head import head_lines, head_rows
from mnist_lab.tui.charts.overlay_view import OverlayChartView


class OverlayChart(EpochChart[OverlayChartView]):
    """Draws the sides of a comparison whose letters are not hidden; without one it shows `invitation`.

    While a run trains it redraws at most once in `seconds_between_redraws`. `names_sides` is whether the legend has
    room for what the sides are called.
    """

    LOOKS = "overlay-chart"
    COMPONENT_CLASSES: ClassVar[set[str]] = component_classes(LOOKS)

    comparison: reactive[Comparison | None] = reactive(None, repaint=False)
    hidden: reactive[frozenset[str]] = reactive(frozenset())
    shows_all: reactive[bool | None] = reactive(None)
    in_seconds: reactive[bool] = reactive(False)
    zoom: reactive[Zoom] = reactive(ALL_EPOCHS)
    front: reactive[str] = reactive("")
    names_sides: reactive[bool] = reactive(False)

    def _watch_comparison(self, before: Comparison | None, comparison: Comparison | None) -> None:
        """Draw a live run that continues when its turn comes, and anything else at once."""
        if before is None or comparison is None or before.marks != comparison.marks:
            self.hidden &= self.letters
            self.refresh()
        else:
            self._refresh_in_turn()

    @property
    def has_curves(self) -> bool:
        """Return whether a run has anything to draw."""
        sides = self.comparison.sides if self.comparison is not None else ()
        return any(run.epochs or run.trail for side in sides for run in side.runs)

    @property
    def letters(self) -> frozenset[str]:
        """Return the letters of the sides."""
        return frozenset(side.letter for side in self.comparison.sides) if self.comparison is not None else frozenset()

    @property
    def can_zoom(self) -> bool:
        """Return whether fewer epochs can be shown."""
        low, high = self.zoom.window(self.epoch_count)
        return high - low + 1 > FEWEST

    @property
    def epoch_count(self) -> int:
        """Return how many epochs the sides have."""
        return last_epoch(self.comparison) if self.comparison is not None else 0

    @property
    def last_reached(self) -> int:
        """Return the last epoch that a shown side has; 0 if none has one."""
        sides = self.comparison.sides if self.comparison is not None else ()
        runs = [run for side in sides if side.letter not in self.hidden for run in side.averaged]
        return max((len(run.epochs) for run in runs), default=0)

    @property
    def is_paired(self) -> bool:
        """Return whether training and clean curves are drawn too."""
        view = self._view()
        return view is not None and view.is_paired

    @property
    def look_now(self) -> OverlayView:
        """Return how the curves are shown."""
        return OverlayView(self.metric, self.in_seconds, self.log_scale, self.zoom, self.hidden)

    def toggle(self, letter: str) -> None:
        """Hide a side, or show it again."""
        self.hidden ^= {letter}

    def move_cursor(self, by: int) -> None:
        """Read out the next epoch that way, from either end of what is in sight on; past an end, none."""
        last = self.last_reached
        if not last:
            return
        low, high = self.zoom.window(self.epoch_count)
        begin = min(low if by > 0 else high, last)
        epoch = begin if self.cursor is None else self.cursor + by
        self.cursor = epoch if 1 <= epoch <= last else None
        if self.cursor is not None and not self.zoom.is_all:
            self.zoom = self.zoom.showing(self.cursor, self.epoch_count)

    def change_zoom(self, by: int) -> None:
        """Show half as many epochs about the cursor for 1, twice as many for −1, all for 0."""
        if by == 0:
            self.zoom = ALL_EPOCHS
        else:
            change = self.zoom.closer if by > 0 else self.zoom.wider
            self.zoom = change(self.epoch_count, self.cursor)

    def move_window(self, by: int) -> None:
        """Show later epochs, or earlier ones: by half of those in sight."""
        low, high = self.zoom.window(self.epoch_count)
        self.zoom = self.zoom.moved(by * max((high - low + 1) // 2, 1), self.epoch_count)
        if self.cursor is not None:
            low, high = self.zoom.window(self.epoch_count)
            self.cursor = min(max(self.cursor, low), high, self.last_reached)

    def _view(self) -> OverlayChartView | None:
        comparison = self.comparison
        if comparison is None or not self.has_curves:
            return None
        front = self.front or comparison.reference
        return OverlayChartView(comparison, self.look_now, self.shows_all, self.cursor, front, self._is_ascii)

    def _head_rows(self, view: OverlayChartView, columns: int, rows: int) -> int:
        return head_rows(view, columns, rows, names_sides=self.names_sides)

    def _head(self, view: OverlayChartView, drawing: Drawing, columns: int, rows: int) -> tuple[PlotRow, ...]:
        return head_lines(view, drawing, columns, rows, names_sides=self.names_sides)
