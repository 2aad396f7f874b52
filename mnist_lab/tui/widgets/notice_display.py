"""Shows notices on whichever screen is on top."""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.screen import Screen

from mnist_lab.tui.state.notices import SECONDS, Notice, NoticeBoard
from mnist_lab.tui.widgets.message_line import MessageLine


class NoticeDisplay:
    """Keeps the notices, and a line of messages on each screen that has had something to show."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._board = NoticeBoard()
        self._follows = False

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Return the notices that are shown or wait to be, the oldest first."""
        return self._board.notices

    @property
    def has_error(self) -> bool:
        """Return whether there is an error that nobody has read."""
        return bool(self._board.shown_at(None).error)

    def take(self, notice: Notice) -> None:
        """Show a notice, and remove it when its time is over."""
        if not self._follows:
            self._follows = True
            self._app.screen_change_signal.subscribe(self._app, self._show_on)
        self._board.add(notice, self._app.screen if self._app.screen_stack else None)
        self._show()
        if notice.kind in SECONDS:
            self._app.set_timer(SECONDS[notice.kind], lambda: self._end(notice))

    def end_flash(self) -> None:
        """Remove what passes by itself in a moment, such as the key that undoes a change, before its time."""
        self._board.end_flash()
        self._show()

    def read_error(self) -> None:
        """Remove the error that is shown."""
        self._board.read_error()
        self._show()

    def _end(self, notice: Notice) -> None:
        self._board.remove(notice)
        self._show()

    def _is_closed_dialog(self, place: object) -> bool:
        return isinstance(place, Screen) and place.is_modal and place not in self._app.screen_stack

    def _show(self) -> None:
        for screen in self._app.screen_stack:
            self._show_on(screen)

    def _show_on(self, screen: Screen[Any]) -> None:
        """Give a screen its line when there is first something to show: most screens never need one."""
        if not screen.is_attached:  # the app leaves
            return
        self._board.move_from_closed(self._is_closed_dialog, self._app.screen)
        shown = self._board.shown_at(screen)
        lines = screen.query_children(MessageLine)
        if lines:
            lines.first().shown = shown
        elif shown:
            line = MessageLine()
            screen.mount(line)
            line.shown = shown
        screen.refresh_bindings()
