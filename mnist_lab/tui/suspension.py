"""Tells whether the app can be suspended: only a shell that started it can resume it."""

from __future__ import annotations

import os
import signal


def can_be_resumed() -> bool:
    """Return whether a shell has started the app: neither it nor the process that watches it leads the session."""
    return os.getsid(0) not in {os.getpid(), os.getppid()}


def ignore_suspension() -> None:
    """Ignore SIGTSTP, unless a shell can resume the app: Textual's handler would stop the process for ever."""
    if not can_be_resumed():
        signal.signal(signal.SIGTSTP, signal.SIG_IGN)
