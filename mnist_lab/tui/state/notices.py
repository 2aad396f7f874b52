"""What the app says to the user: errors stay until they are read, other sentences for a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from textual.message import Message


class NoticeKind(StrEnum):
    """How much a notice matters, and so how long it stays."""

    ERROR = "error"
    NOTICE = "notice"
    FLASH = "flash"


SECONDS = {NoticeKind.NOTICE: 12, NoticeKind.FLASH: 5}
"""How long a notice is shown; an error stays until the user closes it."""
MOST_PASSING = 2
"""The most notices shown at once beside an error: the newest."""


@dataclass(frozen=True, slots=True, eq=False)
class Notice:
    """A sentence for the user; equal only to itself, since the same sentence may be said twice."""

    text: str
    kind: NoticeKind


@dataclass
class Noticed(Message):
    """There is something to say to the user."""

    notice: Notice


@dataclass(frozen=True, slots=True)
class ShownNotices:
    """What is shown on a screen: the oldest unread error, how many errors there are, and what passes by itself."""

    error: str = ""
    errors: int = 0
    passing: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Return whether there is anything to show."""
        return bool(self.error or self.passing)


class PostedNotices:
    """The `Notices` of the app. `post` takes messages to the app, on any thread."""

    def __init__(self, post: Callable[[Message], object]) -> None:
        self._post = post

    def error(self, sentence: str) -> None:
        self._say(sentence, NoticeKind.ERROR)

    def notice(self, sentence: str) -> None:
        self._say(sentence, NoticeKind.NOTICE)

    def flash(self, sentence: str) -> None:
        self._say(sentence, NoticeKind.FLASH)

    def _say(self, sentence: str, kind: NoticeKind) -> None:
        self._post(Noticed(Notice(sentence, kind)))


@dataclass
class NoticeBoard:
    """The notices that are shown or wait to be, the oldest first.

    A passing notice belongs to the place, such as a mode or a dialog, where the user was when it came: what is behind
    a dialog is not repeated in it. Errors belong to all.
    """

    _notices: dict[Notice, object] = field(default_factory=dict)

    def add(self, notice: Notice, place: object) -> None:
        """Take a notice that came in this place; a flash replaces the last flash, and others the same sentence."""
        for old in [*self._notices]:
            if old.kind is notice.kind and (notice.kind is NoticeKind.FLASH or old.text == notice.text):
                del self._notices[old]
        self._notices[notice] = place

    def remove(self, notice: Notice) -> None:
        """Drop a notice whose time is over, if it is still there."""
        self._notices.pop(notice, None)

    def end_flash(self) -> None:
        """Drop the flash: what it says is over."""
        for notice in self.notices:
            if notice.kind is NoticeKind.FLASH:
                del self._notices[notice]

    def read_error(self) -> None:
        """Drop the error that is shown."""
        for notice in self.notices:
            if notice.kind is NoticeKind.ERROR:
                del self._notices[notice]
                return

    def move_from_closed(self, is_closed: Callable[[object], bool], to: object) -> None:
        """Give the notices of closed places, such as a dialog that was left, to the place where the user is now."""
        for notice, place in self._notices.items():
            if is_closed(place):
                self._notices[notice] = to

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Return all notices, the oldest first."""
        return tuple(self._notices)

    def shown_at(self, place: object) -> ShownNotices:
        """Return what to show in this place."""
        errors = [notice.text for notice in self._notices if notice.kind is NoticeKind.ERROR]
        passing = [
            notice.text
            for notice, belongs in self._notices.items()
            if notice.kind is not NoticeKind.ERROR and belongs in (place, None)
        ]
        return ShownNotices(errors[0] if errors else "", len(errors), tuple(passing[-MOST_PASSING:]))
