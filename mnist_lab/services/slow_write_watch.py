"""Says that the store does not answer: a network drive that is gone holds up a write for ever, without an error."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

SECONDS_UNTIL_SLOW = 12.0
"""Longer than a write waits for the lock of a file, which is told as such."""


class SlowWriteWatch:
    """A thread that looks how long each write takes. `report` gets a sentence when it is long, and when it is over."""

    def __init__(self, folder: Path, report: Callable[[str], None], seconds: float = SECONDS_UNTIL_SLOW) -> None:
        self._folder = folder
        self._report = report
        self._seconds = seconds
        self._began = threading.Event()
        self._ended = threading.Event()
        self._is_closing = False
        self._thread = threading.Thread(target=self._work, name="slow write watch", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def close(self) -> None:
        """End the thread."""
        self._is_closing = True
        self._ended.set()
        self._began.set()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch a write, which is done in the body."""
        self._ended.clear()
        self._began.set()
        try:
            yield
        finally:
            self._began.clear()
            self._ended.set()

    def _work(self) -> None:
        while not self._is_closing:
            self._began.wait()
            if self._ended.wait(self._seconds) or self._is_closing:
                continue
            self._report(
                f"{self._folder} has not answered for {self._seconds:g} seconds: "
                "runs train on, and are written once it answers."
            )
            self._ended.wait()
            if not self._is_closing:
                self._report(f"{self._folder} answers again.")
