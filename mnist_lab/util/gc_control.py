"""Keeps Python's garbage collector off what is made once and stays."""

from __future__ import annotations

import contextlib
import gc
import threading
from collections.abc import Iterator


class _Holds:
    """Counts who keeps the collector off, on any thread: it runs again once the last is done, if it ran before."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0
        self._was_enabled = True

    def take(self) -> None:
        """Keep the collector off."""
        with self._lock:
            if self._count == 0:
                self._was_enabled = gc.isenabled()
                gc.disable()
            self._count += 1

    def release(self) -> None:
        """Keep it off what is there by now, and let it run again unless another keeps it off."""
        with self._lock:
            gc.freeze()
            self._count -= 1
            if self._count == 0 and self._was_enabled:
                gc.enable()


_holds = _Holds()
_until_resumed = contextlib.ExitStack()


@contextlib.contextmanager
def gc_frozen() -> Iterator[None]:
    """Keep the garbage collector off what is made here, and do not run it meanwhile.

    Whenever it walks all of TensorFlow, or ten thousand runs, it holds Python's lock for a fifth of a second or more,
    and finds nothing.
    """
    _holds.take()
    try:
        yield
    finally:
        _holds.release()


def stop_collecting() -> None:
    """Keep the garbage collector off what is made from now on, until `resume_collecting`."""
    _until_resumed.enter_context(gc_frozen())


def resume_collecting() -> None:
    """Run the garbage collector again, on what is made from now on; do nothing if it was not stopped."""
    _until_resumed.close()
