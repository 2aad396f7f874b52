"""Damages data files and histories at random, and gives each to the real command line.

Run: python benchmarks/corruptions.py [--data 4000] [--histories 2000] [--seed 1] [--keep FOLDER]

Each is either read, exit status 0, or refused in one sentence on standard error, exit status 1 or 2. Anything else is a
fault: it is reported with its seed, and with `--keep` its file is kept. Prints a line for data files and one for
histories: how many were read, how many refused and by how many different sentences, how many were faults.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import re
import resource
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import root  # noqa: F401

from mnist_lab.cli.command_line import run
from mnist_lab.cli.context import CliContext
from support.corruptions import corrupted_data, corrupted_history, data_file, histories

MEMORY = 8 << 30
"""The most address space: a header may claim any number of digits, and refusing that must not need the memory."""
READ, REFUSED, FAULT = "read", "refused", "fault"


def outcome_of(arguments: Sequence[str], folder: Path) -> tuple[str, str]:
    """Return what became of a command line, and what it said on standard error, or the traceback of a fault."""
    said, printed = io.StringIO(), io.StringIO()
    try:
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(printed):
            status = run(arguments, CliContext(folder / "store"))
    except BaseException:  # noqa: BLE001  this looks for what gets through
        return FAULT, traceback.format_exc()
    lines = said.getvalue().splitlines()
    if status == 0:
        return READ, said.getvalue()
    is_sentence = status in {1, 2} and len(lines) == 1 and lines[0].endswith(".") and not printed.getvalue()
    return (REFUSED if is_sentence else FAULT), said.getvalue()


def tried(
    name: str, seeds: range, make: Callable[[Random], bytes], command: Callable[[str], Sequence[str]], keep: Path
) -> bool:
    """Try a corrupted file for each seed; print the counts and every fault; return whether there was none."""
    counts: Counter[str] = Counter()
    sentences: set[str] = set()
    for seed in seeds:
        file = keep / f"{name}-{seed}"
        file.write_bytes(make(Random(seed)))
        outcome, said = outcome_of(command(str(file)), keep)
        counts[outcome] += 1
        if outcome == REFUSED:
            sentences.add(re.sub(r"-?\d[\d.,e+]*|“[^”]*”", "#", said.replace(str(file), "")))
        if outcome == FAULT:
            print(f"seed {seed}: {said}")
        else:
            file.unlink()
    print(
        f"{name}: {len(seeds):,} corruptions from seed {seeds.start}: {counts[READ]:,} read, {counts[REFUSED]:,} "
        f"refused in one sentence ({len(sentences):,} different), {counts[FAULT]:,} faults"
    )
    return not counts[FAULT]


def main() -> None:
    """Try both kinds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=int, default=4000)
    parser.add_argument("--histories", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    files, whole = (data_file(), data_file(compressed=False)), histories()
    data, others = (range(options.seed, options.seed + count) for count in (options.data, options.histories))
    with tempfile.TemporaryDirectory() as temporary:
        keep = options.keep or Path(temporary)
        keep.mkdir(parents=True, exist_ok=True)
        is_right = all(
            [
                tried("data", data, lambda r: corrupted_data(r, files), lambda f: ("data", "--data", f), keep),
                tried(
                    "history",
                    others,
                    lambda r: corrupted_history(r, whole),
                    lambda f: ("verdict", "--history", f),
                    keep,
                ),
            ]
        )
    raise SystemExit(0 if is_right else 1)


if __name__ == "__main__":
    main()
