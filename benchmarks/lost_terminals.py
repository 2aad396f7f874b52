"""Takes the terminal away from the app while it trains, in every way and at random moments, and looks at what is left.

    python benchmarks/lost_terminals.py [--times 100] [--keep-training] [--seed 1] [--out FOLDER]

Each time the app is opened on a terminal with a store of its own, F5 is pressed, and after a random time between 0 and
--longest seconds the terminal goes away. Two seconds later no process may be left, and the run must be kept as
interrupted or finished, and can be resumed if it has not finished. With --keep-training the run must finish, with the
figures of an undisturbed run to the last bit, and then the process must end. tmux must be installed for some of the
ways. Writes lost_terminals.md.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

import root  # noqa: F401

# isort: split
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.run_request import RunRefused, resumed
from mnist_lab_store.run_store import RunStore
from support.terminal import (
    COMMAND,
    F5,
    Terminal,
    children_of,
    few_digits_file,
    has_ended,
    only_run,
    opened,
    small_network,
)

SECONDS_ALLOWED = 2.0
LONGEST_WAIT = 60.0
EPOCHS = 400
KEEP_TRAINING = "--keep-training"


class Screen(Protocol):
    """A terminal with the app on it; `processes` are those of the app."""

    processes: list[int]

    def press(self, keys: bytes) -> None:
        """Type."""

    def drain(self, seconds: float) -> None:
        """Read what the app writes for so long."""

    def lose(self) -> None:
        """Take the terminal away."""


class PseudoTerminal:
    """A pseudo-terminal, and the way in which it goes away."""

    def __init__(self, terminal: Terminal, lose: Callable[[Terminal], None]) -> None:
        self._terminal = terminal
        self._lose = lose
        self.processes = [terminal.process.pid, *children_of(terminal.process.pid)]

    def press(self, keys: bytes) -> None:
        self._terminal.press(keys)

    def drain(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self._terminal.is_open and self._terminal.process.poll() is None:
                self._terminal.read_until(lambda: time.monotonic() > end or self._terminal.process.poll() is not None)
            else:
                time.sleep(min(left, 0.05))
                self._terminal.process.poll()

    def lose(self) -> None:
        self._lose(self._terminal)


class TmuxPane:
    """A pane of a tmux server of its own, and the way in which it goes away."""

    def __init__(self, server: str, command: list[str], lose: Callable[[TmuxPane], None]) -> None:
        self._server = server
        self._lose = lose
        self.tmux("new-session", "-d", "-x", "80", "-y", "24", *command)
        parent = int(self.tmux("display-message", "-p", "#{pane_pid}"))
        self.server_process = int(self.tmux("display-message", "-p", "#{pid}"))
        while "nodes" not in self.tmux("capture-pane", "-p"):
            time.sleep(0.05)
        self.processes = [parent, *children_of(parent)]

    def tmux(self, *arguments: str) -> str:
        done = subprocess.run(["tmux", "-L", self._server, *arguments], capture_output=True, text=True, check=False)
        return done.stdout

    def press(self, keys: bytes) -> None:
        self.tmux("send-keys", "-H", *(f"{key:02x}" for key in keys))

    def drain(self, seconds: float) -> None:
        time.sleep(seconds)

    def lose(self) -> None:
        self._lose(self)


Opening = Callable[[Path, Path, tuple[str, ...]], AbstractContextManager[Screen]]
"""Opens the app on a store, with a file of digits and further options."""


@contextlib.contextmanager
def on_a_terminal(
    store: Path, digits: Path, options: tuple[str, ...], lose: Callable[[Terminal], None], **how: bool
) -> Iterator[Screen]:
    with opened(store, digits, EPOCHS, *options, **how) as terminal:
        yield PseudoTerminal(terminal, lose)


@contextlib.contextmanager
def in_tmux(store: Path, digits: Path, options: tuple[str, ...], lose: Callable[[TmuxPane], None]) -> Iterator[Screen]:
    server = f"lost-{os.getpid()}"
    command = [str(COMMAND), *options, *small_network(store, digits, EPOCHS)]
    try:
        yield TmuxPane(server, command, lose)
    finally:
        subprocess.run(["tmux", "-L", server, "kill-server"], capture_output=True, check=False)


def by_signal(number: signal.Signals) -> Callable[[Terminal], None]:
    return lambda terminal: terminal.process.send_signal(number)


WAYS: dict[str, Opening] = {
    "SIGHUP": partial(on_a_terminal, lose=by_signal(signal.SIGHUP)),
    "SIGTERM": partial(on_a_terminal, lose=by_signal(signal.SIGTERM)),
    "closed, controlling": partial(on_a_terminal, lose=Terminal.hang_up),
    "closed, not controlling": partial(on_a_terminal, lose=Terminal.hang_up, controls=False),
    "input alone closed": partial(on_a_terminal, lose=Terminal.close_input, controls=False, has_own_input=True),
    "output alone closed": partial(on_a_terminal, lose=Terminal.hang_up, controls=False, has_own_input=True),
    "tmux pane killed": partial(in_tmux, lose=lambda pane: pane.tmux("kill-pane") and None),
    "tmux server ended": partial(in_tmux, lose=lambda pane: pane.tmux("kill-server") and None),
    "tmux server killed": partial(in_tmux, lose=lambda pane: os.kill(pane.server_process, signal.SIGKILL)),
}


@dataclass(frozen=True)
class Ending:
    """How one app ended: in how many seconds, and its run, if it had begun."""

    way: str
    moment: float
    seconds: float
    has_ended: bool
    run: Run | None
    is_resumable: bool
    is_exact: bool | None = None

    @property
    def faults(self) -> list[str]:
        """Return what went wrong."""
        faults = []
        keeps = self.is_exact is not None
        if not self.has_ended or (self.seconds > SECONDS_ALLOWED and not keeps):
            faults.append("process left")
        if self.run is None:
            return faults
        kept = {RunState.FINISHED} if keeps else {RunState.INTERRUPTED, RunState.FINISHED}
        if self.run.state not in kept:
            faults.append(f"run is {self.run.state}")
        if self.run.state is not RunState.FINISHED and not self.is_resumable:
            faults.append("run cannot be resumed")
        if self.is_exact is False:
            faults.append("other figures")
        return faults


def lose_one(way: str, moment: float, folder: Path, undisturbed: Run | None) -> Ending:
    """Open the app, let it train, take its terminal away, and return how it ended."""
    digits, store = few_digits_file(folder / "few.npz"), folder / "store"
    options = (KEEP_TRAINING,) if undisturbed is not None else ()
    with WAYS[way](store, digits, options) as screen:
        screen.press(F5)
        screen.drain(moment)
        began = time.monotonic()
        screen.lose()
        while not all(map(has_ended, screen.processes)) and time.monotonic() < began + LONGEST_WAIT:
            screen.drain(0.02)
        seconds = time.monotonic() - began
        ended = all(map(has_ended, screen.processes))
    run = only_run(store)
    is_exact = None if undisturbed is None or run is None else _figures(run) == _figures(undisturbed)
    return Ending(way, moment, seconds, ended, run, run is not None and _can_be_resumed(store, run), is_exact)


def train_undisturbed(folder: Path) -> Run:
    """Return the run of the same form, trained without any incident."""
    digits, store = few_digits_file(folder / "few.npz"), folder / "store"
    with on_a_terminal(store, digits, (), Terminal.hang_up) as screen:
        screen.press(F5)
        while (run := only_run(store)) is None or run.state is not RunState.FINISHED:
            screen.drain(0.2)
    return run


def _figures(run: Run) -> list[object]:
    """Return all that must be the same to the last bit: everything but the times."""
    epochs = [epoch.model_dump(exclude={"seconds"}) for epoch in run.epochs]
    return [epochs, run.test_accuracy_before, run.test_loss, run.test_accuracy, run.test_accuracy_last]


def _can_be_resumed(store: Path, run: Run) -> bool:
    try:
        RunStore(store).hold(run.id).release()
        resumed(run, run.data)
    except (RunRefused, OSError):
        return False
    return True


def report(endings: list[Ending]) -> str:
    """Return a table of how they ended."""
    lines = ["| way | times | longest | faults |", "| --- | ---: | ---: | --- |"]
    for way in WAYS:
        mine = [ending for ending in endings if ending.way == way]
        faults = Counter(fault for ending in mine for fault in ending.faults)
        said = ", ".join(f"{count} × {fault}" for fault, count in faults.items()) or "none"
        if mine:
            lines.append(f"| {way} | {len(mine)} | {max(ending.seconds for ending in mine):.1f} s | {said} |")
    states = Counter(str(ending.run.state) if ending.run else "not begun" for ending in endings)
    exact = sum(ending.is_exact is True for ending in endings)
    ends = ", ".join(f"{count} {state}" for state, count in states.items())
    same = f"; {exact} with the figures of an undisturbed run" if exact else ""
    return "\n".join([*lines, "", f"Runs: {ends}{same}"])


def main() -> None:
    """Lose terminals, and write what came of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--longest", type=float, default=15.0)
    parser.add_argument("--keep-training", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path())
    options = parser.parse_args()
    drawn = random.Random(options.seed)
    ways = [way for way in WAYS if not (options.keep_training and way == "SIGTERM")]
    endings: list[Ending] = []
    with tempfile.TemporaryDirectory() as folder:
        undisturbed = train_undisturbed(Path(folder)) if options.keep_training else None
    for number in range(options.times):
        way = ways[number % len(ways)]
        with tempfile.TemporaryDirectory() as folder:
            ending = lose_one(way, drawn.uniform(0, options.longest), Path(folder), undisturbed)
        endings.append(ending)
        state = ending.run.state if ending.run else "not begun"
        said = "; ".join(ending.faults) or "good"
        print(f"{way} at {ending.moment:.1f} s: {ending.seconds:.1f} s, {state}, {said}", flush=True)
    text = report(endings)
    (options.out / "lost_terminals.md").write_text(text + "\n", encoding="utf-8")
    print(text)
    sys.exit(any(ending.faults for ending in endings))


if __name__ == "__main__":
    main()
