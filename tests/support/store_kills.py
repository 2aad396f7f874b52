"""Processes that work on one store, killed at random moments or all at once: for the tests, and for the benchmark.

    PYTHONPATH=tests python -m support.store_kills kills FOLDER KILLS SEED
    PYTHONPATH=tests python -m support.store_kills crowd FOLDER PROCESSES EACH

Prints what came of it as one JSON object.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from mnist_lab.domain.runs.edits import Rename, Tag
from mnist_lab_store.run_store import RunStore
from support.store_examples import example_run

LONGEST_LIFE = 0.25
"""Seconds that a process lives at most."""
SHARED = 999_999
"""The number of the run that a whole crowd edits."""

Place = tuple[str, str]
"""Where a run lies, "runs" or "trash", and its name."""


@dataclass
class Outcome:
    """What was acknowledged, what of that is lost, and the unreadable runs and orphan files, by their paths."""

    kills: int = 0
    acknowledged: int = 0
    in_the_middle: int = 0
    lost: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)


def kill_many(folder: Path, kills: int, seed: int) -> Outcome:
    """Kill so many processes at work on the store, and look after each at what it left."""
    chance = random.Random(seed)
    outcome = Outcome()
    expected: dict[int, Place] = {}
    for _ in range(kills):
        first = max(expected, default=0) + 1
        said = _life(chance, lambda say, first=first: _work(folder, chance.random(), first, dict(expected), say))
        outcome.kills += 1
        _judge(folder, said, expected, outcome)
    return outcome


def _life(chance: random.Random, work: Callable[[Callable[[str], None]], None]) -> list[str]:
    """Have a process work until it is killed at a random moment; the lines it said."""
    reader, writer = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            work(lambda words: os.write(writer, f"{words}\n".encode()) and None)
        except Exception as error:  # noqa: BLE001  whatever it is, the parent is to hear of it
            os.write(writer, f"broke off: {error!r}\n".encode())
        finally:
            os._exit(1)
    os.close(writer)
    os.read(reader, 1)  # it has begun
    time.sleep(chance.uniform(0, LONGEST_LIFE))
    os.kill(process, signal.SIGKILL)
    with os.fdopen(reader, "rb") as rest:
        lines = rest.read().decode().splitlines()
    os.waitpid(process, 0)
    return lines


def _work(folder: Path, seed: float, first: int, known: dict[int, Place], say: Callable[[str], None]) -> None:
    chance = random.Random(seed)
    say(".")
    store = RunStore(folder)
    number = first
    for name in map(str, range(10_000)):
        kept = [each for each, (place, _) in known.items() if place == "runs"]
        thrown = [each for each, (place, _) in known.items() if place == "trash"]
        does = chance.choice(["insert", "edit", "trash", "restore", "rebuild"])
        if does == "insert" or (does == "restore" and not thrown) or (does != "rebuild" and not kept):
            does, chosen, number = "insert", number, number + 1
        else:
            chosen = chance.choice(thrown if does == "restore" else kept or [0])
        say(f"begin {does} {chosen} {first}-{name}")
        known.update(_done(store, does, chosen, f"{first}-{name}", known))
        say(f"done {does} {chosen} {first}-{name}")


def _done(store: RunStore, does: str, number: int, name: str, known: dict[int, Place]) -> dict[int, Place]:
    run = example_run(number)
    if does == "insert":
        store.put(run.but(name=name))
    elif does == "edit":
        store.edit(run.id, Rename(name).of)
    elif does == "trash":
        store.trash.take(run.id)
    elif does == "restore":
        store.trash.restore(run.id)
    else:
        (store.folder / "index.json").unlink(missing_ok=True)
        RunStore(store.folder).fold()
    return _after(does, number, name, known)


def _after(does: str, number: int, name: str, known: dict[int, Place]) -> dict[int, Place]:
    """Where a run lies and what it is called once that is done to it."""
    if does == "rebuild":
        return {}
    named = name if does in {"insert", "edit"} else known[number][1]
    return {number: ("trash" if does == "trash" else "runs", named)}


def _judge(folder: Path, said: list[str], expected: dict[int, Place], outcome: Outcome) -> None:
    pending: dict[int, Place] = {}
    for line in said[1:]:
        if line.startswith("broke off"):
            outcome.lost.append(line)
            break
        word, does, number, name = line.split()
        pending = _after(does, int(number), name, expected)
        if word == "done":
            expected.update(pending)
            pending = {}
            outcome.acknowledged += 1
    outcome.in_the_middle += said[-1].startswith("begin ")
    found = dict(_found(folder, outcome))
    for number in expected.keys() | pending.keys():
        allowed = {expected.get(number)} | ({pending[number]} if number in pending else set())
        if found.get(number) not in allowed:
            outcome.lost.append(f"{number}: {found.get(number)} in the place of {allowed}")
    expected.clear()
    expected.update(found)


def _found(folder: Path, outcome: Outcome) -> Iterator[tuple[int, Place]]:
    """Every run as the next start finds it."""
    store = RunStore(folder)
    for summary in store.summaries():
        yield store.get(summary.id).spec.seed, ("runs", summary.run.name)
    for run_id in store.trash.ids():
        document = json.loads((folder / "trash" / run_id / "run.json").read_bytes())["run"]["1"]
        yield document["spec"]["seed"], ("trash", document["name"])
    outcome.unreadable += [*store.troubles(), *map(str, folder.rglob("*.damaged-*"))]
    outcome.orphans += map(str, folder.rglob("*.tmp"))


def crowd(folder: Path, processes: int, each: int) -> Outcome:
    """Have so many processes insert as many runs each at once, and tag one run that all share after each of them."""
    store = RunStore(folder)
    store.put(example_run(SHARED))
    children = []
    for worker in range(processes):
        child = os.fork()
        if child == 0:
            status = 1
            try:
                mine = RunStore(folder)
                for number in range(worker * each + 1, (worker + 1) * each + 1):
                    mine.put(example_run(number))
                    mine.edit(example_run(SHARED).id, Tag(added=(str(number),)).of)
                status = 0
            finally:
                os._exit(status)
        children.append(child)
    outcome = Outcome()
    for child in children:
        if os.waitpid(child, 0)[1] != 0:
            outcome.lost.append(f"the process {child} broke off")
    numbers = range(1, processes * each + 1)
    outcome.acknowledged = 2 * len(numbers)
    seeds = sorted(summary.run.spec.seed for summary in store.summaries() if summary.run.spec.seed != SHARED)
    if seeds != list(numbers):
        outcome.lost.append(f"{len(seeds)} runs in the place of {len(numbers)}")
    tags = sorted(map(int, store.get(example_run(SHARED).id).tags))
    if tags != list(numbers):
        outcome.lost.append(f"{len(tags)} tags in the place of {len(numbers)}")
    outcome.unreadable += store.troubles()
    outcome.orphans += map(str, folder.rglob("*.tmp"))
    return outcome


if __name__ == "__main__":
    does, where, first, second = sys.argv[1:]
    made = {"kills": kill_many, "crowd": crowd}[does](Path(where), int(first), int(second))
    sys.stdout.write(json.dumps(asdict(made)))
