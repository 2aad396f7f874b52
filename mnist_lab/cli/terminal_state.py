"""The terminal of a process: its settings, to be restored later, and whether it is still there."""

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

Settings = list[int | list[bytes | int]]


class TerminalState:
    """The terminals on the three streams as they are now, usually one and the same."""

    def __init__(self) -> None:
        self._settings: dict[int, Settings] = {}
        for stream in STREAMS:
            duplicate = os.dup(stream)  # something else may be put in the place of the stream
            settings = _settings_of(duplicate)
            if settings is None:
                os.close(duplicate)
            else:
                self._settings[duplicate] = settings

    @property
    def is_gone(self) -> bool:
        """Return whether a terminal that was there is there no longer."""
        return any(_settings_of(descriptor) is None for descriptor in self._settings)

    @property
    def is_changed(self) -> bool:
        """Return whether a terminal that is still there has other settings now."""
        now = {descriptor: _settings_of(descriptor) for descriptor in self._settings}
        return any(found is not None and found != self._settings[each] for each, found in now.items())

    def restore(self) -> None:
        """Leave the app's screen and restore the settings, without waiting, wherever a terminal is still there."""
        for place, (descriptor, settings) in enumerate(self._settings.items(), start=1):
            with contextlib.suppress(OSError, termios.error):
                if place == len(self._settings):
                    os.set_blocking(descriptor, False)
                    os.write(descriptor, AS_IT_WAS)
                    os.set_blocking(descriptor, True)
                termios.tcsetattr(descriptor, termios.TCSANOW, settings)

    def close(self) -> None:
        """Let go of the terminals."""
        for descriptor in self._settings:
            os.close(descriptor)
        self._settings = {}


@contextlib.contextmanager
def hang_ups_sent() -> Iterator[None]:
    """Send this process SIGHUP if a terminal on its streams goes away: the system does so only for the terminal that
    controls the process.
    """
    terminal = TerminalState()
    is_over = threading.Event()

    def watch() -> None:
        while not is_over.wait(SECONDS_BETWEEN_LOOKS):
            if terminal.is_gone:
                os.kill(os.getpid(), signal.SIGHUP)
                return

    watching = threading.Thread(target=watch, name="terminal watch", daemon=True)
    watching.start()
    try:
        yield
    finally:
        is_over.set()
        watching.join()
        terminal.close()


def _settings_of(descriptor: int) -> Settings | None:
    try:
        return termios.tcgetattr(descriptor)
    except (termios.error, OSError):
        return None
