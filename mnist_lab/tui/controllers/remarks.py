"""What is unusual about the digits, said once in a session of the app."""

from __future__ import annotations

from collections.abc import Iterable

from mnist_lab.tui.controllers.ports import Notices


class Remarks:
    """Passes sentences on to the user, each once: F5 pressed again would only repeat them."""

    def __init__(self, notices: Notices) -> None:
        self._notices = notices
        self._told: set[str] = set()

    def tell(self, sentences: Iterable[str]) -> None:
        """Say those that are new."""
        new = [sentence for sentence in dict.fromkeys(sentences) if sentence not in self._told]
        self._told.update(new)
        if new:
            self._notices.notice(" ".join(new))
