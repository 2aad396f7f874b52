"""The state of a terminal: as it was before the app, and whether it is still there."""

from __future__ import annotations

import contextlib
import os
import termios

AS_IT_WAS = b"\x1b[?1049l\x1b[?25h\x1b[?1000l\x1b[?1003l\x1b[?1006l\x1b[?2004l\x1b[0m\r\n"
"""Leaves the alternate screen, shows the cursor, and turns off the mouse, bracketed paste and colours."""


class TerminalState:
    """The settings that a terminal has now, to be restored later."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._settings = _settings_of(descriptor)

    @property
    def is_gone(self) -> bool:
        """Return whether there was a terminal, and is none any more."""
        return self._settings is not None and _settings_of(self._descriptor) is None

    def restore(self) -> None:
        """Leave the app's screen and restore the settings, without waiting; do nothing if the terminal is gone."""
        if self._settings is not None:
            with contextlib.suppress(OSError, termios.error):
                os.set_blocking(self._descriptor, False)
                os.write(self._descriptor, AS_IT_WAS)
                termios.tcsetattr(self._descriptor, termios.TCSANOW, self._settings)
                os.set_blocking(self._descriptor, True)


def _settings_of(descriptor: int) -> list[int | list[bytes | int]] | None:
    try:
        return termios.tcgetattr(descriptor)
    except (termios.error, OSError):
        return None
