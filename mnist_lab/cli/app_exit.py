"""Ends the app in time: on signals, and when its terminal is gone, whatever the app is doing just then."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import termios
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Protocol

SECONDS_TO_END = 1.0
"""How long the active run may take to end; then it is kept as it was after its last epoch."""
SECONDS_TO_LEAVE = 0.5
"""How long the app may take to leave the screen once it was asked to."""
SECONDS_BETWEEN_LOOKS = 0.2
STATUS_OF_A_SIGNAL = 128
SIGNALS = (signal.SIGTERM, signal.SIGHUP)
AS_IT_WAS = b"\x1b[?1049l\x1b[?25h\x1b[?1000l\x1b[?1003l\x1b[?1006l\x1b[?2004l\x1b[0m\r\n"
"""Leaves the alternate screen, shows the cursor, and turns off the mouse, bracketed paste and colours."""


class Endable(Protocol):
    """A session, as far as its end is concerned."""

    def interrupt(self) -> None:
        """Ask the active run to end, as interrupted."""

    def close(self, within: float | None = None) -> bool:
        """End the active run and write everything; return False if not all was written."""


class AppExit:
    """Sees to the end of a session whose app may not be able to leave by itself.

    `leave` asks the app to leave its screen; it may be called on any thread.
    """

    def __init__(self, session: Endable, leave: Callable[[], object], terminal: int) -> None:
        self._session = session
        self._leave = leave
        self._terminal = terminal
        self._settings = _settings_of(terminal)
        self._has_left = threading.Event()
        self._is_closed = threading.Event()
        self.signal_received: int | None = None

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """End the session on SIGTERM and SIGHUP, unless they were ignored before, and once the terminal is gone."""
        before = {number: signal.getsignal(number) for number in SIGNALS}
        for number, handler in before.items():
            if handler is not signal.SIG_IGN:  # nohup
                signal.signal(number, self._take_signal)
        threading.Thread(target=self._watch_terminal, name="terminal watch", daemon=True).start()
        try:
            yield
        finally:
            self._is_closed.set()
            for number, handler in before.items():
                signal.signal(number, handler)

    @property
    def status(self) -> int:
        """Return the exit status that the signal asks for; 0 if there was none."""
        return 0 if self.signal_received is None else STATUS_OF_A_SIGNAL + self.signal_received

    def close_session(self) -> bool:
        """Close the session once the app has left its screen; in bounded time if a signal came before that.

        Return False if not all was written.
        """
        self._has_left.set()
        is_kept = self._session.close(None if self.signal_received is None else SECONDS_TO_END)
        self._is_closed.set()
        return is_kept

    def _take_signal(self, number: int, _: FrameType | None) -> None:
        self._begin(number)

    def _begin(self, number: int) -> None:
        if self.signal_received is None:
            self.signal_received = number
            self._session.interrupt()
            threading.Thread(target=self._end_in_time, name="end", daemon=True).start()

    def _end_in_time(self) -> None:
        """Ask the app to leave; close the session here and end the process if that is not done in time."""
        with contextlib.suppress(Exception):
            self._leave()
        has_left = self._has_left.wait(SECONDS_TO_LEAVE)
        if has_left and self._is_closed.wait(SECONDS_TO_END + SECONDS_BETWEEN_LOOKS):
            return
        try:
            self._session.close(0.0 if has_left else SECONDS_TO_END)
            self._restore_terminal()
        finally:  # nobody else would end the process
            os._exit(self.status)

    def _watch_terminal(self) -> None:
        while not self._is_closed.wait(SECONDS_BETWEEN_LOOKS):
            if self._settings is not None and _settings_of(self._terminal) is None:
                self._begin(signal.SIGHUP)
                return

    def _restore_terminal(self) -> None:
        if self._settings is not None:
            with contextlib.suppress(OSError, termios.error):
                os.set_blocking(self._terminal, False)
                os.write(self._terminal, AS_IT_WAS)
                termios.tcsetattr(self._terminal, termios.TCSANOW, self._settings)


def end_process(status: int) -> None:
    """End the process without waiting for threads that still compute: Python would, and might hang on their locks."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(status)


def _settings_of(terminal: int) -> list[int | list[bytes | int]] | None:
    """Return the settings of the terminal, or None if it is gone or was none."""
    try:
        return termios.tcgetattr(terminal)
    except (termios.error, OSError):
        return None
