"""What controllers need of whoever runs them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

KeyHint = Callable[[str, str], str]
"""Returns how the key of an action is written, given its id and its usual key."""


class Notices(Protocol):
    """Says things to the user; callable on any thread."""

    def error(self, sentence: str) -> None:
        """Say that something failed; it stays until it is read."""

    def notice(self, sentence: str) -> None:
        """Say what the user waits for."""

    def flash(self, sentence: str) -> None:
        """Say what a key just did: briefly, replacing the last such sentence."""
