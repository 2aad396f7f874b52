"""Lets go of the terminal, so that a process outlives it."""

from __future__ import annotations

import contextlib
import os
import signal
import sys

STANDARD_INPUT = 0


def let_go_of_terminal() -> None:
    """Leave the session of the terminal, and put the null device in the place of every stream on the terminal.

    Hang-ups are ignored from now on, and so is ctrl+c. Call it on the main thread, or after a hang-up.
    """
    with contextlib.suppress(ValueError):  # not on the main thread: a hang-up came, and there is no second one
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(PermissionError):  # it leads a group; then only its streams are taken away
        os.setsid()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in {STANDARD_INPUT, *_descriptors()}:
        os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _descriptors() -> set[int]:
    """Return the descriptors of Python's streams, which are not 1 and 2 while native libraries print into a file."""
    found = set()
    for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        if stream is not None:
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
            with contextlib.suppress(OSError, ValueError):
                found.add(stream.fileno())
    return found
