"""Counts the bytes that the real app sends to a terminal of 120×36: idle on each screen, and while it trains.

    python benchmarks/terminal_bytes.py [--seconds 20] [--units 518] [--batch-size 128] [--out FOLDER]

The pseudo-terminal answers what a modern terminal does: its background, and that it takes updates as a whole. A screen
counts as idle once nothing has come for two seconds; then every byte counts. Training is counted from its second epoch
on, with and without `slow_link`. Writes terminal_bytes.md, and with --keep what was sent, to look into.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab_store.run_store import RunStore

COLUMNS, ROWS = 120, 36
F5, ESCAPE, ENTER, QUIT = b"\x1b[15~", b"\x1b", b"\r", b"\x11"
SECONDS_TO_WAIT = 300.0
SECONDS_OF_SILENCE, SECONDS_TO_SETTLE = 2.0, 15.0
ANSWERS = {
    b"\x1b]11;?": b"\x1b]11;rgb:1010/1010/1010\x1b\\",
    b"\x1b[c": b"\x1b[?62;22c",
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",
}
SCREENS = (
    ("Train", (b"\x1b1",)),
    ("Runs", (b"\x1b2",)),
    ("Labs", (b"\x1b4",)),
    ("a lab", (b"\x1b4", ENTER)),
    ("grids", (b"\x1b4", b"G", ENTER)),
    ("keys", (b"\x1b1", b"?")),
    ("verdict", (b"\x1b2", b"v")),
    ("a setting being edited", (b"\x1b1", ENTER)),
    ("action search", (b"\x1b1", b"\x10")),
)
"""The screens to be idle on, and the keys that lead there."""


class Terminal:
    """The app on a pseudo-terminal, and all that it has sent."""

    def __init__(self, store: Path, *, slow_link: bool) -> None:
        configuration = store.parent / "mnist-lab.toml"
        configuration.write_text(f"slow_link = {str(slow_link).lower()}\n", encoding="utf-8")
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mnist_lab", "--store", str(store)],
            stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
            env={
                **os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "MNIST_LAB_CONFIG": str(configuration)
            },
        )  # fmt: skip
        os.close(slave)
        self.sent = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._master)

    def press(self, *keys: bytes) -> None:
        """Press keys, one after the other."""
        for key in keys:
            os.write(self._master, key)
            self.count(0.3)

    def count(self, seconds: float) -> int:
        """Return the number of bytes that come in a number of seconds."""
        before, end = len(self.sent), time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._read(left)
        return len(self.sent) - before

    def settle(self) -> None:
        """Wait until nothing has come for a while; what never rests is counted as it is."""
        end = time.monotonic() + SECONDS_TO_SETTLE
        while self.count(SECONDS_OF_SILENCE):
            if time.monotonic() > end:
                return

    def wait_for(self, happened: Callable[[], bool]) -> None:
        """Wait until something has happened; end the benchmark if it never does."""
        end = time.monotonic() + SECONDS_TO_WAIT
        while not happened():
            if time.monotonic() > end:
                raise SystemExit("What was waited for never came.")
            self._read(0.5)

    def _read(self, seconds: float) -> None:
        if select.select([self._master], [], [], seconds)[0]:
            data = os.read(self._master, 1 << 16)
            self.sent += data
            for question, answer in ANSWERS.items():
                if question in data:
                    os.write(self._master, answer)


@dataclass(frozen=True)
class Count:
    """The bytes sent while one screen was shown."""

    what: str
    seconds: float
    sent: bytes

    @property
    def row(self) -> str:
        """Return a row of the table."""
        updates = self.sent.count(b"\x1b[?2026h")
        rate = len(self.sent) / self.seconds
        return f"| {self.what} | {self.seconds:.0f} | {len(self.sent):,} | {rate:,.0f} | {updates / self.seconds:.1f} |"


def epochs_in(store: Path) -> int:
    """Return how many epochs the only run of the store has; the screen cannot tell: only what changes is sent."""
    kept = RunStore(store)
    runs = [kept.get(summary.id) for summary in kept.summaries()]
    return max((len(run.epochs) for run in runs if run is not None), default=0)


def idle(terminal: Terminal, seconds: float) -> list[Count]:
    """Count what is sent on each screen while nothing happens."""
    counts = []
    for name, keys in SCREENS:
        terminal.press(*keys)
        terminal.settle()
        before = len(terminal.sent)
        terminal.count(seconds)
        counts.append(Count(f"idle: {name}", seconds, terminal.sent[before:]))
        terminal.press(ESCAPE)
        terminal.press(ESCAPE)
    return counts


def training(terminal: Terminal, seconds: float, what: str, keys: tuple[bytes, ...]) -> Count:
    """Count what is sent while a run trains."""
    for key in keys:
        terminal.press(key)
    terminal.count(SECONDS_OF_SILENCE)
    before = len(terminal.sent)
    terminal.count(seconds)
    return Count(what, seconds, terminal.sent[before:])


def main() -> None:
    """Count idle bytes, then those of a training, normally and on a slow link."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--idle-seconds", type=float, default=10.0)
    parser.add_argument("--units", type=int, default=518)
    parser.add_argument("--batch-size", type=int, default=128)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--out", type=Path, default=Path())
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    spec = RunSpec(units=options.units, batch_size=options.batch_size, epochs=60)
    counts: list[Count] = []
    for slow_link in (False, True):
        with tempfile.TemporaryDirectory() as folder:
            store = Path(folder) / "store"
            RunStore(store).preferences.remember("form", spec.model_dump(mode="json"))
            with Terminal(store, slow_link=slow_link) as terminal:
                terminal.wait_for(lambda terminal=terminal: b"nodes per layer" in terminal.sent)
                terminal.settle()
                if not slow_link and options.idle_seconds:
                    counts += idle(terminal, options.idle_seconds)
                terminal.press(b"\x1b1", F5)
                terminal.wait_for(lambda store=store: epochs_in(store) > 0)
                name = "slow link" if slow_link else "training"
                counts.append(training(terminal, options.seconds, f"{name}: Train", ()))
                counts.append(training(terminal, options.seconds, f"{name}: Train, full-screen chart", (b"\t", b"f")))
                terminal.press(b"f")
                counts.append(training(terminal, options.seconds, f"{name}: Runs", (b"\x1b2",)))
                counts.append(training(terminal, options.seconds, f"{name}: Labs", (b"\x1b4",)))
                terminal.process.kill()
    lines = ["| what is shown | s | bytes | bytes/s | updates/s |", "| --- | ---: | ---: | ---: | ---: |"]
    table = "\n".join([*lines, *(count.row for count in counts)]) + "\n"
    print(table)
    (options.out / "terminal_bytes.md").write_text(table, encoding="utf-8")
    if options.keep:
        for count in counts:
            name = "".join(letter if letter.isalnum() else "-" for letter in count.what)
            (options.out / f"{name}.bytes").write_bytes(count.sent)


if __name__ == "__main__":
    main()
