"""Keeps Python's garbage collector off what is made once and stays."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def gc_frozen() -> Iterator[None]:
    """Keep the garbage collector off what is made here, and do not run it meanwhile.

    Whenever it walks all of TensorFlow, or ten thousand runs, it holds Python's lock for a fifth of a second or more,
    and finds nothing.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()


def stop_collecting() -> None:
    """Keep the garbage collector off what is made from now on, until `resume_collecting`."""
    gc.disable()


def resume_collecting() -> None:
    """Run the garbage collector again, on what is made from now on; do nothing if it runs."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
