"""Compares a run with its rerun: the same, or what differs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.run import Run

TEST_FIGURES = ("test_accuracy_before", "test_loss", "test_accuracy", "test_accuracy_last")
_NAMES = tuple(name for name in Epoch.model_fields if name != "seconds")
_LATER_FIGURES = frozenset({"temperature", "refined_val_loss"})
"""Those that runs of earlier versions lack."""
NOT_ALWAYS_ON_A_GPU = "a GPU does not always add in the same order"


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a run and its rerun compare.

    `epochs` is how many both have; `differs_from` the first with a figure that is not the same to the last bit;
    `test_differs` whether only the test figures differ; `changed` what is different in the environment of the second,
    each as "threads 2 → 4".
    """

    epochs: int
    differs_from: int | None
    test_differs: bool
    changed: tuple[str, ...]
    is_whole: bool
    on_gpu: bool

    @property
    def is_same(self) -> bool:
        """Return whether all that both have is the same to the last bit."""
        return self.epochs > 0 and self.differs_from is None and not self.test_differs

    @property
    def sentence(self) -> str:
        """Return the outcome in words; starts with "same" or "differs"."""
        if not self.epochs:
            return "cannot be compared: one of the two has no epoch"
        many = "its one epoch" if self.epochs == 1 else f"all {self.epochs} epochs"
        if self.is_same:
            whole = f"every figure of {many} and of the test digits"
            shared = "every figure of the epochs that both have, " + ("one" if self.epochs == 1 else str(self.epochs))
            return f"same: {whole if self.is_whole else shared}, to the last bit"
        where = "from epoch " + str(self.differs_from) if self.differs_from else "in its test figures alone"
        return f"differs {where}: {self._reason}"

    @property
    def in_short(self) -> str:
        """Return the outcome if there is little room."""
        return "same to the last bit" if self.is_same else self.sentence

    @property
    def document(self) -> dict[str, Any]:
        """Return the outcome as plain JSON values."""
        return {"same": self.is_same, "differs_from": self.differs_from, "changed": list(self.changed)}

    @property
    def _reason(self) -> str:
        if self.changed:
            return ", ".join(self.changed)
        return NOT_ALWAYS_ON_A_GPU if self.on_gpu else "device, threads and versions are the same"


def compare_rerun(run: Run, again: Run) -> Comparison:
    """Compare a run with its rerun, epoch by epoch, times left out."""
    pairs = list(zip(run.epochs, again.epochs, strict=False))
    differing = next((first.epoch for first, second in pairs if not _alike(first, second)), None)
    is_whole = len(run.epochs) == len(again.epochs)
    scored = [(getattr(run, name), getattr(again, name)) for name in TEST_FIGURES] if is_whole else []
    before, after = run.environment, again.environment
    return Comparison(
        epochs=len(pairs),
        differs_from=differing,
        test_differs=differing is None and not all(_same(*both) for both in scored if None not in both),
        changed=before.changes_to(after) if before is not None and after is not None else (),
        is_whole=is_whole,
        on_gpu=after is not None and after.device.startswith("GPU"),
    )


def _alike(first: Epoch, second: Epoch) -> bool:
    return all(
        _is_left_out(name, first, second) or _same(getattr(first, name), getattr(second, name)) for name in _NAMES
    )


def _is_left_out(name: str, first: Epoch, second: Epoch) -> bool:
    """Return whether one of the two is of a version that did not measure this figure."""
    return name in _LATER_FIGURES and None in {getattr(first, name), getattr(second, name)}


def _same(first: float | None, second: float | None) -> bool:
    """Equal, or neither of them finite: which of the figures that are not it was, the store does not keep."""
    if first is None or second is None:
        return first is second
    return first == second or not (math.isfinite(first) or math.isfinite(second))
