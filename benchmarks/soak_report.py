"""What a soak test has found: figures of each process, the state of the store, and the table of them."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mnist_lab_store.errors import StoreError
from mnist_lab_store.run_store import RunStore

TO_REACH_MB, TO_REACH_WAIT = 20.0, 0.1
MINUTE = 60.0


@dataclass
class Sample:
    """What the process took at a moment, in seconds since its start."""

    second: float
    megabytes: float
    descriptors: int
    threads: int
    kept: int


@dataclass
class Life:
    """One process of the app, from its start to its end."""

    samples: list[Sample] = field(default_factory=list)
    waits: list[dict[str, Any]] = field(default_factory=list)
    tracebacks: list[str] = field(default_factory=list)
    seconds: float = 0.0
    longest_wait: float = 0.0
    hangs: int = 0
    stacks: str = ""
    last_words: str = ""
    status: int | None = None

    def growth(self) -> float | None:
        """Return by how many MB the memory grew from minute 5, or from half its time if it was short, to the end."""
        begin = min(5 * MINUTE, self.seconds / 2)
        first = [each.megabytes for each in self.samples if begin <= each.second < begin + MINUTE]
        last = [each.megabytes for each in self.samples if each.second >= self.seconds - MINUTE]
        return statistics.median(last) - statistics.median(first) if first and last else None


def faults_of_store(folder: Path) -> list[str]:
    """Return what is wrong with the store, a sentence each: damaged runs, leftovers, an index that says otherwise."""
    store = RunStore(folder)
    indexed = store.summaries()
    store.fold()
    faults = [*store.troubles(), *(f"{path} is left" for path in folder.rglob("*.damaged-*"))]
    for summary in indexed:
        try:
            run = store.get(summary.id)
        except StoreError as error:
            faults.append(str(error))
            continue
        if [epoch.epoch for epoch in run.epochs] != list(range(1, len(run.epochs) + 1)):
            faults.append(f"{run.id} has gaps in its epochs")
    (folder / "index.json").unlink(missing_ok=True)
    read_again = RunStore(folder).summaries()
    if read_again != indexed:
        faults.append("the index differs from the run files")
    return faults + [f"{path} is left" for path in folder.rglob("*.tmp")]


def figures_of(lives: Sequence[Life], actions: int, trained: int, faults: Sequence[str]) -> dict[str, Any]:
    """Return the figures of all lives; memory is that of the longest."""
    longest = max(lives, key=lambda life: life.seconds)
    waits = sorted((wait for life in lives for wait in life.waits), key=lambda wait: -wait["wait"])
    own = [max(0.0, wait["wait"] - wait["starved"]) for wait in waits]
    computing = [wait["cpu"] for wait in waits]
    return {
        "minutes": sum(life.seconds for life in lives) / MINUTE,
        "actions": actions,
        "starts": len(lives),
        "statuses": [life.status for life in lives],
        "runs_trained": trained,
        "runs_kept": longest.samples[-1].kept if longest.samples else 0,
        "growth_mb": longest.growth(),
        "megabytes": [round(sample.megabytes, 1) for sample in longest.samples[:: max(1, len(longest.samples) // 60)]],
        "longest_wait": max((life.longest_wait for life in lives), default=0.0),
        "longest_own_wait": max(own, default=0.0),
        "longest_computing": max(computing, default=0.0),
        "waits_over_100_ms": sum(wait["wait"] > TO_REACH_WAIT for wait in waits),
        "own_waits_over_100_ms": sum(wait > TO_REACH_WAIT for wait in own),
        "computing_over_100_ms": sum(wait > TO_REACH_WAIT for wait in computing),
        "descriptors": [min(s.descriptors for s in longest.samples[5:]), max(s.descriptors for s in longest.samples)]
        if len(longest.samples) > 5 else None,
        "threads": max((sample.threads for life in lives for sample in life.samples), default=0),
        "hangs": sum(life.hangs for life in lives),
        "stacks": [life.stacks for life in lives if life.stacks],
        "last_words": [life.last_words for life in lives if life.last_words],
        "tracebacks": [text for life in lives for text in life.tracebacks],
        "faults_of_store": list(faults),
        "waits": waits[:40],
    }  # fmt: skip


def line_of(figures: dict[str, Any]) -> str:
    """Return the figures as a table of one row."""
    growth = "–" if figures["growth_mb"] is None else f"{figures['growth_mb']:+.1f} MB"
    waits = " / ".join(f"{1000 * figures[f'longest_{kind}']:.0f}" for kind in ("wait", "own_wait", "computing"))
    counts = " / ".join(f"{figures[f'{kind}_over_100_ms']}" for kind in ("waits", "own_waits", "computing"))
    return (
        "| minutes | actions | runs trained (kept) | memory | longest wait of the event loop, ms | waits over 100 ms | "
        "descriptors | hangs | tracebacks | faults of the store |\n"
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n"
        f"| {figures['minutes']:.0f} | {figures['actions']:,} | {figures['runs_trained']} ({figures['runs_kept']}) | "
        f"{growth} | {waits} | {counts} | "
        f"{figures['descriptors']} | {figures['hangs']} | {len(figures['tracebacks'])} | "
        f"{len(figures['faults_of_store'])} |\n"
    )


def is_good(figures: dict[str, Any]) -> bool:
    """Return whether everything that is to be reached was."""
    faults = [
        *figures["tracebacks"],
        *figures["faults_of_store"],
        *[status for status in figures["statuses"] if status],
    ]
    has_waited = figures["hangs"] or figures["own_waits_over_100_ms"]
    return not faults and not has_waited and (figures["growth_mb"] or 0.0) < TO_REACH_MB
