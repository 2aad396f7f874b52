"""Takes the terminal away from the app while it trains, in every way and at random moments, and looks at what is left.

    python benchmarks/lost_terminals.py [--times 100] [--seed 1] [--out FOLDER]

Each time the app is opened on a pseudo-terminal with a store of its own, F5 is pressed, and after a random time between
0 and --longest seconds the terminal goes away. Two seconds later no process may be left, and the run must be kept as
interrupted or finished, and can be resumed if it has not finished. Writes lost_terminals.md.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import root  # noqa: F401

# isort: split
import contextlib

from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.run_request import RunRefused, resumed
from mnist_lab_store.run_store import RunStore
from support.terminal import F5, Terminal, few_digits_file, only_run, opened

SECONDS_ALLOWED = 2.0
LONGEST_WAIT = 30.0


def _signal(number: signal.Signals) -> Callable[[Terminal], None]:
    return lambda terminal: terminal.process.send_signal(number)


WAYS: dict[str, tuple[bool, Callable[[Terminal], None]]] = {
    "SIGHUP": (True, _signal(signal.SIGHUP)),
    "SIGTERM": (True, _signal(signal.SIGTERM)),
    "closed, controlling": (True, Terminal.hang_up),
    "closed, not controlling": (False, Terminal.hang_up),
}
"""Whether the terminal controls the process, and how it goes away."""


@dataclass(frozen=True)
class Ending:
    """How one app ended: in how many seconds and with which status, and its run, if it had begun."""

    way: str
    moment: float
    seconds: float
    status: int | None
    run: Run | None
    is_resumable: bool

    @property
    def faults(self) -> list[str]:
        """Return what went wrong."""
        faults = []
        if self.status is None or self.seconds > SECONDS_ALLOWED:
            faults.append("process left after 2 s")
        if self.status is not None and self.status < 0:
            faults.append(f"killed by signal {-self.status}")
        if self.run is not None and self.run.state not in {RunState.INTERRUPTED, RunState.FINISHED}:
            faults.append(f"run is {self.run.state}")
        if self.run is not None and self.run.state is not RunState.FINISHED and not self.is_resumable:
            faults.append("run cannot be resumed")
        return faults


def lose_one(way: str, moment: float, folder: Path) -> Ending:
    """Open the app, let it train, take its terminal away, and return how it ended."""
    controls, lose = WAYS[way]
    digits, store = few_digits_file(folder / "few.npz"), folder / "store"
    with opened(store, digits, epochs=400, controls=controls) as terminal:
        terminal.press(F5)
        end = time.monotonic() + moment
        terminal.read_until(lambda: time.monotonic() > end)
        began = time.monotonic()
        lose(terminal)
        status: int | None = None
        with contextlib.suppress(subprocess.TimeoutExpired, AssertionError):
            status = terminal.wait() if controls and terminal.is_open else terminal.process.wait(LONGEST_WAIT)
        seconds = time.monotonic() - began
    run = only_run(store)
    return Ending(way, moment, seconds, status, run, run is not None and _can_be_resumed(store, run))


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
    return "\n".join([*lines, "", "Runs: " + ", ".join(f"{count} {state}" for state, count in states.items())])


def main() -> None:
    """Lose terminals, and write what came of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--longest", type=float, default=15.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path())
    options = parser.parse_args()
    drawn = random.Random(options.seed)
    endings = []
    for number in range(options.times):
        way = list(WAYS)[number % len(WAYS)]
        with tempfile.TemporaryDirectory() as folder:
            ending = lose_one(way, drawn.uniform(0, options.longest), Path(folder))
        endings.append(ending)
        state = ending.run.state if ending.run else "not begun"
        said = "; ".join(ending.faults) or "good"
        print(f"{way} at {ending.moment:.1f} s: {ending.seconds:.1f} s, {ending.status}, {state}, {said}", flush=True)
    text = report(endings)
    (options.out / "lost_terminals.md").write_text(text + "\n", encoding="utf-8")
    print(text)
    sys.exit(any(ending.faults for ending in endings))


if __name__ == "__main__":
    main()
