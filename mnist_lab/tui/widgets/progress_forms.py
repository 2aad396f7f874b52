"""How far an active run is, beside its bar: in training, paused or about to stop, and the key for that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mnist_lab.domain.formatting.units import format_duration
from mnist_lab.domain.runs.progress_words import current_epoch, format_epoch
from mnist_lab.domain.runs.run import Run, RunState

WIDE = 64
LONGEST_WORDS = 50
"""The cells beside the bar if there is room for all words."""
SHORTEST_WORDS = 22
LONGEST_BAR, SHORT_BAR, SHORTEST_BAR = 40, 10, 4


@dataclass(frozen=True, slots=True)
class ProgressKeys:
    """The keys that pause or resume a run, and stop it after its epoch or call that off."""

    pause: str = "space"
    stop: str = "."


@dataclass(frozen=True, slots=True)
class ProgressWords:
    """Words beside a bar; the first ones are what matters, the others are dim."""

    first: str
    others: str = ""

    @property
    def text(self) -> str:
        """Return all words."""
        return self.first + self.others


def progress_forms(run: Run, keys: ProgressKeys) -> Iterator[ProgressWords]:
    """Yield how far the run is, the longest form first."""
    if run.state is RunState.QUEUED:
        yield ProgressWords("", "waits in the queue")
    elif run.state is RunState.PAUSED:
        yield from _paused(run, keys)
    elif run.stop_asked is None:
        yield from _training(run)
    elif run.stop_asked.now:
        yield ProgressWords(f"stopping now, in {format_epoch(run)}")
        yield ProgressWords("stopping now")
    else:
        number = current_epoch(len(run.epochs), run.spec.epochs)
        yield ProgressWords(f"stops after {format_epoch(run)}", f" · {keys.stop} calls it off")
        yield ProgressWords(f"stops after epoch {number}", f" · {keys.stop} calls it off")
        yield ProgressWords(f"stops after epoch {number}")


def bar_width(room: int) -> int:
    """Return the cells of a bar in a line of this width: the same whatever is said beside it."""
    if room >= WIDE:
        return min(LONGEST_BAR, room - LONGEST_WORDS)
    return max(SHORTEST_BAR, min(SHORT_BAR, room - SHORTEST_WORDS))


def _paused(run: Run, keys: ProgressKeys) -> Iterator[ProgressWords]:
    where = f"‖ paused in {format_epoch(run)}"
    if run.stop_asked is not None:
        yield ProgressWords(where, f", stops after it · {keys.pause} resumes")
        number = current_epoch(len(run.epochs), run.spec.epochs)
        yield ProgressWords("‖ paused", f", stops after epoch {number} · {keys.pause} resumes")
    yield ProgressWords(where, f" · {keys.pause} resumes")
    yield ProgressWords(where)
    yield ProgressWords("‖ paused")


def _training(run: Run) -> Iterator[ProgressWords]:
    of = run.spec.epochs
    where = format_epoch(run).ljust(len(f"epoch {of} of {of}"))
    pace, left = run.seconds_per_epoch, run.seconds_left
    if run.epochs_done >= of:  # its digits are trained; validation, clean loss and test take a while in a large network
        yield ProgressWords(where, "  measuring")
    elif left is not None:
        words = f"{format_duration(left)} left"
        if pace is not None:
            yield ProgressWords(where, f"   {format_duration(pace)} an epoch, {words}")
        yield ProgressWords(where, f"  {words}")
    yield ProgressWords(where)
