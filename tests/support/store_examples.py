"""Runs and child processes for the tests of the store."""

from __future__ import annotations

import math
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tinydb import TinyDB

from mnist_lab.domain.runs.history import Environment, Epoch
from mnist_lab.domain.runs.run import MNIST, Run, RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab_store.run_store import RunStore
from support.processes import WITH_TESTS

BEGAN = datetime(2026, 11, 23, 22, 24, 56, tzinfo=UTC)
DIGITS = MNIST

HOLDS_A_RUN = """
store = RunStore(Path(sys.argv[1]))
with store.hold(example_run(1).id):
    store.put(example_run(1, state=RunState.RUNNING))
    print("held", flush=True)
    sys.stdin.readline()
"""
"""A script for a `Child`: the first run is being trained until the child reads a line."""


def example_epoch(number: int, **figures: Any) -> Epoch:
    given = {
        "loss": 0.3 / number,
        "accuracy": 0.9,
        "clean_loss": 0.2 / number,
        "clean_accuracy": 0.95,
        "val_loss": 0.1,
        "val_accuracy": 0.97,
        "seconds": 2.5,
    }
    return Epoch(epoch=number, **{**given, **figures})


def example_run(number: int = 1, *, epochs: int = 2, spec: RunSpec | None = None, **fields: Any) -> Run:
    """A run of seed `number`, made so many seconds after the first."""
    given = {
        "id": f"20261123-222456-{number:06x}",
        "state": RunState.FINISHED,
        "created": BEGAN + timedelta(seconds=number),
        "spec": spec or RunSpec(seed=number),
        "data": DIGITS,
        "parameters": 680_662,
        "epochs": tuple(example_epoch(epoch) for epoch in range(1, epochs + 1)),
    }
    return Run(**{**given, **fields})


def run_file(store: RunStore, run: Run) -> Path:
    return store.folder / "runs" / run.id / "run.json"


def diverged_run() -> Run:
    """Return a run with every field, whose last losses are not finite."""
    return example_run(
        7,
        name="too fast",
        tags=("lab6", "sgd"),
        note="two\nlines",
        pinned_at=BEGAN,
        seconds=27.4,
        epochs=0,
    ).model_copy(
        update={
            "epochs": (example_epoch(1), example_epoch(2, loss=math.nan, val_loss=math.inf, clean_loss=None)),
            "test_accuracy_before": 0.0913,
            "test_loss": math.nan,
            "test_accuracy": 0.9783,
            "test_accuracy_last": 0.9812,
            "weights": f"runs/{example_run(7).id}/best.keras",
            "environment": example_environment(),
            "error": "nothing",
        }
    )


def change_table(path: Path, table: str, fields: dict[str, object]) -> None:
    """Update every document of a table."""
    with TinyDB(path) as database:
        database.table(table).update(fields)


def example_environment() -> Environment:
    return Environment(device="CPU", threads=2, keras="3", tensorflow="2", python="3.11", host="here", compiled="xla")


class Child:
    """Another process at work on a store; it says a word a line, and waits for a line where it reads one."""

    def __init__(self, script: str, *arguments: object) -> None:
        preamble = (
            "import os, sys\nfrom pathlib import Path\nfrom mnist_lab.domain.runs.run import RunState\n"
            "from mnist_lab_store.errors import StoreError\nfrom mnist_lab_store.run_store import RunStore\n"
            "from support.store_examples import example_epoch, example_run\n"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-c", preamble + script, *map(str, arguments)],
            env=WITH_TESTS,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def said(self) -> str:
        """The next line it says, once it has; empty when it has ended."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def tell(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("go on\n")
        self.process.stdin.flush()

    def end(self) -> str:
        """All it still says, once it has ended by itself."""
        said, _ = self.process.communicate(timeout=60)
        assert self.process.returncode == 0
        return said.strip()

    def kill(self) -> None:
        """End it with SIGKILL, as a machine does that runs out of memory."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None and not stream.closed:
                stream.close()


class CountingStore(RunStore):
    """A store that keeps the ids of the runs that were read."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.read: list[str] = []

    def get(self, run_id: str) -> Run:
        self.read.append(run_id)
        return super().get(run_id)
