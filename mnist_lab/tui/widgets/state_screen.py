"""A screen that shows the state of the app."""

from __future__ import annotations

from textual.reactive import var
from textual.screen import Screen

from mnist_lab.tui.state.app_state import AppState


class StateScreen(Screen[None]):
    """Has the state, which comes from a `StateFeed`, and shows it whenever there is another."""

    # a var and no reactive, which would have the whole screen drawn again at each change
    state: var[AppState] = var(AppState(), init=False)

    @property
    def _can_show(self) -> bool:
        """Return whether the screen has widgets."""
        return self.is_mounted

    def _take_state(self, state: AppState) -> None:
        self.state = state

    def _watch_state(self) -> None:
        """Show the new state, if there are widgets."""
        if self._can_show:
            self._show_state()

    def _show_state(self) -> None:
        """Show the state."""
        raise NotImplementedError

    def hint_words(self, binding_id: str) -> str:
        """Return what a key does now, if another base of the screen says so; empty if that is its description."""
        words = getattr(super(), "hint_words", None)
        return str(words(binding_id)) if words is not None else ""

    def reason_for(self, action: str, parameters: tuple[object, ...]) -> str:
        """Return why an action cannot be done now, if another base of the screen says so."""
        reason = getattr(super(), "reason_for", None)
        return str(reason(action, parameters)) if reason is not None else ""
