"""What this machine offers to training."""

from __future__ import annotations

from dataclasses import dataclass

from mnist_lab.training import tensorflow_import
from mnist_lab.training.devices import found_devices, tensorflow_version, thread_count, why_no_gpu
from mnist_lab.training.memory import free_memory


@dataclass(frozen=True, slots=True)
class Machine:
    """The devices that TensorFlow can use, the first by default; `memory` is what is free, in bytes, or None.

    `no_gpu` says why no GPU is used although one seems to be present, `gpu_advice` what helps.
    """

    tensorflow: str
    devices: tuple[str, ...]
    threads: int
    memory: int | None
    no_gpu: str = ""
    gpu_advice: str = ""


def inspect_machine() -> Machine:
    """Import TensorFlow and return what it finds.

    Raises:
        ImportError, OSError: if TensorFlow cannot be loaded.
    """
    tensorflow_import.load()
    devices = tuple(device.title for device in found_devices())
    absence = why_no_gpu()
    reason, advice = (absence.reason, absence.advice) if absence is not None else ("", "")
    return Machine(tensorflow_version(), devices, thread_count(), free_memory(), reason, advice)
