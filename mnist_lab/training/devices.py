"""Which devices TensorFlow sees, and which one a run trains on. Loads TensorFlow when asked."""

from __future__ import annotations

import contextlib
import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path

from mnist_lab.domain.formatting.units import format_device
from mnist_lab.domain.runs.history import Environment

GPU_FILES = ("dev/nvidiactl", "dev/kfd", "dev/dxg")
"""What the drivers of NVIDIA, of AMD and of Windows' Linux put there."""


class DeviceMissing(Exception):
    """The device asked for is not there; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Device:
    """A device by TensorFlow's name, such as "/GPU:0", and as users read it, such as "GPU:0 NVIDIA A100"."""

    placement: str
    title: str

    @property
    def is_gpu(self) -> bool:
        """Return whether it is a GPU."""
        return self.placement.startswith("/GPU")


def found_devices() -> tuple[Device, ...]:
    """Return the devices that TensorFlow sees, GPUs first, the CPU last. GPU memory is allocated as needed."""
    import tensorflow as tf

    devices = []
    for number, gpu in enumerate(tf.config.list_physical_devices("GPU")):
        if not tf.config.experimental.get_memory_growth(gpu):
            tf.config.experimental.set_memory_growth(gpu, True)
        model = tf.config.experimental.get_device_details(gpu).get("device_name", "")
        devices.append(Device(f"/GPU:{number}", f"GPU:{number} {model}".strip()))
    return (*devices, Device("/CPU:0", "CPU"))


def likely_device(system: Path = Path("/")) -> str:
    """Return the device that TensorFlow should find, without loading it: "CPU, 2 threads"; empty if unknown.

    On Linux there is no GPU without one of the driver's files below `system`.
    """
    if sys.platform != "linux":
        return ""
    models = []
    for file in sorted((system / "proc/driver/nvidia/gpus").glob("*/information")):
        with contextlib.suppress(OSError):
            lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
            models += [line.split(":", 1)[1].strip() for line in lines if line.startswith("Model:")]
    if models:
        return f"GPU {models[0]}, not tried yet"
    if any((system / name).exists() for name in GPU_FILES):
        return ""
    return format_device("CPU", available_processors())


def chosen_device(wanted: str, devices: tuple[Device, ...]) -> Device:
    """Return the device that a spec's word means: auto is the first GPU, else the CPU.

    Raises:
        DeviceMissing: if TensorFlow does not see it.
    """
    if wanted == "auto":
        return devices[0]
    if wanted == "cpu":
        return devices[-1]
    number = int(wanted.partition(":")[2])
    gpus = devices[:-1]
    if number >= len(gpus):
        seen = "no GPU" if not gpus else "gpu:0 alone" if len(gpus) == 1 else f"gpu:0 to gpu:{len(gpus) - 1}"
        raise DeviceMissing(f"There is no device {wanted}: TensorFlow sees {seen} here.")
    return gpus[number]


def environment_of(device: Device, compiled: str) -> Environment:
    """Return everything that can change the figures of a run apart from its spec and its data."""
    import keras
    import tensorflow as tf

    return Environment(
        device=device.title,
        threads=thread_count(),
        keras=keras.__version__,
        tensorflow=tf.__version__,
        python=platform.python_version(),
        host=platform.node(),
        compiled=compiled,
    )


def tensorflow_version() -> str:
    """Return the version of the TensorFlow in memory, under whichever name it was installed."""
    import tensorflow as tf

    return str(tf.__version__)


def thread_count() -> int:
    """Return how many threads TensorFlow computes one operation with."""
    import tensorflow as tf

    chosen: int = tf.config.threading.get_intra_op_parallelism_threads()
    return chosen or available_processors()


def available_processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
