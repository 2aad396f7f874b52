"""How far something is that may take long, in one line on standard error."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from typing import TextIO

from mnist_lab.cli.output import is_terminal
from mnist_lab.cli.status_lines import ERASE_LINE
from mnist_lab.util.throttle import ProgressThrottle

SECONDS_BETWEEN = 0.1


class Counter:
    """Reports progress once it takes over a second.

    On a terminal the line is rewritten, and erased at the end; elsewhere it is printed once. A total of None is
    unknown.
    """

    def __init__(self, what: str, stream: TextIO | None, clock: Callable[[], float] = time.monotonic) -> None:
        """`what` names the work, such as "reading run files"."""
        self._what = what
        self._stream = stream
        self._moves = is_terminal(stream) and os.environ.get("TERM", "dumb") != "dumb"
        self._throttle = ProgressThrottle(clock, SECONDS_BETWEEN)
        self._is_shown = False

    def __call__(self, done: int, total: int | None = None) -> None:
        """Take the number done; the total ends the report."""
        is_due = self._throttle.is_due(done, total)
        if done == total:
            self.end()
        elif is_due and (self._moves or not self._is_shown):
            self._show(done, total)

    def end(self) -> None:
        """Leave the line as it was before."""
        if self._is_shown and self._moves:
            self._write(ERASE_LINE)
        self._throttle.reset()
        self._is_shown = False

    def _show(self, done: int, total: int | None) -> None:
        self._is_shown = True
        of_all = f" of {total:,}" if total is not None else ""
        words = f"{self._what}: {done:,}{of_all}"
        self._write(f"{ERASE_LINE}{words}" if self._moves else f"{words}\n")

    def _write(self, text: str) -> None:
        if self._stream is not None:
            with contextlib.suppress(OSError):  # whoever read it has gone
                self._stream.write(text)
                self._stream.flush()
