"""Uses the real app under a pseudo-terminal for an hour, at random, while it trains, and measures what that does to it.

    python benchmarks/soak.py [--minutes 60] [--seed 1] [--runs 40] [--out FOLDER]

Random keys of every screen, typed text, split escape sequences, mouse events, pastes of up to 100 kB and changes of
size, while small runs train. First it is opened and quit in each way, and random keys may start any run, grids and labs
too; the rest of the time is one long session in which only small runs of one shape are started, so that its memory is
that of the app. An app that ends is started again. From outside, another process moves runs over --runs to the trash
and purges them, so that the table does not grow for ever. Measured: resident memory from minute 5 to the end of the
longest session (median of a minute), the longest wait of the event loop, descriptors, tracebacks on the screen and in
the log; at the end the store is read as a whole, and once more without its index. Of a wait there are three figures:
all of it / without the time in which others had the processor / the time in which the loop itself computed. Writes
soak.json and soak.md. Linux only.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import root  # noqa: F401

# isort: split
from random_input import STARTING, RandomInput, key_bytes
from soak_report import MINUTE, Life, Sample, faults_of_store, figures_of, is_good, line_of
from watched_terminal import WatchedTerminal

from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab_store.errors import StoreError
from mnist_lab_store.run_store import RunStore
from support.terminal import few_digits_file

SECONDS_BETWEEN_LOOKS = 3.0
SECONDS_TO_TAKE_INPUT = 20.0
SECONDS_TO_END = 60.0
EASY_SIZES = ((80, 24), (120, 36), (100, 30), (160, 50))
SMALL_RUN = RunSpec(units=16, epochs=12, batch_size=32)
WAYS_TO_QUIT = (b"q", b"\x11", b"\x03", b"\x10Quit\r")


class Soak:
    """A store, the app on it, and somebody who presses anything."""

    def __init__(self, folder: Path, drawn: random.Random, most_runs: int) -> None:
        self.store_folder = folder / "store"
        self.actions = 0
        self.seen: set[str] = set()
        self._folder = folder
        self._drawn = drawn
        self._most_runs = most_runs
        self._store = RunStore(self.store_folder)
        self._digits = few_digits_file(folder / "digits.npz")

    def live(self, seconds: float, quitting: bytes, *, is_free: bool) -> Life:
        """Open the app, use it for a number of seconds, and quit it.

        If `is_free`, random keys may quit it, and start any run.
        """
        self._store.preferences.remember("form", SMALL_RUN.model_dump(mode="json"))
        notes = self._folder / f"notes-{time.monotonic_ns()}.jsonl"
        notes.touch()
        log = self.store_folder / "tensorflow.log"
        log.unlink(missing_ok=True)
        arguments = ("--store", str(self.store_folder), "--data", str(self._digits))
        terminal = WatchedTerminal(notes, log, self._folder, *arguments)
        if is_free:
            terminal.allow_quitting()
        life = Life()
        keys = RandomInput(self._drawn, frozenset() if is_free else STARTING)
        terminal.rest(3.0)
        looked = 0.0
        while time.monotonic() - terminal.began < seconds and terminal.process.poll() is None and not life.hangs:
            if time.monotonic() - looked > SECONDS_BETWEEN_LOOKS:
                looked = time.monotonic()
                with suppress(OSError, IndexError):  # the process has just ended
                    life.samples.append(self._look(terminal))
                self._keep_training(terminal)
            self._act(terminal, life, keys)
        life.seconds = time.monotonic() - terminal.began
        terminal.allow_quitting()
        if not life.hangs:
            self._quit(terminal, quitting)
        life.status = terminal.close(0.0 if life.hangs else SECONDS_TO_END)
        life.stacks = terminal.stacks()
        if life.status:
            life.last_words = terminal.last_words()
        life.tracebacks = terminal.found_tracebacks()
        noted = terminal.noted()
        life.waits = [note for note in noted if "wait" in note]
        life.longest_wait = max((note["longest"] for note in noted if "longest" in note), default=0.0)
        return life

    def _act(self, terminal: WatchedTerminal, life: Life, keys: RandomInput) -> None:
        self.actions += 1
        if self._drawn.random() < 0.03:
            hard = (self._drawn.randint(1, 300), self._drawn.randint(1, 100))
            terminal.resize(*hard)
            terminal.rest(self._drawn.uniform(0.0, 0.1))
            terminal.resize(*self._drawn.choice(EASY_SIZES))
        for piece in keys.pieces():
            if not terminal.send(piece, SECONDS_TO_TAKE_INPUT) and terminal.process.poll() is None:
                life.hangs += 1
                return
            terminal.rest(self._drawn.choice([0.0, 0.01, 0.05, 0.15]))

    def _look(self, terminal: WatchedTerminal) -> Sample:
        """Measure, and throw away the oldest runs, as another process does it."""
        summaries = []
        with suppress(StoreError):
            summaries = list(self._store.summaries())
        self.seen |= {summary.id for summary in summaries if not summary.run.state.is_active()}
        for summary in summaries[self._most_runs :]:
            with suppress(StoreError):  # one that trains
                self._store.trash.take(summary.id)
        with suppress(StoreError):
            for run_id in self._store.trash.ids()[self._most_runs // 4 :]:
                self._store.trash.purge(run_id)
        second = time.monotonic() - terminal.began
        return Sample(second, terminal.megabytes(), terminal.descriptors(), terminal.threads(), len(summaries))

    def _keep_training(self, terminal: WatchedTerminal) -> None:
        """Start a small run if nothing trains: back to the form, its baseline, few nodes, F5."""
        with suppress(StoreError):
            if any(summary.run.state.is_active() for summary in self._store.summaries()):
                return
        keys = ["escape", "escape", "escape", "alt+1", "alt+1", "f8", "home", "down", "enter"]
        for key in keys:
            terminal.send(key_bytes(key), SECONDS_TO_TAKE_INPUT)
            terminal.rest(0.15)
        for piece in (b"16", b"\r", key_bytes("f5")):
            terminal.send(piece, SECONDS_TO_TAKE_INPUT)
            terminal.rest(0.2)

    def _quit(self, terminal: WatchedTerminal, way: bytes) -> None:
        """Quit in this way, and answer that the run is to stop if the app asks; again until it ends."""
        terminal.resize(120, 36)
        end = time.monotonic() + SECONDS_TO_END
        while terminal.process.poll() is None and time.monotonic() < end:
            for piece in (b"\x1b", b"\x1b", b"\x1b1", b"\x1b", way, b"X"):
                terminal.send(piece, SECONDS_TO_TAKE_INPUT)
                terminal.rest(1.0)
            way = b"\x11"  # a second ctrl+c would interrupt an app that is on its way out


def main() -> None:
    """Use the app, then judge it and its store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--out", type=Path, default=Path())
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    end = time.monotonic() + options.minutes * MINUTE
    with tempfile.TemporaryDirectory() as folder:
        soak = Soak(Path(folder), random.Random(options.seed), options.runs)
        lives = [soak.live(options.minutes * MINUTE / 40, way, is_free=True) for way in WAYS_TO_QUIT]
        while (left := end - time.monotonic()) > 0:
            lives.append(soak.live(left, b"\x11", is_free=False))
        figures = figures_of(lives, soak.actions, len(soak.seen), faults_of_store(soak.store_folder))
    print(line_of(figures))
    (options.out / "soak.md").write_text(line_of(figures), encoding="utf-8")
    (options.out / "soak.json").write_text(json.dumps(figures, indent=1), encoding="utf-8")
    sys.exit(not is_good(figures))


if __name__ == "__main__":
    main()
