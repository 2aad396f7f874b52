"""Says things to the user by messages to the app, from any thread."""

from __future__ import annotations

from collections.abc import Callable

from textual.message import Message

from mnist_lab.tui.state.messages import ErrorNotice, Flash, Notice


class PostedNotices:
    """Post a message for each sentence; `post` may be called on any thread."""

    def __init__(self, post: Callable[[Message], object]) -> None:
        self._post = post

    def error(self, sentence: str) -> None:
        self._post(ErrorNotice(sentence))

    def notice(self, sentence: str) -> None:
        self._post(Notice(sentence))

    def flash(self, sentence: str) -> None:
        self._post(Flash(sentence))
