"""The state of a terminal: as it was before the app, and whether it is still there."""

from __future__ import annotations

import contextlib
import os
import signal
import termios
import threading
from collections.abc import Iterator

STREAMS = (0, 1, 2)
SECONDS_BETWEEN_LOOKS = 0.2

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


@contextlib.contextmanager
def hang_ups_sent() -> Iterator[None]:
    """Send this process SIGHUP if a terminal on its streams goes away: the system does so only for the terminal that
    controls the process.
    """
    duplicates = [os.dup(stream) for stream in STREAMS]  # others may be put in the place of 1 and 2
    terminals = [TerminalState(descriptor) for descriptor in duplicates]
    is_over = threading.Event()

    def watch() -> None:
        while not is_over.wait(SECONDS_BETWEEN_LOOKS):
            if any(terminal.is_gone for terminal in terminals):
                os.kill(os.getpid(), signal.SIGHUP)
                return

    watching = threading.Thread(target=watch, name="terminal watch", daemon=True)
    watching.start()
    try:
        yield
    finally:
        is_over.set()
        watching.join()
        for descriptor in duplicates:
            os.close(descriptor)


def _settings_of(descriptor: int) -> list[int | list[bytes | int]] | None:
    try:
        return termios.tcgetattr(descriptor)
    except (termios.error, OSError):
        return None
