"""The curves of a run, live while it trains."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.timer import Timer
from textual.widget import Widget

from mnist_lab.domain.charts.curves import ChartMetric
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.run import Run
from mnist_lab.tui.charts import plot
from mnist_lab.tui.charts.loss_chart_text import first_line
from mnist_lab.tui.charts.loss_chart_view import LossChartView
from mnist_lab.tui.charts.plot import Drawing, Ink, PlotRow

LEAST_COLUMNS, LEAST_ROWS = 28, 7
TOO_SMALL = "Too small for a chart."


class LossChart(Widget, can_focus=True):
    """Draws the training, clean and validation curves of a run, its best epochs, and the baseline's curve as a ghost.

    Without a run it shows `invitation`. While a run trains it redraws at most once in `seconds_between_redraws`.
    """

    BINDING_GROUP_TITLE = "Chart"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "change_metric", "accuracy", id="chart.metric"),
        Binding("y", "change_scale", "log", id="chart.log"),
        Binding("x", "change_x_axis", "Epochs or seconds", show=False, id="chart.seconds"),
        Binding("b", "toggle_ghost", "Baseline ghost", show=False, id="chart.ghost"),
        Binding("left", "move_cursor(-1)", "Read out the epoch before", show=False, id="chart.before"),
        Binding("right", "move_cursor(1)", "Read out the epoch after", show=False, id="chart.after"),
        Binding("escape", "clear_cursor", "No read-out", show=False, id="chart.clear"),
        Binding("f", "full_screen", "Full screen", show=False, id="chart.full_screen"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"loss-chart--{ink.name.lower()}" for ink in Ink if ink is not Ink.NONE}

    run: reactive[Run | None] = reactive(None, repaint=False)
    ghost: reactive[tuple[Epoch, ...]] = reactive(())
    ghost_shown: reactive[bool] = reactive(True)
    metric: reactive[ChartMetric] = reactive(ChartMetric.LOSS)
    log_scale: reactive[bool] = reactive(False)
    seconds_axis: reactive[bool] = reactive(False)
    cursor: reactive[int | None] = reactive(None)
    """The number of the epoch that is read out."""

    @dataclass
    class FullScreenToggled(Message):
        """The user asked for the chart in full screen, or for all panes again."""

    def __init__(
        self,
        invitation: str = "",
        *,
        is_ascii: bool | None = None,
        seconds_between_redraws: float = 0.25,
        draw: Callable[[Drawing], tuple[PlotRow, ...]] = plot.draw,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._invitation = invitation
        self._is_ascii = draws_ascii() if is_ascii is None else is_ascii
        self._seconds_between_redraws = seconds_between_redraws
        self._draw = draw
        self._clock = clock
        self._drawn_at = -seconds_between_redraws
        self._drawn: tuple[LossChartView, Drawing] | None = None
        self._rows: tuple[PlotRow, ...] = ()
        self._waiting: Timer | None = None

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
        if action == "move_cursor":
            return bool(self.run.epochs)
        if action == "clear_cursor":
            return self.cursor is not None
        return True

    def render(self) -> Text:
        """Draw the legend or read-out, and the curves below it."""
        columns, rows = self.content_size
        if self.run is None:
            return self._sentence(self._invitation, columns, rows)
        if columns < LEAST_COLUMNS or rows < LEAST_ROWS:
            return self._sentence(TOO_SMALL, columns, rows)
        view = self._view(self.run)
        picture = Text(no_wrap=True, overflow="ellipsis", end="")
        for place, row in enumerate(
            (first_line(view, view.scale(rows - 1), columns), *self._picture(view, columns, rows - 1))
        ):
            picture.append("\n" if place else "")
            for words, ink in row:
                picture.append(words, self._look(ink) if ink else "")
            if not place:
                picture.truncate(columns, overflow="ellipsis")
        return picture

    def on_click(self, event: events.Click) -> None:
        """Read out the epoch under the mouse."""
        offset = event.get_content_offset(self)
        if self._drawn is not None and self.run is not None and offset is not None:
            view, drawing = self._drawn
            share = plot.share_at(drawing, offset.x)
            self.cursor = view.epoch_at(share) if -0.05 <= share <= 1.05 else None

    def action_change_metric(self) -> None:
        """Go from losses to accuracies or back."""
        self.metric = ChartMetric.ACCURACY if self.metric is ChartMetric.LOSS else ChartMetric.LOSS

    def action_change_scale(self) -> None:
        """Go from a linear to a log axis or back."""
        self.log_scale = not self.log_scale

    def action_change_x_axis(self) -> None:
        """Go from epochs to seconds or back."""
        self.seconds_axis = not self.seconds_axis

    def action_toggle_ghost(self) -> None:
        """Show or hide the baseline's curve."""
        self.ghost_shown = not self.ghost_shown

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

    def _view(self, run: Run) -> LossChartView:
        return LossChartView(
            run=run,
            ghost=self.ghost if self.ghost_shown else (),
            metric=self.metric,
            is_log=self.log_scale,
            in_seconds=self.seconds_axis,
            cursor=self.cursor,
            is_ascii=self._is_ascii,
        )

    def _picture(self, view: LossChartView, columns: int, rows: int) -> tuple[PlotRow, ...]:
        """Return the rows; drawn again only if their content or size changed, not for another theme."""
        size = columns, rows
        if self._drawn is None or self._drawn[0] != view or size != (self._drawn[1].columns, self._drawn[1].rows):
            self._drawn = view, view.drawing(columns, rows)
            self._rows = self._draw(self._drawn[1])
            self._drawn_at = self._clock()
        return self._rows

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

    def _sentence(self, words: str, columns: int, rows: int) -> Text:
        """Words in the middle."""
        lines = [line[:columns].center(columns).rstrip() for line in words.split("\n")]
        above = max((rows - len(lines)) // 2, 0)
        return Text("\n" * above + "\n".join(lines), self._look(Ink.LABEL), no_wrap=True, end="")

    def _look(self, ink: Ink) -> Style:
        return self.get_component_rich_style(f"loss-chart--{ink.name.lower()}", partial=True)


def lacks_braille(encoding: str, terminal: str) -> bool:
    """Return whether a terminal of that encoding and kind shows no braille: no UTF-8, or the Linux console."""
    return not encoding.lower().replace("-", "").startswith("utf8") or terminal == "linux"


def draws_ascii() -> bool:
    """Return whether charts in this process's terminal must do without braille."""
    return lacks_braille(getattr(sys.__stdout__, "encoding", None) or "", os.environ.get("TERM", ""))
