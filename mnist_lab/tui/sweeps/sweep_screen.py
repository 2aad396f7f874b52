"""A sweep on the whole screen: all its trials, and each setting."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from mnist_lab.domain.sweeps.overview import SweepsOverview
from mnist_lab.domain.sweeps.status import SweepStatus
from mnist_lab.tui.batches.progress_line import ProgressLine
from mnist_lab.tui.state.app_state import AppState
from mnist_lab.tui.state.state_feed import StateFeed
from mnist_lab.tui.sweeps.result_actions import ResultActions
from mnist_lab.tui.sweeps.sweep_pane import SweepPane
from mnist_lab.tui.widgets.key_bar import KeyBar
from mnist_lab.tui.widgets.reading_pane import ALL_SHOWN, ReadingPane
from mnist_lab.tui.widgets.top_bar import TopBar

NO_TRIALS = "No trial is done yet."


class SweepScreen(ResultActions):
    """One sweep over the list of them."""

    BINDING_GROUP_TITLE = "Sweep"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll_lines(1)", "Line down", id="sweep.down"),
        Binding("up,k", "scroll_lines(-1)", "Line up", id="sweep.up"),
        Binding("pagedown", "read(1)", "Read on", id="sweep.read_on"),
        Binding("pageup", "read(-1)", "Read back", id="sweep.read_back"),
        Binding("escape", "leave", "back", id="sweep.back"),
    ]

    term_here = "sweep"
    """What the glossary is opened at."""

    def __init__(self, sweep_id: str, states: StateFeed[AppState], overviews: StateFeed[SweepsOverview | None]) -> None:
        super().__init__(states, overviews)
        self._sweep_id = sweep_id

    def compose(self) -> ComposeResult:
        """Lay out the panes."""
        yield TopBar("sweeps")
        yield ProgressLine()
        with ReadingPane("sweep", id="about"):
            yield SweepPane(is_whole=True)
        yield KeyBar()

    def on_mount(self) -> None:
        """Follow the sweep."""
        self._follow()
        self._show_overview()

    @property
    def status(self) -> SweepStatus | None:
        """Return the status of the sweep; None once it is removed."""
        return self.overview.status(self._sweep_id) if self.overview is not None else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to read on if there is more."""
        if action in {"read", "scroll_lines"}:
            return any(pane.is_longer for pane in self.query(ReadingPane))
        return super().check_action(action, parameters)

    def reason_for(self, action: str, parameters: tuple[object, ...]) -> str:
        """Say why there is nothing to read on."""
        return ALL_SHOWN if action in {"read", "scroll_lines"} else super().reason_for(action, parameters)

    def action_scroll_lines(self, lines: int) -> None:
        """Scroll by lines."""
        self.query_one(ReadingPane).scroll_relative(y=lines, animate=False)

    def action_read(self, pages: int) -> None:
        """Scroll down, or up."""
        self.query_one(ReadingPane).read(pages)

    def action_leave(self) -> None:
        """Go back to the list."""
        self.dismiss(None)

    def _show_state(self) -> None:
        self.query_one(TopBar).state = self.state
        self.query_one(ProgressLine).progress = self.progress
        self.refresh_bindings()

    def _show_overview(self) -> None:
        status = self.status
        if status is None:
            if self.overview is not None and self.is_current:
                self.dismiss(None)
            return
        assert self.overview is not None
        self.query_one(SweepPane).show(status, self.overview.largest_class, NO_TRIALS, "")
        self._show_state()
