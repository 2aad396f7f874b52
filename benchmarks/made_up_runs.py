"""A store of any number of made-up runs, repeats of one another five by five."""

from __future__ import annotations

import os
from pathlib import Path

from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab_store.run_store import RunStore
from support.store_examples import example_run

SEEDS = 5
UNITS = (16, 32, 64, 128, 256, 512, 518, 1024)


def a_run(number: int) -> Run:
    """Return a run unlike the others, or a repeat of those of other seeds."""
    group, seed = divmod(number, SEEDS)
    spec = RunSpec(
        units=UNITS[group % len(UNITS)],
        dropout=group // 8 % 10 / 10,
        batch_size=16 * (1 + group // 80 % 16),
        learning_rate=(1 + group // 1280) / 1000,
        epochs=10,
        seed=seed + 1,
    )
    loss = 0.05 + (number * 37 % 1009) / 5000
    figures = {"accuracy": 0.97, "clean_loss": loss * 0.9, "clean_accuracy": 0.98}
    epochs = [
        Epoch(epoch=epoch, loss=loss + 0.3 / epoch, val_loss=loss + 0.1 / epoch, val_accuracy=0.98 - loss / 5,
              seconds=2.0, **figures)
        for epoch in range(1, 4)
    ]  # fmt: skip
    return example_run(number + 1, spec=spec).model_copy(
        update={"epochs": tuple(epochs), "test_accuracy": 0.98 - loss / 4}
    )


def fill(folder: Path, runs: int) -> None:
    """Put the runs into the store, written without waiting for the disk."""
    store = RunStore(folder)
    fsync, os.fsync = os.fsync, lambda _: None
    try:
        for number in range(runs):
            store.put(a_run(number))
    finally:
        os.fsync = fsync
    os.sync()
    store.fold()
