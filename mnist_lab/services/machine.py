"""What this machine offers to training."""

from __future__ import annotations

from dataclasses import dataclass

from mnist_lab.training import tensorflow_import
from mnist_lab.training.devices import found_devices, tensorflow_version, thread_count
from mnist_lab.training.memory import free_memory


@dataclass(frozen=True, slots=True)
class Machine:
    """The devices that TensorFlow sees, the first used by default; `memory` is what is free, in bytes, or None."""

    tensorflow: str
    devices: tuple[str, ...]
    threads: int
    memory: int | None


def inspect_machine() -> Machine:
    """Import TensorFlow and return what it finds.

    Raises:
        ImportError, OSError: if TensorFlow cannot be loaded.
    """
    tensorflow_import.load()
    devices = tuple(device.title for device in found_devices())
    return Machine(tensorflow_version(), devices, thread_count(), free_memory())
