"""Resizes the terminal of the real app without end while it trains, and measures what that does to it.

    python benchmarks/resizing.py [--seconds 60] [--seed 1]

Every 0 to 50 ms another size from 1×1 to 250×80, now and then a key. Prints the longest wait of the event loop (all of
it / without the time in which others had the processor), the memory before and after, tracebacks, and how many epochs
the run has made. Linux only.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

import root  # noqa: F401

# isort: split
from watched_terminal import WatchedTerminal

from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab_store.run_store import RunStore
from support.terminal import F5, few_digits_file

SECONDS_TO_END = 60.0
KEYS = (b"\x1b1", b"\x1b2", b"\x1b4", b"\x1b", b"f", b"v", b"?", b"\r")


def main() -> None:
    """Resize, and print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    drawn = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store, notes = RunStore(folder / "store"), folder / "notes.jsonl"
        store.preferences.remember("form", RunSpec(units=64, epochs=1000, batch_size=8).model_dump(mode="json"))
        notes.touch()
        digits = few_digits_file(folder / "digits.npz")
        arguments = ("--store", str(store.folder), "--data", str(digits))
        terminal = WatchedTerminal(notes, store.folder / "tensorflow.log", folder, *arguments)
        terminal.rest(4.0)
        terminal.send(F5, 10.0)
        terminal.rest(20.0)
        began, before, count = time.monotonic(), terminal.megabytes(), 0
        while time.monotonic() - began < options.seconds and terminal.process.poll() is None:
            terminal.resize(drawn.randint(1, 250), drawn.randint(1, 80))
            count += 1
            if drawn.random() < 0.05:
                terminal.send(drawn.choice(KEYS), 10.0)
            terminal.rest(drawn.uniform(0.0, 0.05))
        terminal.resize(120, 36)
        terminal.rest(3.0)
        after = terminal.megabytes()
        waits = [note for note in terminal.noted() if "wait" in note and note["when"] > began]
        longest = max((wait["wait"] for wait in waits), default=0.0)
        own = max((wait["wait"] - wait["starved"] for wait in waits), default=0.0)
        terminal.allow_quitting()
        end = time.monotonic() + SECONDS_TO_END
        while terminal.process.poll() is None and time.monotonic() < end:
            for piece in (b"\x1b", b"\x1b1", b"\x11", b"X"):
                terminal.send(piece, 10.0)
                terminal.rest(1.0)
        status, tracebacks = terminal.close(5.0), terminal.found_tracebacks()
        if status is None:
            print(terminal.stacks()[-2500:], terminal.last_words()[-1500:])
        epochs = [len(store.get(summary.id).epochs) for summary in store.summaries()]
    print(
        f"{count:,} sizes, longest wait {1000 * longest:.0f} / {1000 * own:.0f} ms, "
        f"memory {before:.0f} to {after:.0f} MB, epochs {epochs}, exit status {status}, {len(tracebacks)} tracebacks"
    )
    for text in tracebacks:
        print(text[-3000:])
    sys.exit(status != 0 or bool(tracebacks))


if __name__ == "__main__":
    main()
