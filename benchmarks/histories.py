"""Trains a dozen unlike specs and writes their histories, which the verdict's tests are held to.

Run: python benchmarks/histories.py FOLDER [NAME…]
"""

from __future__ import annotations

import json
import math
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mnist_lab.data.digits import Digits, load_digits
from mnist_lab.domain.events import EpochDone, Event, Failed
from mnist_lab.domain.order import Order
from mnist_lab.domain.spec import RunSpec
from mnist_lab.training.keras_trainer import KerasTrainer
from mnist_lab.training.trainer import Control

SPECS: Mapping[str, Mapping[str, Any]] = {
    "baseline": {},
    "three epochs": {"epochs": 3},
    "no hidden layer": {"hidden_layers": 0, "epochs": 20},
    "no relu": {"activation": "linear"},
    "no dropout": {"dropout": 0.0},
    "small sgd": {"units": 64, "optimizer": "sgd"},
    "four nodes": {"units": 4, "epochs": 20},
    "few digits": {"train_size": 500, "dropout": 0.0, "epochs": 30},
    "few digits, many epochs": {"train_size": 2000, "units": 256, "dropout": 0.0, "epochs": 60},
    "not scaled": {"scale_pixels": False},
    "long steps": {"units": 128, "learning_rate": 0.02},
    "zero weights": {"units": 64, "kernel_initializer": "zero", "train_size": 6000},
    "diverging": {"optimizer": "sgd", "learning_rate": 1000.0, "scale_pixels": False, "train_size": 6000},
    "early stop": {"units": 256, "epochs": 50, "early_stopping": 3},
}


def history(spec: RunSpec, digits: Digits) -> list[dict[str, Any]]:
    """The epochs that training gave, without their times; losses with six significant digits, null where not finite."""
    epochs: list[dict[str, Any]] = []

    def take(event: Event) -> None:
        if isinstance(event, EpochDone):
            epochs.append({name: _rounded(value) for name, value in event.epoch if name != "seconds"})
        if isinstance(event, Failed):
            raise SystemExit(event.sentence)

    (run,) = Order(spec).runs(digits.dataset, datetime.now(UTC))
    with tempfile.TemporaryDirectory() as folder:
        KerasTrainer().train(run, digits, Path(folder), take, Control())
    return epochs


def main() -> None:
    """Write a file for each spec, or for those named."""
    folder, names = Path(sys.argv[1]), sys.argv[2:] or list(SPECS)
    folder.mkdir(parents=True, exist_ok=True)
    digits = load_digits()
    for name in names:
        epochs = history(RunSpec.of(SPECS[name]), digits)
        document = {"name": name, "spec": SPECS[name], "epochs": epochs}
        file = folder / f"{name.replace(',', '').replace(' ', '-')}.json"
        lines = ",\n  ".join(json.dumps(epoch) for epoch in epochs)
        head = json.dumps({**document, "epochs": []}, indent=1).removesuffix("[]\n}")
        file.write_text(f"{head}[\n  {lines}\n ]\n}}\n", encoding="utf-8")
        print(f"{name}: {len(epochs)} epochs, last {epochs[-1]}", flush=True)


def _rounded(value: float) -> float | int | None:
    if isinstance(value, int):
        return value
    return float(f"{value:.6g}") if math.isfinite(value) else None


if __name__ == "__main__":
    main()
