"""Trains a run with Keras. Imports TensorFlow when the first run begins."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from mnist_lab.data.digits import Digits
from mnist_lab.domain.formatting.units import format_bytes
from mnist_lab.domain.runs.cost_estimate import BYTES_TO_BEGIN, estimate
from mnist_lab.domain.runs.events import Began, Compiling, Event, Failed, Loading
from mnist_lab.domain.runs.run import Run
from mnist_lab.training import tensorflow_import
from mnist_lab.training.devices import Device, DeviceMissing, chosen_device, found_devices, why_no_gpu
from mnist_lab.training.gpu_absence import GpuAbsence
from mnist_lab.training.interface import Control
from mnist_lab.training.memory import free_memory

if TYPE_CHECKING:
    from mnist_lab.training.engine_cache import EngineCache

SECONDS_BETWEEN_CHECKPOINTS = 10.0
"""One of 2048 nodes takes 46 MB, and that of the best epoch beside it as much again."""
TRAIN_ON_CPU = "Resume the run later, or train it with the device cpu."


class KerasTrainer:
    """Trains runs one after the other, each a Keras model inside one compiled loop over its batches."""

    slots = 1

    def __init__(
        self,
        free_memory: Callable[[], int | None] = free_memory,
        find_devices: Callable[[], tuple[Device, ...]] = found_devices,
        seconds_between_checkpoints: float = SECONDS_BETWEEN_CHECKPOINTS,
        engines: EngineCache | None = None,
        why_no_gpu: Callable[[], GpuAbsence | None] = why_no_gpu,
    ) -> None:
        """`free_memory` says how many bytes a run may take, None if unknown; without `engines` it makes a cache."""
        self._free_memory = free_memory
        self._find_devices = find_devices
        self._seconds_between_checkpoints = seconds_between_checkpoints
        self._engines = engines
        self._why_no_gpu = why_no_gpu
        self._has_explained = False

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
            on_event(Failed(f"TensorFlow cannot be loaded: {tensorflow_import.first_line(error)}."))
            return
        on_event(Compiling())
        try:
            devices, note = self._devices_for(run)
        except DeviceMissing as error:
            on_event(Failed(str(error)))
            return
        for device in devices:
            report = _BeginningNoted(on_event, note)
            refusal = self._train_on(device, run, digits, folder, report, control, began)
            if refusal is None:
                return
            if report.has_begun or device is devices[-1]:
                on_event(Failed(f"{refusal} {TRAIN_ON_CPU}" if device.is_gpu else refusal))
                return
            note = f"{refusal} This run trains on the CPU."

    def _devices_for(self, run: Run) -> tuple[tuple[Device, ...], str]:
        """Return the devices to try, one after the other until training begins, and what to say of the choice.

        Raises:
            DeviceMissing: if the device that the run asks for is not there.
        """
        found = self._find_devices()
        absence = None if found[0].is_gpu or run.spec.device == "cpu" else self._why_no_gpu()
        chosen = chosen_device(run.spec.device, found, absence.reason if absence else "")
        note = absence.sentence if absence and absence.advice and not self._has_explained else ""
        self._has_explained = self._has_explained or bool(note)
        return (chosen, found[-1]) if run.spec.device == "auto" and chosen.is_gpu else (chosen,), note

    def _train_on(
        self,
        device: Device,
        run: Run,
        digits: Digits,
        folder: Path,
        on_event: Callable[[Event], None],
        control: Control,
        began: float,
    ) -> str | None:
        """Train the run on this device; return why TensorFlow refused, or None."""
        # TensorFlow and numpy are in memory only now, and these modules import them
        from mnist_lab.training.checkpoints import Checkpoints
        from mnist_lab.training.engine_cache import EngineCache
        from mnist_lab.training.tensorflow_errors import REFUSALS, format_refusal
        from mnist_lab.training.training_loop import Training

        try:
            if self._engines is None:
                self._engines = EngineCache()
            checkpoints = Checkpoints(folder, run, self._seconds_between_checkpoints)
            Training(run, digits, folder, on_event, control, device, self._engines, checkpoints, began).train()
        except REFUSALS as error:
            return format_refusal(error, device)
        return None

    def tidy(self, folder: Path) -> None:
        """Remove the checkpoints of a run whose end is written."""
        from mnist_lab.training.checkpoints import remove_checkpoints  # imports numpy

        remove_checkpoints(folder)

    def close(self) -> None:
        """Do nothing: it has nothing but its thread."""

    def _refusal(self, run: Run, digits: Digits) -> str | None:
        """Return why the run cannot start, or None: if memory runs out, the system ends the whole process."""
        needed, free = estimate(run.spec, digits=digits.count).memory, self._free_memory()
        if tensorflow_import.is_loaded():
            needed -= BYTES_TO_BEGIN
        if free is None or needed <= free:
            return None
        return (
            f"This run needs about {format_bytes(needed)} of memory and {format_bytes(free)} are free: "
            "fewer nodes, fewer layers or a smaller batch would fit."
        )


class _BeginningNoted:
    """Reports the events of one attempt at a run, with a note on its device when it begins."""

    def __init__(self, on_event: Callable[[Event], None], note: str) -> None:
        self._on_event = on_event
        self._note = note
        self.has_begun = False

    def __call__(self, event: Event) -> None:
        """Report the event."""
        if isinstance(event, Began):
            self.has_begun = True
            event = replace(event, device_note=self._note)
        self._on_event(event)
