"""Fills in the curves of the histories that the verdict's tests are held to: from kept runs, or by training them.

Run: python benchmarks/histories.py tests/support/histories [--store FOLDER] [--again] [NAME…]

Each file there holds histories of one kind by name: `spec` (what differs from the baseline), `label`, `course` and
`why` (what a careful reader says of the curves), and the curves, one list of an epoch's figures each. To add a history,
add its name and spec, run this, look at the curves and write down the reading. Where curves changed, the reading is
taken away.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mnist_lab.data.digits import Digits, load_digits
from mnist_lab.domain.runs.events import EpochDone, Event, Failed
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.training.interface import Control
from mnist_lab.training.keras_trainer import KerasTrainer
from mnist_lab_store.run_store import RunStore

FIGURES = ("loss", "accuracy", "clean_loss", "clean_accuracy", "val_loss", "val_accuracy")
DIGITS = 6
"""Significant digits of a figure."""


class Histories:
    """Where curves come from: the finished runs of a store, else training."""

    def __init__(self, store: Path | None) -> None:
        self._kept = RunStore(store) if store is not None else None
        self._digits: Digits | None = None
        self._trainer = KerasTrainer()

    def curves(self, spec: RunSpec) -> dict[str, list[float | None]]:
        """Return the curves of a run of this spec."""
        return curves_of(self._found(spec) or self._trained(spec))

    def _found(self, spec: RunSpec) -> Sequence[Epoch] | None:
        if self._kept is None:
            return None
        for summary in self._kept.summaries():
            is_same = not summary.run.spec.differences(spec, ignoring=frozenset({"device"}))
            if is_same and summary.run.state is RunState.FINISHED:
                return self._kept.get(summary.id).epochs
        return None

    def _trained(self, spec: RunSpec) -> Sequence[Epoch]:
        self._digits = self._digits or load_digits()
        epochs: list[Epoch] = []

        def take(event: Event) -> None:
            if isinstance(event, EpochDone):
                epochs.append(event.epoch)
            if isinstance(event, Failed):
                raise SystemExit(event.sentence)

        (run,) = RunRequest(spec, keeps_weights=False).runs(self._digits.dataset, datetime.now(UTC))
        with tempfile.TemporaryDirectory() as folder:
            self._trainer.train(run, self._digits, Path(folder), take, Control())
        return epochs


def curves_of(epochs: Iterable[Epoch]) -> dict[str, list[float | None]]:
    """Return the figures of the epochs without their times, rounded; null where not finite."""
    return {name: [rounded(getattr(epoch, name)) for epoch in epochs] for name in FIGURES}


def rounded(figure: float) -> float | None:
    """Return the figure with six significant digits; None if it is not finite."""
    return float(f"{figure:.{DIGITS}g}") if math.isfinite(figure) else None


def written(document: dict[str, dict[str, Any]]) -> str:
    """Return the document with a line for each curve."""
    histories = []
    for name, history in document.items():
        lines = ",\n  ".join(f"{json.dumps(key)}: {json.dumps(history[key], ensure_ascii=False)}" for key in history)
        histories.append(f" {json.dumps(name, ensure_ascii=False)}: {{\n  {lines}\n }}")
    return "{\n" + ",\n".join(histories) + "\n}\n"


def main() -> None:
    """Fill in every history that has no curves yet, or those named, or with --again all of them."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("names", nargs="*")
    arguments.add_argument("--store", type=Path)
    arguments.add_argument("--again", action="store_true")
    asked = arguments.parse_args()
    source = Histories(asked.store)
    for file in sorted(asked.folder.glob("*.json")):
        document: dict[str, dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
        for name, history in document.items():
            if not (name in asked.names or asked.again or (not asked.names and "loss" not in history)):
                continue
            curves = source.curves(RunSpec.of(history["spec"]))
            if any(history.get(key) != curve for key, curve in curves.items()):
                document[name] = {"spec": history["spec"], "label": "", "course": "", "why": "", **curves}
            file.write_text(written(document), encoding="utf-8")
            print(f"{file.stem}: {name}: {len(curves['loss'])} epochs", flush=True)


if __name__ == "__main__":
    main()
