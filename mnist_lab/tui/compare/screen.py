"""Mode 3: the curves of the marked runs and groups above, what differs, the evidence and the cost below."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.geometry import Region

from mnist_lab.domain.comparison.answer import answer_of
from mnist_lab.domain.comparison.comparison import Comparison
from mnist_lab.domain.formatting.units import format_count
from mnist_lab.tui.charts.overlay_chart import OverlayChart
from mnist_lab.tui.compare.chart_actions import ChartActions
from mnist_lab.tui.compare.compare_exports import CompareExports
from mnist_lab.tui.compare.compare_keys import named_keys
from mnist_lab.tui.compare.compare_words import READING, STILL_READING, TEACHING, format_next, format_notes
from mnist_lab.tui.compare.fact_rows import width_in_one
from mnist_lab.tui.compare.fact_table import FactTable
from mnist_lab.tui.compare.metric_actions import MetricActions
from mnist_lab.tui.compare.side_actions import SideActions
from mnist_lab.tui.compare.side_list import MARGIN, SideList
from mnist_lab.tui.compare.side_rows import least_width
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.state.app_state import AppState
from mnist_lab.tui.state.compare_messages import ComparisonLeft
from mnist_lab.tui.state.state_feed import StateFeed
from mnist_lab.tui.state.view_state import ViewState
from mnist_lab.tui.widgets.full_screen import ALL_PANES
from mnist_lab.tui.widgets.hanging_text import HangingText
from mnist_lab.tui.widgets.key_bar import KeyBar
from mnist_lab.tui.widgets.reading_pane import ALL_SHOWN, ReadingPane
from mnist_lab.tui.widgets.top_bar import TopBar


class CompareScreen(SideActions, CompareExports, MetricActions, ChartActions):
    """The chart and the tables of a comparison; without marks, how to begin one."""

    BINDING_GROUP_TITLE = "Compare"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown", "read(1)", "Read on", id="compare.read_on"),
        Binding("pageup", "read(-1)", "Read back", id="compare.read_back"),
        Binding("escape", "step_back", "back", id="compare.back"),
    ]
    SHORT_HEIGHT = 30
    SHORTEST_HEIGHT = 24
    BESIDE = 4
    """Cells of the rule and the blanks between the tables."""

    term_here = "reference"
    """What the glossary is opened at."""

    def __init__(
        self,
        states: StateFeed[AppState],
        view_states: StateFeed[ViewState],
        comparisons: StateFeed[Comparison | None],
    ) -> None:
        super().__init__()
        self._states = states
        self._view_states = view_states
        self._comparisons = comparisons
        self._marked = 0
        self.comparison: Comparison | None = None

    def compose(self) -> ComposeResult:
        """Lay out the panes."""
        yield TopBar("compare")
        yield HangingText(id="teaching")
        yield OverlayChart()
        with ReadingPane("compare", id="tables"):
            with Vertical(id="sides"):
                yield SideList()
                yield HangingText(id="missing")
            with Vertical(id="facts"):
                yield FactTable()
                yield HangingText(id="notes")
        yield KeyBar()

    def on_mount(self) -> None:
        """Follow the comparison, and give the sides the focus."""
        self.chart = self.query_one(OverlayChart)
        self._states.follow(self, self._take_state)
        self._view_states.follow(self, self._take_marks)
        self._comparisons.follow(self, self._take_comparison)
        self._show_state()
        self._show_comparison()
        self.query_one(SideList).focus()

    def on_resize(self, event: events.Resize) -> None:
        """Lay the tables beside one another if both have room; leave the chart more of a short screen."""
        self.set_class(event.size.height < self.SHORT_HEIGHT, "short")
        self.set_class(event.size.height < self.SHORTEST_HEIGHT, "shortest")
        self._share_room(event.size.width)

    def _take_marks(self, state: ViewState) -> None:
        self._marked = len(state.marks.marks)
        if self.is_mounted:
            self._show_comparison()

    def _take_comparison(self, comparison: Comparison | None) -> None:
        are_others = _keys_of(comparison) != _keys_of(self.comparison)
        self.comparison = comparison
        if self.is_mounted:
            self._show_comparison()
            if are_others:
                self.query_one(ReadingPane).scroll_home(animate=False)

    @on(SideList.Highlighted)
    def _bring_to_front(self) -> None:
        """Draw the side under the cursor over the others, and keep its line in sight."""
        self._chart.front = self.side_here.letter if self.side_here is not None else ""
        line = self.query_one(SideList).cursor
        self.query_one(ReadingPane).scroll_to_region(Region(0, line, 1, 2), animate=False)
        self.refresh_bindings()

    @on(SideList.Toggled)
    def _toggle_side(self, message: SideList.Toggled) -> None:
        """Hide the curves of a side, or show them."""
        self.action_toggle_side(message.letter)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to read on if there is more of the tables."""
        if action == "read":
            return self.comparison is not None and any(pane.is_longer for pane in self.query(ReadingPane))
        return super().check_action(action, parameters)

    def reason_for(self, action: str, parameters: tuple[object, ...]) -> str:
        """Say what an action needs."""
        if self.comparison is None:
            mark = key_hint(self.app, "runs.mark", "space")
            return STILL_READING if self._marked else f"Nothing is marked yet: in Runs, {mark} marks what to compare."
        if action == "read" and not self.is_full_screen:
            return ALL_SHOWN
        if action == "read":
            return f"The curves have the screen: {key_hint(self.app, 'compare.back', 'esc')} shows all panes."
        return super().reason_for(action, parameters)

    @property
    def leads_to(self) -> tuple[str, ...]:
        """Return the keys of the modes in which more is marked, if there is nothing to compare."""
        if self.comparison is None:
            return () if self._marked else ("app.runs", "app.labs")
        return ("app.runs",) if len(self.comparison.sides) == 1 else ()

    def hint_words(self, binding_id: str) -> str:
        """Return what a key does now."""
        if binding_id == "compare.toggle":
            here = self.side_here
            return "show" if here is not None and here.letter in self._chart.hidden else ""
        if binding_id == "compare.back" and self.is_full_screen:
            return ALL_PANES
        return super().hint_words(binding_id)

    def action_toggle_side(self, letter: str) -> None:
        """Hide the curves of a side, or show them."""
        super().action_toggle_side(letter)
        self._show_strokes()

    def action_change_curves(self) -> None:
        """Draw training and clean curves too, or those of validation alone."""
        super().action_change_curves()
        self._show_strokes()

    def action_full_screen(self) -> None:
        """Show the chart in full screen, or all panes."""
        super().action_full_screen()
        self._chart.names_sides = self.is_full_screen

    def action_read(self, pages: int) -> None:
        """Show the tables further down, or up."""
        self.query_one(ReadingPane).read(pages)

    def action_step_back(self) -> None:
        """Leave full screen, end the read-out, else go back to where the comparison was opened."""
        if self.is_full_screen:
            self.leave_full_screen()
            self._chart.names_sides = False
        elif self._chart.cursor is not None:
            self._chart.cursor = None
        else:
            self.post_message(ComparisonLeft())

    def _show_state(self) -> None:
        """Show the state."""
        self.query_one(TopBar).state = self.state

    def _show_comparison(self) -> None:
        """Show the comparison, or how to begin one."""
        comparison = self.comparison
        self.set_class(comparison is None, "empty")
        self.query_one(HangingText).words = self._teaching()
        sides = self.query_one(SideList)
        self._chart.comparison = sides.comparison = self.query_one(FactTable).comparison = comparison
        if comparison is not None:
            self._show_words(comparison)
            self._share_room(self.size.width)
        self._show_strokes()
        self.refresh_bindings()

    def _show_words(self, comparison: Comparison) -> None:
        words = format_next(comparison, named_keys(self.app))
        self.query_one(ReadingPane).summary = answer_of(comparison)
        self.query_one("#missing", HangingText).words = Text(words)
        self.query_one("#missing").display = bool(words)
        notes = format_notes(comparison)
        self.query_one("#notes", HangingText).words = Text(notes)
        self.query_one("#notes").display = bool(notes)

    def _show_strokes(self) -> None:
        """Show in the list which sides are hidden, and the strokes if they are those of the sides."""
        sides = self.query_one(SideList)
        sides.hidden, sides.is_paired = self._chart.hidden, self._chart.is_paired

    def _share_room(self, width: int) -> None:
        if self.comparison is not None:
            needed = MARGIN + least_width(self.comparison) + self.BESIDE + width_in_one(self.comparison)
            self.set_class(needed <= width, "wide")

    def _teaching(self) -> Text:
        if self._marked:
            return Text(READING.format(format_count(self._marked, "marked line")))
        return Text(TEACHING.format(**named_keys(self.app)))


def _keys_of(comparison: Comparison | None) -> frozenset[str]:
    return frozenset(side.key for side in comparison.sides) if comparison is not None else frozenset()
