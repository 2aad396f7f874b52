"""How far something is that may take long, in one line on standard error."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from typing import TextIO

from mnist_lab.cli.output import is_terminal
from mnist_lab.cli.status_lines import ERASE_LINE

PATIENCE = 1.0
"""What takes no more seconds goes without a word."""
SECONDS_BETWEEN = 0.1


class Counter:
    """Told how many of how many are done, it says so once that takes over a second.

    On a terminal the line moves, and is gone at the end; elsewhere it is printed once. None stands for a total that is
    not known.
    """

    def __init__(self, what: str, stream: TextIO | None, clock: Callable[[], float] = time.monotonic) -> None:
        """`what` is done, such as "reading run files"."""
        self._what = what
        self._stream = stream
        self._moves = is_terminal(stream) and os.environ.get("TERM", "dumb") != "dumb"
        self._clock = clock
        self._due: float | None = None
        self._is_shown = False

    def __call__(self, done: int, total: int | None = None) -> None:
        """So many are done; as many as there are ends it."""
        if done == total:
            self.end()
            return
        now = self._clock()
        if self._due is None:
            self._due = now + PATIENCE
        if now < self._due or (self._is_shown and not self._moves):
            return
        self._due = now + SECONDS_BETWEEN
        self._is_shown = True
        of_all = f" of {total:,}" if total is not None else ""
        words = f"{self._what}: {done:,}{of_all}"
        self._write(f"{ERASE_LINE}{words}" if self._moves else f"{words}\n")

    def end(self) -> None:
        """Leave the line as it was before."""
        if self._is_shown and self._moves:
            self._write(ERASE_LINE)
        self._due = None
        self._is_shown = False

    def _write(self, text: str) -> None:
        if self._stream is not None:
            with contextlib.suppress(OSError):  # whoever read it has gone
                self._stream.write(text)
                self._stream.flush()
