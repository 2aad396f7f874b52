"""Why a key does nothing now: a screen or widget that turns an action down says what the action needs."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from textual.actions import parse


@runtime_checkable
class GivesReasons(Protocol):
    """What turns some of its actions down, in `check_action`, and says why."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether the action can be done now."""

    def reason_for(self, action: str, parameters: tuple[object, ...]) -> str:
        """Return a sentence that says what the action needs, given that it cannot be done; empty to say nothing."""


def reason_against(action: str, place: object) -> str:
    """Return why an action of this screen or widget cannot be done now; empty if it can, or there is nothing to say."""
    elsewhere, name, parameters = parse(action)
    if elsewhere or not isinstance(place, GivesReasons) or place.check_action(name, parameters):
        return ""
    return place.reason_for(name, parameters)
