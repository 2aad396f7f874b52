"""Lets two apps, two trainings and a lab work on one store at once, one of them with its clock set back.

    python benchmarks/crowded_store.py [--seconds 90] [--seed 1] [--out FOLDER]

Two apps get random keys, among them those that move to the trash, restore, rename and pin; beside them two of `train`
with repeats and `lab` on a few digits run at a time, again and again. If `faketime` is installed, each other command
believes to be a year earlier. From time to time one is stopped with SIGSTOP for some seconds, whatever lock it holds.
In the end the store is read as a whole, and again without its index, and every run that a command has printed as
finished must be kept as such, or be in the trash. Writes crowded_store.md.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import root  # noqa: F401

# isort: split
from random_input import PURGING, STARTING, RandomInput
from soak_report import faults_of_store
from watched_terminal import WatchedTerminal

from mnist_lab.domain.runs.run import RunState
from mnist_lab_store.errors import StoreError
from mnist_lab_store.run_store import RunStore
from support.terminal import few_digits_file

EARLIER = ("faketime", "-f", "-365d")
SECONDS_TO_END = 90.0
COMMANDS = (
    ("train", "--units", "8", "--epochs", "3", "--repeats", "3", "--batch-size", "32", "--json"),
    ("train", "--units", "16", "--epochs", "2", "--repeats", "2", "--batch-size", "32", "--json"),
    ("lab", "dropout", "--epochs", "1", "--repeats", "1", "--json"),
)


@dataclass
class Command:
    """A command that runs, and what it has printed."""

    words: tuple[str, ...]
    process: subprocess.Popen[str]
    out: str = ""
    err: str = ""


@dataclass
class Crowd:
    """What all of them did."""

    statuses: Counter[str] = field(default_factory=Counter)
    said: Counter[str] = field(default_factory=Counter)
    trained: set[str] = field(default_factory=set)
    tracebacks: list[str] = field(default_factory=list)


def start(words: tuple[str, ...], folder: Path, *, earlier: bool) -> Command:
    """Start a command on the store."""
    before = EARLIER if earlier and shutil.which(EARLIER[0]) else ()
    place = ("--store", str(folder / "store"), "--data", str(folder / "digits.npz"))
    process = subprocess.Popen(
        [*before, sys.executable, "-m", "mnist_lab", *words, *place],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=folder, start_new_session=True,
    )  # fmt: skip
    return Command(words, process)


def take_result(command: Command, crowd: Crowd) -> None:
    """Note how the command ended, and which runs it says it has trained."""
    command.out, command.err = command.process.communicate()
    crowd.statuses[f"{command.words[0]} {command.process.returncode}"] += 1
    if "Traceback" in command.err:
        crowd.tracebacks.append(command.err)
    if command.process.returncode:
        crowd.said[command.err.strip().split("\n")[-1][:200]] += 1
    with suppress(json.JSONDecodeError, TypeError, KeyError):
        crowd.trained |= {run["id"] for run in json.loads(command.out) if run["state"] == "finished"}


class Commands:
    """Two commands at a time, of which one is sometimes stopped for a while."""

    def __init__(self, folder: Path, crowd: Crowd, drawn: random.Random) -> None:
        self._folder = folder
        self._crowd = crowd
        self._drawn = drawn
        self._running: list[Command] = []
        self._number = 0
        self._stopped: Command | None = None
        self._until = 0.0

    def step(self) -> None:
        """Take the results of those that have ended, start others, stop one or let it go on."""
        for command in [each for each in self._running if each.process.poll() is not None]:
            take_result(command, self._crowd)
            self._running.remove(command)
        while len(self._running) < 2:
            words = COMMANDS[self._number % len(COMMANDS)]
            self._running.append(start(words, self._folder, earlier=self._number % 2 == 1))
            self._number += 1
        if self._stopped is None and self._drawn.random() < 0.05:
            self._stopped = self._drawn.choice(self._running)
            self._until = time.monotonic() + self._drawn.uniform(1.0, 8.0)
            self._signal(signal.SIGSTOP)
        elif self._stopped is not None and time.monotonic() > self._until:
            self._go_on()

    def finish(self) -> None:
        """Wait for those that run."""
        self._go_on()
        for command in self._running:
            take_result(command, self._crowd)

    def _go_on(self) -> None:
        self._signal(signal.SIGCONT)
        self._stopped = None

    def _signal(self, number: signal.Signals) -> None:
        if self._stopped is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._stopped.process.pid, number)


def live(seconds: float, drawn: random.Random, folder: Path) -> tuple[Crowd, list[str]]:
    """Run all of them for a number of seconds; return what they did, and what is wrong with the store."""
    crowd = Crowd()
    few_digits_file(folder / "digits.npz")
    apps = [open_app(folder, f"notes-{number}.jsonl") for number in range(2)]
    keys = RandomInput(drawn, STARTING | PURGING)
    commands = Commands(folder, crowd, drawn)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for app in apps:
            for piece in keys.pieces():
                app.send(piece, 20.0)
            app.rest(0.2)
        commands.step()
    commands.finish()
    for app in apps:
        quit_app(app, crowd)
    return crowd, [*faults_of_store(folder / "store"), *lost_runs(folder / "store", crowd.trained)]


def open_app(folder: Path, notes: str) -> WatchedTerminal:
    """Open the app on the store that all share."""
    (folder / notes).touch()
    store, digits = str(folder / "store"), str(folder / "digits.npz")
    return WatchedTerminal(folder / notes, folder / "no log", folder, "--store", store, "--data", digits)


def quit_app(app: WatchedTerminal, crowd: Crowd) -> None:
    """Quit the app, and note how it ended and what it had said."""
    app.allow_quitting()
    last = time.monotonic() + SECONDS_TO_END
    while app.process.poll() is None and time.monotonic() < last:
        for piece in (b"\x1b", b"\x1b", b"\x1b1", b"\x11", b"X"):
            app.send(piece, 20.0)
            app.rest(0.7)
    crowd.statuses[f"app {app.close(5.0)}"] += 1
    crowd.tracebacks += app.found_tracebacks()
    crowd.said.update(note["said"][:200] for note in app.noted() if "said" in note)


def lost_runs(store: Path, trained: set[str]) -> list[str]:
    """Return a sentence for each run that a command has reported and that is neither kept whole nor in the trash."""
    kept = RunStore(store)
    in_trash = set(kept.trash.ids())
    lost = []
    for run_id in trained - in_trash:
        try:
            if kept.get(run_id).state is not RunState.FINISHED:
                lost.append(f"{run_id} was reported as finished, and is {kept.get(run_id).state}")
        except StoreError as error:
            lost.append(f"{run_id} was reported as finished: {error}")
    return lost


def report(crowd: Crowd, faults: list[str]) -> str:
    """Return what happened as a list in Markdown."""
    statuses = ", ".join(f"{name}: {count}" for name, count in sorted(crowd.statuses.items()))
    lines = [f"- exit statuses: {statuses}", f"- runs reported as finished: {len(crowd.trained)}"]
    lines += [f"- said {count} times: {sentence}" for sentence, count in crowd.said.most_common(20)]
    lines += [f"- FAULT: {fault}" for fault in faults]
    return "\n".join([*lines, f"- tracebacks: {len(crowd.tracebacks)}", f"- faults of the store: {len(faults)}"]) + "\n"


def main() -> None:
    """Let them work, and report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=90.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path())
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        crowd, faults = live(options.seconds, random.Random(options.seed), Path(folder))
    print(report(crowd, faults))
    for text in crowd.tracebacks:
        print(text[-3000:])
    (options.out / "crowded_store.md").write_text(report(crowd, faults), encoding="utf-8")
    sys.exit(bool(faults or crowd.tracebacks))


if __name__ == "__main__":
    main()
