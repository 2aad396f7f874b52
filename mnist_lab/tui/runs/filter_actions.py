"""The key that opens the filter line, and what becomes of the filter typed there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType

from mnist_lab.domain.filters.kept_text import kept_text
from mnist_lab.domain.filters.known_values import KnownValues
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.domain.views.arrangement import Arrangement
from mnist_lab.domain.views.view_changes import filter_set
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.runs.filter_line import FilterLine
from mnist_lab.tui.runs.table_screen import TableScreen
from mnist_lab.tui.state.state_feed import StateFeed
from mnist_lab.tui.state.view_messages import ViewChangeRequested
from mnist_lab.tui.state.view_state import ViewState
from mnist_lab.tui.widgets.full_screen import FULL_SCREEN

FILTERING = "filtering"


class FilterActions(TableScreen):
    """A screen whose runs are filtered while the user types: what is typed becomes part of the view once it is kept."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "open_filter", "filter", id="runs.filter", key_display="/"),
    ]

    _typed: str | None = None
    _arrangement = Arrangement((), ())

    def __init__(self, view_states: StateFeed[ViewState], summaries: Callable[[], Iterable[Summary]]) -> None:
        super().__init__()
        self._view_states = view_states
        self._summaries = summaries

    @property
    def view_state(self) -> ViewState:
        """Return how the table is shown: as the user tries it, and with the filter that is being typed."""
        state = self._view_states.value
        state = state if self.tried is None else replace(state, view=self.tried)
        return state if self._typed is None else replace(state, view=replace(state.view, filter=self._typed))

    def show_matching(self, arrangement: Arrangement) -> None:
        """Show how many runs match the filter that is typed."""
        self._arrangement = arrangement
        if self._typed is not None:
            self.query_one(FilterLine).show(arrangement)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Filter only if there are runs."""
        if action == "open_filter":
            return not self.has_class("empty") and not self.has_class(FULL_SCREEN)
        return super().check_action(action, parameters)

    def action_open_filter(self) -> None:
        """Let the user type a filter."""
        state = self._view_states.value
        if self._typed is None:
            self._typed = state.view.filter
            self.add_class(FILTERING)
            line = self.query_one(FilterLine)
            line.open(state.view.filter, state.filters, KnownValues(tuple(self._summaries())))
            line.show(self._arrangement)
            self.refresh_bindings()

    @on(events.Click, "#count")
    def _click_count(self) -> None:
        self.action_open_filter()

    @on(FilterLine.Typed)
    def _show_typed(self, message: FilterLine.Typed) -> None:
        """Show what matches so far."""
        if self._typed is not None:
            self._typed = message.text
            self.show_view(self.view_state)

    @on(FilterLine.Kept)
    def _keep_filter(self, message: FilterLine.Kept) -> None:
        """Keep the filter; if a part of it is wrong, stay, or go back to the filter before if the user left."""
        text, problem = kept_text(message.text)
        if problem is not None and message.goes_back:
            return
        self._end_filter(goes_back=message.goes_back)
        view, words = filter_set(self._view_states.value.view, text)
        if problem is None and words:
            self.post_message(ViewChangeRequested(view, words))
        else:
            self.show_view(self.view_state)

    @on(FilterLine.Discarded)
    def _discard_filter(self) -> None:
        """Go back to the filter before."""
        self._end_filter(goes_back=True)
        self.show_view(self.view_state)

    def _end_filter(self, *, goes_back: bool) -> None:
        self._typed = None
        self.query_one(FilterLine).close()
        self.remove_class(FILTERING)
        if goes_back:
            self.table.focus()

    def reason_for(self, action: str, parameters: tuple[object, ...]) -> str:
        """Say what a filter needs."""
        if action != "open_filter":
            return super().reason_for(action, parameters)
        if self.has_class(FULL_SCREEN):
            return f"Only the chart is shown: {key_hint(self.app, 'panes.back', 'esc')} shows the table too."
        return f"There are no runs to filter yet: {key_hint(self.app, 'app.train', '1')} leads to the form."
