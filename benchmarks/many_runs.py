"""Trains 60 runs of different shapes in one process: resident memory and open files, after every ten.

    python benchmarks/many_runs.py [--runs 60] [--repeats]

Every run has other nodes, layers, batch size, optimizer or activation than those before, so that none is compiled
already; with `--repeats` only the seed differs. They train on few digits, because their length does not matter here.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import tempfile
import threading
import time
from pathlib import Path

import root  # noqa: F401

from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.services.observers import SessionObserver
from mnist_lab.services.session import Session
from mnist_lab.training.keras_trainer import KerasTrainer
from mnist_lab.util.output_redirect import keep_terminal
from mnist_lab_store.run_store import RunStore
from support.fakes import few_digits

DIGITS = few_digits(1000, 200)
OPTIMIZERS = ("rmsprop", "adam", "sgd", "adagrad", "nadam")
ACTIVATIONS = ("relu", "tanh", "softplus", "sigmoid")


def shape(number: int) -> RunSpec:
    """Return the settings of a run that no other run shares its compiled functions with."""
    return RunSpec.of(
        {
            "units": 16 + 3 * number,
            "hidden_layers": 1 + number % 4,
            "batch_size": 16 + 8 * (number % 7),
            "optimizer": OPTIMIZERS[number % len(OPTIMIZERS)],
            "activation": ACTIVATIONS[number % len(ACTIVATIONS)],
            "epochs": 2,
        }
    )


def resident_megabytes() -> float:
    """Return the memory of this process that is in RAM."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def row(number: int, began: float) -> str:
    """Return a line of the table."""
    files = len(list(Path("/proc/self/fd").iterdir()))
    return (
        f"| {number} | {resident_megabytes():.0f} | {files} | {threading.active_count()} | {len(gc.get_objects()):,} | "
        f"{time.monotonic() - began:.0f} |"
    )


def main() -> int:
    """Train the runs through a session, as the app does, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=60)
    parser.add_argument("--repeats", action="store_true", help="runs that differ in their seed alone")
    options = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, keep_terminal(Path(folder) / "tensorflow.log"):
        store = RunStore(Path(folder))
        session = Session(KerasTrainer(), store, lambda: DIGITS, SessionObserver())
        session.start()
        print("| after run | resident MB | open files | Python threads | Python objects | s |")
        print("| ---: | ---: | ---: | ---: | ---: | ---: |", flush=True)
        for number in range(1, options.runs + 1):
            (run,) = session.enqueue(
                RunRequest(RunSpec(units=64, epochs=2, seed=number) if options.repeats else shape(number))
            )
            session.drain()
            kept = store.get(run.id)
            if kept.state is not RunState.FINISHED:
                print(f"Run {number} is {kept.state.value}: {kept.error}")
                return 1
            if number in {1, 2, 5} or number % 10 == 0:
                print(row(number, began), flush=True)
        session.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
