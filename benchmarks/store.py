"""Measures the store: what kills and crowds leave of it, what a write costs, how long ten thousand runs take to open.

    python benchmarks/store.py [--kills 200] [--runs 10000] [--writes 200] [--out FOLDER] [--folder FOLDER]

Everything happens in stores of its own below --folder (else the system's folder for temporary files), which are removed
in the end. Writes store.md and store.json.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import root  # noqa: F401

# isort: split
from mnist_lab.domain.runs.edits import Rename
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab_store.run_store import RunStore
from support.processes import WITH_TESTS
from support.store_examples import example_environment, example_run
from training import processor

FEW = 100
UNITS = (16, 32, 64, 128, 256, 512, 518, 1024)
OPENINGS = 5
NEW = 1_000_000
"""The number of the first run that is inserted to be timed."""


def a_run(number: int) -> Run:
    """Return a finished run of ten epochs; its settings change from one to the next."""
    spec = RunSpec(units=UNITS[number % len(UNITS)], dropout=number % 7 / 10, seed=number)
    return example_run(number, epochs=10, spec=spec, environment=example_environment(), test_accuracy=0.98)


def fill(folder: Path, runs: int) -> None:
    """Have so many runs in the store, written without waiting for the disk."""
    store = RunStore(folder)
    fsync, os.fsync = os.fsync, lambda _: None
    try:
        for number in range(1, runs + 1):
            store.put(a_run(number))
    finally:
        os.fsync = fsync
    os.sync()
    store.fold()


def write_costs(folder: Path, writes: int) -> dict[str, list[float]]:
    """Seconds that inserts and edits take, in turn, with the table open as it is in the app."""
    store = RunStore(folder)
    ids = [summary.id for summary in store.summaries()][:writes]
    costs: dict[str, list[float]] = {"insert": [], "edit": []}
    for place in range(writes):
        run = a_run(NEW + place)
        costs["insert"].append(_seconds(lambda run=run: store.put(run)))
        chosen = ids[place % len(ids)]
        change = Rename(f"named {place}")
        costs["edit"].append(_seconds(lambda chosen=chosen, change=change: store.edit(chosen, change.of)))
    for place in range(writes):  # as it was before, for whoever opens it next
        store.trash.take(a_run(NEW + place).id)
        store.trash.purge(a_run(NEW + place).id)
    store.fold()
    return costs


def _seconds(does: Callable[[], object]) -> float:
    began = time.perf_counter()
    does()
    return time.perf_counter() - began


def opening(folder: Path, *, index: bool) -> dict[str, float]:
    """Seconds to the summaries of all runs and most memory of a process of its own, with the index or without it."""
    if not index:
        (folder / "index.json").unlink()
    done = subprocess.run(
        [sys.executable, str(Path(__file__)), "--open", str(folder)],
        env=WITH_TESTS, capture_output=True, text=True, check=True,
    )  # fmt: skip
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def open_here(folder: Path) -> dict[str, float]:
    """Return the same of this process."""
    before = time.perf_counter()
    count = len(RunStore(folder).summaries())
    seconds = time.perf_counter() - before
    return {"runs": count, "seconds": seconds, "bytes": most_memory()}


def most_memory() -> int:
    """Return the most bytes that this process has had; what `getrusage` says begins with what its parent had."""
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise SystemExit("This system does not say how much memory a process has had.")


def faults(what: str, *arguments: object) -> dict[str, Any]:
    """Return what kills or a crowd leave of a store, in a process that has no threads."""
    done = subprocess.run(
        [sys.executable, "-m", "support.store_kills", what, *map(str, arguments)],
        env=WITH_TESTS, capture_output=True, text=True, check=True,
    )  # fmt: skip
    outcome: dict[str, Any] = json.loads(done.stdout)
    return outcome


def measured(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Return all figures; the costs at both sizes in turns, so that a machine that slows down does so for both."""
    figures: dict[str, Any] = {
        "kills": faults("kills", folder / "kills", options.kills, options.seed),
        "crowd": faults("crowd", folder / "crowd", 4, 200),
    }
    sizes = (FEW, options.runs)
    for size in sizes:
        fill(folder / str(size), size)
    costs: dict[int, dict[str, list[float]]] = {size: {"insert": [], "edit": []} for size in sizes}
    for _ in range(4):
        for size in sizes:
            for does, seconds in write_costs(folder / str(size), options.writes // 4).items():
                costs[size][does] += seconds
    figures["costs"] = {
        does: {str(size): statistics.median(costs[size][does]) for size in sizes} for does in ("insert", "edit")
    }
    figures["openings"] = {
        "with the index": [opening(folder / str(options.runs), index=True) for _ in range(OPENINGS)],
        "with the index deleted": [opening(folder / str(options.runs), index=False) for _ in range(OPENINGS)],
    }
    return figures


def markdown(figures: dict[str, Any], runs: int) -> str:
    """Return a table: what was measured, and what is to be reached."""
    rows = [("what", "measured", "to reach")]
    kills, crowd = figures["kills"], figures["crowd"]
    for outcome, what in (
        (kills, f"{kills['kills']} SIGKILLs, {kills['in_the_middle']} of them in the middle of a write, "
                f"{kills['acknowledged']:,} writes acknowledged"),
        (crowd, f"4 processes × 200 inserts and 200 edits of one run, {crowd['acknowledged']:,} writes"),
    ):  # fmt: skip
        left = (
            f"{len(outcome['lost'])} lost, {len(outcome['unreadable'])} unreadable, {len(outcome['orphans'])} orphans"
        )
        rows.append((what, left, "none"))
    for does, medians in figures["costs"].items():
        few, many = medians[str(FEW)], medians[str(runs)]
        rows.append((f"{does} with {FEW} runs, median", f"{few * 1000:.1f} ms", "≤ 25 ms"))
        rows.append((f"{does} with {runs:,} runs, median", f"{many * 1000:.1f} ms", "≤ 25 ms"))
        rows.append((f"{does}, {runs:,} / {FEW} runs", f"{many / few:.2f}", "≤ 1.5"))
    for how, openings in figures["openings"].items():
        seconds = sorted(each["seconds"] for each in openings)
        words = f"{statistics.median(seconds):.2f} s ({seconds[0]:.2f} to {seconds[-1]:.2f})"
        rows.append((f"opening {runs:,} runs {how}, median", words, "≤ 1 s" if how == "with the index" else "≤ 10 s"))
        most = max(each["bytes"] for each in openings)
        rows.append((f"most memory of that process {how}", f"{most / 1e6:.0f} MB", "< 300 MB"))
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "| --- | ---: | ---: |", *lines[1:]]) + "\n"


def main() -> None:
    """Measure it all, or, as a process of its own, open one store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--writes", type=int, default=200, help="inserts, and as many edits, timed at each size")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path())
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--open", type=Path, default=None, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.open is not None:
        print(json.dumps(open_here(options.open)))
        return
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        figures = measured(Path(folder), options)
    machine = {"processor": processor(), "cores": os.cpu_count(), "python": sys.version}
    table = markdown(figures, options.runs)
    print(table, end="")
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "store.md").write_text(table, encoding="utf-8")
    document = json.dumps({"machine": machine, "figures": figures}, indent=1)
    (options.out / "store.json").write_text(document, encoding="utf-8")


if __name__ == "__main__":
    main()
