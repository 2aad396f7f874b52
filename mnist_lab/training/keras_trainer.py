"""Trains a run with Keras. Imports TensorFlow when the first run begins."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from mnist_lab.data.digits import Digits
from mnist_lab.domain.formatting.units import format_bytes
from mnist_lab.domain.runs.cost_estimate import BYTES_TO_BEGIN, estimate
from mnist_lab.domain.runs.events import Compiling, Event, Failed, Loading
from mnist_lab.domain.runs.run import Run
from mnist_lab.training import tensorflow_import
from mnist_lab.training.devices import Device, DeviceMissing, chosen_device, found_devices
from mnist_lab.training.interface import Control
from mnist_lab.training.memory import free_memory

if TYPE_CHECKING:
    from mnist_lab.training.engine_cache import EngineCache

SECONDS_BETWEEN_CHECKPOINTS = 10.0
"""One of 2048 nodes takes 46 MB, and that of the best epoch beside it as much again."""
NO_MEMORY = "There is not enough memory for this run: fewer nodes, fewer layers or a smaller batch would fit."


class KerasTrainer:
    """Trains runs one after the other, each a Keras model inside one compiled loop over its batches."""

    def __init__(
        self,
        free_memory: Callable[[], int | None] = free_memory,
        find_devices: Callable[[], tuple[Device, ...]] = found_devices,
        seconds_between_checkpoints: float = SECONDS_BETWEEN_CHECKPOINTS,
        engines: EngineCache | None = None,
    ) -> None:
        """`free_memory` says how many bytes a run may take, None if unknown; without `engines` it makes a cache."""
        self._free_memory = free_memory
        self._find_devices = find_devices
        self._seconds_between_checkpoints = seconds_between_checkpoints
        self._engines = engines

    def train(
        self, run: Run, digits: Digits, folder: Path, on_event: Callable[[Event], None], control: Control
    ) -> None:
        """Train the run as `Trainer` has it; what cannot continue ends as Failed with one sentence."""
        began = time.perf_counter()
        refusal = self._refusal(run, digits)
        if refusal:
            on_event(Failed(refusal))
            return
        if not tensorflow_import.is_loaded():
            on_event(Loading())
        try:
            tensorflow_import.load()
        except (ImportError, OSError) as error:
            on_event(Failed(f"TensorFlow cannot be loaded: {_first_line(error)}."))
            return
        on_event(Compiling())
        # TensorFlow and numpy are in memory only now, and these modules import them
        from mnist_lab.training.checkpoints import Checkpoints
        from mnist_lab.training.engine_cache import EngineCache
        from mnist_lab.training.tensorflow_errors import REFUSALS, is_about_memory
        from mnist_lab.training.training_loop import Training

        try:
            if self._engines is None:
                self._engines = EngineCache()
            device = chosen_device(run.spec.device, self._find_devices())
            checkpoints = Checkpoints(folder, run, self._seconds_between_checkpoints)
            Training(run, digits, folder, on_event, control, device, self._engines, checkpoints, began).train()
        except DeviceMissing as error:
            on_event(Failed(str(error)))
        except REFUSALS as error:
            on_event(Failed(NO_MEMORY if is_about_memory(error) else f"TensorFlow refused: {_first_line(error)}."))

    def tidy(self, folder: Path) -> None:
        """Remove the checkpoints of a run whose end is written."""
        from mnist_lab.training.checkpoints import remove_checkpoints  # imports numpy

        remove_checkpoints(folder)

    def _refusal(self, run: Run, digits: Digits) -> str | None:
        """Return why the run cannot start, or None: if memory runs out, the system ends the whole process."""
        needed, free = estimate(run.spec, digits=len(digits.x_train)).memory, self._free_memory()
        if tensorflow_import.is_loaded():
            needed -= BYTES_TO_BEGIN
        if free is None or needed <= free:
            return None
        return (
            f"This run needs about {format_bytes(needed)} of memory and {format_bytes(free)} are free: "
            "fewer nodes, fewer layers or a smaller batch would fit."
        )


def _first_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[0] if lines else type(error).__name__).rstrip(".")[:300]
