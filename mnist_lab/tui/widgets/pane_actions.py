"""Keys that go from pane to pane, for any screen with several."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from mnist_lab.tui.widgets.full_screen import ALL_PANES, FullScreen

HAS_KEYS = "-has-keys"
"""The class of a frame whose pane has the keys."""


class PaneActions(FullScreen):
    """A screen with panes, one of which may be in full screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "next_pane(1)", "Next pane", id="panes.next"),
        Binding("shift+tab", "next_pane(-1)", "Previous pane", id="panes.before"),
        Binding("escape", "step_back", "Back", id="panes.back"),
    ]

    @property
    def panes(self) -> Mapping[str, Widget]:
        """Return the panes that can have the focus now, by their names, in the order of tab."""
        raise NotImplementedError

    @property
    def home_pane(self) -> str:
        """Return the name of the pane that escape leads to; empty if there is nowhere to go."""
        names = [*self.panes]
        return names[0] if names and not self.panes[names[0]].has_focus_within else ""

    @property
    def frames(self) -> Mapping[str, Widget]:
        """Return the widgets whose rules show which pane has the keys, by the names of the panes."""
        return self.panes

    def on_descendant_focus(self) -> None:
        """Mark the rule of the pane with the keys."""
        self._mark_pane()

    def on_descendant_blur(self) -> None:
        """Mark no rule if no pane has the keys."""
        self._mark_pane()

    def _mark_pane(self) -> None:
        panes = self.panes
        for name, frame in self.frames.items():
            frame.set_class(panes[name].has_focus_within, HAS_KEYS)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to go to another pane if there is one, and back if there is a way."""
        if action == "next_pane":
            return not self.is_full_screen and len(self.panes) > 1
        if action == "step_back":
            return self.is_full_screen or bool(self.home_pane)
        return super().check_action(action, parameters)

    def hint_words(self, binding_id: str) -> str:
        """Return the pane that a key leads to."""
        if binding_id in {"panes.next", "panes.before"}:
            return self._pane(1 if binding_id == "panes.next" else -1)
        if binding_id == "panes.back":
            return ALL_PANES if self.is_full_screen else self.home_pane
        if binding_id == "chart.full_screen" and self.is_full_screen:
            return ALL_PANES
        words = getattr(super(), "hint_words", None)
        return str(words(binding_id)) if words is not None else ""

    def action_next_pane(self, by: int) -> None:
        """Go to the next pane, or the one before."""
        self.panes[self._pane(by)].focus()

    def action_step_back(self) -> None:
        """Leave full screen, else go to the pane where one begins."""
        if self.is_full_screen:
            self.leave_full_screen()
        elif self.home_pane:
            self.panes[self.home_pane].focus()

    def _pane(self, by: int) -> str:
        """Return the name of the pane that many places from the one with the focus."""
        names = [*self.panes]
        here = next((place for place, name in enumerate(names) if self.panes[name].has_focus_within), 0)
        return names[(here + by) % len(names)]
