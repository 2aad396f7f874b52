"""Says things to the user in the corner of the screen, from any thread."""

from __future__ import annotations

from collections.abc import Callable

from textual.message import Message
from textual.notifications import Notification, Notify

SECONDS_OF_A_NOTICE = 12
SECONDS_OF_A_FLASH = 5


class Toasts:
    """The `Notices` of the app: sentences as toasts. `post` takes messages to the app, on any thread."""

    def __init__(self, post: Callable[[Message], object]) -> None:
        self._post = post
        self._flashed = Notification("", timeout=0)

    def error(self, sentence: str) -> None:
        self._show(Notification(sentence, severity="error", timeout=SECONDS_OF_A_NOTICE))

    def notice(self, sentence: str) -> None:
        self._show(Notification(sentence, timeout=SECONDS_OF_A_NOTICE))

    def flash(self, sentence: str) -> None:
        self._flashed.timeout = 0  # it ends now, shown or not
        self._flashed = Notification(sentence, timeout=SECONDS_OF_A_FLASH)
        self._show(self._flashed)

    def _show(self, notification: Notification) -> None:
        self._post(Notify(notification))
