"""Keeps what native libraries print off the terminal."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

STREAMS = ("stdout", "stderr")
FILE_MODE = 0o600


@contextlib.contextmanager
def keep_terminal(log: Path) -> Iterator[None]:
    """Point descriptors 1 and 2 at the log file, and Python's own streams at duplicates of what they were.

    TensorFlow writes to the descriptors; Textual and print write through Python's streams, so the terminal stays
    theirs. Where the log cannot be opened, such lines go nowhere.
    """
    flushed = [getattr(sys, name) for name in STREAMS]
    for stream in flushed:
        stream.flush()
    duplicates = [os.dup(1), os.dup(2)]
    before = {name: getattr(sys, name) for name in (*STREAMS, "__stdout__", "__stderr__")}
    streams: list[TextIO] = []
    for name, descriptor in zip(STREAMS, duplicates, strict=True):
        own = before[f"__{name}__"]
        stream = open(descriptor, "w", encoding=own.encoding, errors=own.errors, buffering=1, closefd=False)  # noqa: SIM115
        streams.append(stream)
        setattr(sys, f"__{name}__", stream)
        if before[name] is own:
            setattr(sys, name, stream)
    target = _open(log)
    os.dup2(target, 1)
    os.dup2(target, 2)
    os.close(target)
    try:
        yield
    finally:
        for stream in streams:
            with contextlib.suppress(OSError):
                stream.flush()
        for name, value in before.items():
            setattr(sys, name, value)
        for number, descriptor in enumerate(duplicates, start=1):
            os.dup2(descriptor, number)
            os.close(descriptor)


def _open(log: Path) -> int:
    try:
        return os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, FILE_MODE)
    except OSError:
        return os.open(os.devnull, os.O_WRONLY)
