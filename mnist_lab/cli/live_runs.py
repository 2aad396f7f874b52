"""`mnist-lab runs --live`: the runs in training, followed until none is left."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TextIO

import click
from rich.cells import cell_len

from mnist_lab.cli.output import is_terminal, tell, text_table
from mnist_lab.domain.filters.query import Filter
from mnist_lab.domain.formatting.units import format_count, format_duration, format_loss
from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.tables.columns import format_fit
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.util.text_columns import clipped
from mnist_lab_store.run_store import RunStore

SECONDS_BETWEEN_LOOKS = 1.0
LOOKS_UNTIL_OVER = 3
"""Between two runs of a lab none is in training for a moment."""

HEADINGS = ("name", "seed", "state", "left", "train", "valid", "process")
RIGHT = (False, True, False, True, True, True, False)
NAME_CELLS = 24
CONTROLS = "ctrl+c ends this view; the runs train on."

Holders = Mapping[str, str]
"""The process that trains each active run, by id."""


class View(Protocol):
    """Shows runs, the oldest first."""

    def show(self, summaries: Sequence[Summary], holders: Holders) -> None:
        """Show the runs as they now are."""

    def end(self) -> None:
        """Leave what is shown as it is."""


def view_on(stream: TextIO) -> View:
    """Return a table that is redrawn in place if the stream is a terminal that can, else a line for each change."""
    can_move = is_terminal(stream) and os.environ.get("TERM", "dumb") != "dumb"
    return TableInPlace(stream) if can_move else ChangeLines()


def follow(store: RunStore, found: Filter, view: View, wait: Callable[[float], object]) -> bool:
    """Show the runs in training that match until none is left, also as they ended; return False if there is none.

    `wait` takes the seconds until the next look at the store. Nothing is read or shown if nothing has changed.

    Raises:
        StoreError: if the store cannot be read.
    """
    followed: set[str] = set()
    quiet_looks = 0
    try:
        active = _look(store, found, view, followed)
        while followed and quiet_looks < LOOKS_UNTIL_OVER:
            wait(SECONDS_BETWEEN_LOOKS)
            if store.changed():
                active = _look(store, found, view, followed)
            quiet_looks = 0 if active else quiet_looks + 1
    finally:
        view.end()
    return bool(followed)


def _look(store: RunStore, found: Filter, view: View, followed: set[str]) -> bool:
    """Show the runs followed, and those to follow from now on; return whether one of them is active."""
    summaries = store.summaries()
    for sentence in store.troubles():
        tell(sentence)
    followed |= {each.id for each in found.chosen(summaries) if each.run.state.is_active()}
    shown = sorted((each for each in summaries if each.id in followed), key=lambda each: (each.run.created, each.id))
    if shown:
        view.show(shown, store.holders())
    return any(each.run.state.is_active() for each in shown)


class ChangeLines:
    """Prints a line for each run that is new or changed."""

    def __init__(self) -> None:
        self._told: dict[str, str] = {}

    def show(self, summaries: Sequence[Summary], holders: Holders) -> None:
        for summary in summaries:
            line = format_change(summary, holders.get(summary.id, ""))
            if self._told.get(summary.id) != line:
                self._told[summary.id] = line
                click.echo(line)

    def end(self) -> None:
        """Do nothing: every line is whole."""


class TableInPlace:
    """Draws a table over the one before it, as high as the terminal at most; writes nothing if it is the same."""

    def __init__(self, stream: TextIO, size: Callable[[], os.terminal_size] = shutil.get_terminal_size) -> None:
        self._stream = stream
        self._size = size
        self._drawn: list[str] = []

    def show(self, summaries: Sequence[Summary], holders: Holders) -> None:
        columns, lines_high = self._size()
        rows, left_out = _fitted(summaries, max(1, lines_high - 4))
        cells = [_cells(summary, holders.get(summary.id, "")) for summary in rows]
        below = [f"{format_count(left_out, 'more run')}"] if left_out else []
        lines = [clipped(line, columns - 1) for line in (*text_table(HEADINGS, cells, RIGHT), *below, CONTROLS)]
        if lines != self._drawn:
            self._write(_erasing(self._drawn, columns) + "".join(f"{line}\n" for line in lines))
            self._drawn = lines

    def end(self) -> None:
        """Erase the line about ctrl+c."""
        if self._drawn:
            self._write(_erasing(self._drawn[-1:], self._size().columns))

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def _erasing(lines: Sequence[str], columns: int) -> str:
    """Return what erases these lines above the cursor, in however many lines a terminal of that width has them."""
    high = sum(max(1, -(-cell_len(line) // columns)) for line in lines)
    return f"\x1b[{high}A\r\x1b[J" if lines else ""


def format_change(summary: Summary, holder: str) -> str:
    """Return a line about a run: its id, its state after so many epochs, and its process."""
    run, last = summary.run, summary.last
    parts = [f"{run.state.value} after {summary.epochs_done} of {run.spec.epochs} epochs"]
    parts += [f"validation {format_loss(last.val_loss)}"] if last is not None else []
    parts += [f"{format_duration(summary.seconds_left)} left"] if summary.seconds_left is not None else []
    parts += [holder] if holder else []
    parts += [summary.label] if summary.label is not None and not run.state.is_active() else []
    return f"{run.id}: “{run.title}”, seed {run.spec.seed}: {', '.join(parts)}"


def _cells(summary: Summary, holder: str) -> list[str]:
    run, last = summary.run, summary.last
    return [
        clipped(run.title, NAME_CELLS),
        str(run.spec.seed),
        format_fit(summary) or run.state.value,
        format_duration(summary.seconds_left) if summary.seconds_left is not None else "",
        format_loss(last.loss) if last is not None else "",
        format_loss(last.val_loss) if last is not None else "",
        holder.removeprefix("process "),
    ]


def _fitted(summaries: Sequence[Summary], room: int) -> tuple[list[Summary], int]:
    """Return as many runs as fit, and how many do not: first those left out that ended, then those that wait."""
    shown = list(summaries)
    while len(shown) > room:
        ended = next((each for each in shown if not each.run.state.is_active()), None)
        waiting = next((each for each in reversed(shown) if each.run.state is RunState.QUEUED), shown[-1])
        shown.remove(ended or waiting)
    return shown, len(summaries) - len(shown)
