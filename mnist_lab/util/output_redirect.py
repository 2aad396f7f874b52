"""Keeps what native libraries print off the terminal."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

DESCRIPTORS = {"stdout": 1, "stderr": 2}
FILE_MODE = 0o600


@contextlib.contextmanager
def keep_terminal(log: Path) -> Iterator[None]:
    """Point descriptors 1 and 2 at the log file, and Python's streams at duplicates of what they were.

    TensorFlow writes to the descriptors; Textual and print write through Python's streams, so the terminal stays
    theirs. A stream that something else has replaced is left alone, and so is one that was closed from the start. If
    the log cannot be opened, or is in a folder of another user, these lines are dropped.
    """
    with contextlib.ExitStack() as undone:
        for name, descriptor in DESCRIPTORS.items():
            if getattr(sys, f"__{name}__") is not None:
                undone.enter_context(_turned_away(name, descriptor, log))
        yield


@contextlib.contextmanager
def _turned_away(name: str, descriptor: int, log: Path) -> Iterator[None]:
    own, shown = getattr(sys, f"__{name}__"), getattr(sys, name)
    own.flush()
    duplicate = os.dup(descriptor)
    stream = os.fdopen(duplicate, "w", encoding=own.encoding, errors=own.errors, buffering=1, closefd=False)
    setattr(sys, f"__{name}__", stream)
    if shown is own:
        setattr(sys, name, stream)
    target = _opened(log)
    os.dup2(target, descriptor)
    os.close(target)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            stream.flush()
        setattr(sys, f"__{name}__", own)
        if getattr(sys, name) is stream:
            setattr(sys, name, shown)
        os.dup2(duplicate, descriptor)
        os.close(duplicate)


def _opened(log: Path) -> int:
    try:
        if log.parent.stat().st_uid != os.geteuid():
            raise PermissionError
        descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC, FILE_MODE)
        os.fchmod(descriptor, FILE_MODE)  # whatever the umask took away: it is opened once more for the other stream
        return descriptor
    except OSError:
        return os.open(os.devnull, os.O_WRONLY)
