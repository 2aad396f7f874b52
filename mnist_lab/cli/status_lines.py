"""Lines on standard error, and a moving bar below them if lines can be rewritten."""

from __future__ import annotations

import shutil
import threading
from typing import TextIO

from mnist_lab.domain.runs.run import Run
from mnist_lab.services.observers import SessionObserver
from mnist_lab.util.text_columns import clipped

BAR_CELLS = 24
ERASE_LINE = "\r\x1b[2K"


class Lines(SessionObserver):
    """Prints what a session reports; `newest` has the latest state of each run.

    A stream that is closed, or whose reader is gone, is not written to again; training continues.
    """

    def __init__(self, stream: TextIO | None, *, moves: bool = False) -> None:
        self.newest: dict[str, Run] = {}
        self._stream = stream
        self._moves = moves
        self._has_bar = False
        self._told: set[tuple[str, str]] = set()
        self._lock = threading.RLock()  # a signal's handler may come back here on the same thread

    def run_changed(self, run: Run) -> None:
        """Print what is new of the run."""
        raise NotImplementedError

    @property
    def at_once(self) -> int:
        """Return how many runs train at once now."""
        return sum(run.state.is_training() for run in self.newest.values())

    def remark(self, sentence: str) -> None:
        """Print the sentence, once."""
        with self._lock:
            self._once("", sentence)

    def error_occurred(self, sentence: str) -> None:
        """Print the sentence."""
        with self._lock:
            self._line(sentence)

    def end(self) -> None:
        """Leave the cursor on a line of its own."""
        with self._lock:
            self._clear()

    def _once(self, about: str, words: str) -> None:
        if (about, words) not in self._told:
            self._told.add((about, words))
            self._line(words)

    def _line(self, words: str) -> None:
        self._clear()
        self._write(words + "\n")

    def _bar(self, share: float, words: str) -> None:
        if not self._moves or self._stream is None:
            return
        line = f"{_format_bar(share, self._stream.encoding)}  {words}"
        self._write(ERASE_LINE + clipped(line, shutil.get_terminal_size().columns - 1))
        self._has_bar = True

    def _clear(self) -> None:
        if self._has_bar:
            self._write(ERASE_LINE)
            self._has_bar = False

    def _write(self, text: str) -> None:
        if self._stream is None:
            return
        try:
            self._stream.write(text)
            self._stream.flush()
        except OSError:
            self._stream = None


def _format_bar(share: float, encoding: str) -> str:
    full = round(BAR_CELLS * share)
    done, left = ("█", "░") if encoding.lower().startswith("utf") else ("#", ".")
    return done * full + left * (BAR_CELLS - full)
