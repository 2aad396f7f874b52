"""A run's progress in lines on standard error."""

from __future__ import annotations

import shutil
import threading
from typing import TextIO

from mnist_lab.commands.output import clipped
from mnist_lab.domain import events
from mnist_lab.domain.run import Run
from mnist_lab.domain.words import duration_words, loss_words, percent_words

BAR_CELLS = 24
ERASE_LINE = "\r\x1b[2K"


class ProgressLines:
    """A listener that prints a line for each epoch and, where lines can be rewritten, a bar below that moves.

    A stream that is closed, or whose reader goes away, is written to no more; the training goes on.
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
        with self._lock:
            before = self.newest.get(run.id)
            self.newest[run.id] = run
            if isinstance(run.stage, events.Loading | events.Compiling):
                self._once(run, "loading TensorFlow" if isinstance(run.stage, events.Loading) else "compiling")
            elif isinstance(run.stage, events.Began):
                self._once(run, _began_words(run, run.stage))
            elif isinstance(run.stage, events.Progress):
                self._bar(run, run.stage)
            elif run.last is not None and (before is None or len(before.epochs) < len(run.epochs)):
                self._line(_epoch_words(run))

    def queue_changed(self, runs: tuple[Run, ...]) -> None:
        """The queue is no news on the command line."""

    def trouble(self, sentence: str) -> None:
        """Print the sentence."""
        with self._lock:
            self._line(sentence)

    def end(self) -> None:
        """Leave the cursor on a line of its own."""
        with self._lock:
            self._clear()

    def _once(self, run: Run, words: str) -> None:
        if (run.id, words) not in self._told:
            self._told.add((run.id, words))
            self._line(words)

    def _line(self, words: str) -> None:
        self._clear()
        self._write(words + "\n")

    def _bar(self, run: Run, progress: events.Progress) -> None:
        if not self._moves or self._stream is None:
            return
        left = run.seconds_left
        words = (
            f"{_bar_words(run.epochs_done / run.spec.epochs, self._stream.encoding)}  "
            f"epoch {run.epochs_done:.1f} of {run.spec.epochs}  training {loss_words(progress.loss)}"
            + (f"  {duration_words(left)} left" if left is not None else "")
        )
        self._write(ERASE_LINE + clipped(words, shutil.get_terminal_size().columns - 1))
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


def _bar_words(share: float, encoding: str) -> str:
    full = round(BAR_CELLS * share)
    done, left = ("█", "░") if encoding.lower().startswith("utf") else ("#", ".")
    return done * full + left * (BAR_CELLS - full)


def _began_words(run: Run, began: events.Began) -> str:
    after = f", goes on after epoch {len(began.epochs)}" if began.epochs else ""
    return f"{run.title}, seed {run.spec.seed}: {run.parameters:,} parameters, {began.environment.device}{after}"


def _epoch_words(run: Run) -> str:
    epoch = run.epochs[-1]
    return (
        f"epoch {epoch.epoch:>{len(str(run.spec.epochs))}}/{run.spec.epochs}  training {loss_words(epoch.loss)}  "
        f"clean {loss_words(epoch.clean_loss)}  validation {loss_words(epoch.val_loss)}  "
        f"accuracy {percent_words(epoch.val_accuracy)}  {duration_words(epoch.seconds)}"
    )
