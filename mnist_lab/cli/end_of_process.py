"""Ends a process in which a thread may still train."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable, Iterator

SECONDS_TO_END = 1.0
"""How long the active run may take to end after a hang-up; then it is kept as it was after its last epoch."""

SECONDS_WITHOUT_A_WORD = 5.0


@contextlib.contextmanager
def long_wait_told(tell: Callable[[], object], seconds: float = SECONDS_WITHOUT_A_WORD) -> Iterator[None]:
    """Call `tell`, on another thread, if what is done here takes longer than that."""
    timer = threading.Timer(seconds, tell)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()


def end_process(status: int) -> None:
    """End the process without waiting for threads that still compute: Python would, and might hang on their locks."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(status)
