"""Runs 10,000 random command lines and filters in this process, and reports whatever is not a result or a sentence.

    python benchmarks/random_commands.py [--times 10000] [--seed 1]

The store holds a few runs, a scripted trainer trains. A fault is an exception that leaves `run`, an exit status that
means nothing, a traceback, or wrong usage that is not told in exactly one line. Half of the times a filter is applied
to the table, otherwise any command is run. Prints each fault with its words, and how many of each exit status there
were.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import random
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import root  # noqa: F401

# isort: split
from mnist_lab.cli.command_line import run
from mnist_lab.cli.context import CliContext
from mnist_lab.cli.exit_codes import DONE, FAILED, INTERRUPTED, WRONG_USAGE
from mnist_lab.data.digits import Digits
from support.fakes import ScriptedTrainer, a_history, few_digits
from support.random_commands import RandomCommands

FAULTS_PRINTED = 20


class Context(CliContext):
    """Has a few made-up digits."""

    def digits(self) -> Digits:
        """Return them."""
        return few_digits() if self.data is None else super().digits()


def fault_of(words: Sequence[str], store: Path) -> tuple[int | None, str]:
    """Run the command line; return its exit status, and what is wrong with how it ended, empty if nothing is."""
    context = Context(store, None, lambda: ScriptedTrainer(a_history([0.2, 0.1])))
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace") for _ in range(2))
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = run(words, context)
    except BaseException:  # noqa: BLE001  whatever comes out is a fault
        return None, traceback.format_exc()
    said = "".join(_text(stream) for stream in (out, err))
    if status not in {DONE, FAILED, INTERRUPTED, WRONG_USAGE}:
        return status, "no such exit status"
    if "Traceback" in said:
        return status, said
    if status == WRONG_USAGE and len(said.strip().split("\n")) != 1:
        return status, f"several lines: {said}"
    return status, ""


def _text(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


def main() -> None:
    """Run them, and report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    drawn = random.Random(options.seed)
    commands = RandomCommands(drawn)
    statuses: Counter[int | None] = Counter()
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.environ["HOME"] = folder
        store = Path(folder) / "store"
        for name in ("first", "second"):
            fault_of(["train", "--units", "8", "--epochs", "2", "--name", name, "--tag", "lab"], store)
        for _ in range(options.times):
            words = ["runs", "--filter", commands.filter()] if drawn.random() < 0.5 else commands.line()
            status, fault = fault_of(words, store)
            statuses[status] += 1
            if fault:
                faults += 1
                if faults <= FAULTS_PRINTED:
                    print(f"{[word[:80] for word in words]}: {fault}\n", flush=True)
        os.chdir("/")
    print(f"{options.times:,} command lines, {faults} faults; exit statuses {dict(sorted(statuses.items(), key=str))}")
    sys.exit(faults > 0)


if __name__ == "__main__":
    main()
