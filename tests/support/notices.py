"""Notices that tests can read."""

from __future__ import annotations


class HeardNotices:
    """Keep what is said to the user, by kind."""

    def __init__(self) -> None:
        self.errors: list[str] = []
        self.notices: list[str] = []
        self.flashes: list[str] = []

    def error(self, sentence: str) -> None:
        self.errors.append(sentence)

    def notice(self, sentence: str) -> None:
        self.notices.append(sentence)

    def flash(self, sentence: str) -> None:
        self.flashes.append(sentence)


def usual_key(_action: str, usual: str) -> str:
    """Return the usual key of an action, as if the user chose no other."""
    return usual
