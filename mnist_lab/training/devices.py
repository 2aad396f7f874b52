"""Which devices TensorFlow sees, and which one a run trains on. Loads TensorFlow when asked."""

from __future__ import annotations

import contextlib
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mnist_lab.domain.formatting.units import format_device
from mnist_lab.domain.runs.history import Environment
from mnist_lab.training.gpu_absence import (
    VISIBLE,
    GpuAbsence,
    explain_absence,
    gather_evidence,
    gpu_files,
    hides_every_gpu,
)
from mnist_lab.training.processors import available_processors, usable_processors


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
        return self.title.startswith("GPU")


def found_devices(config: Any = None) -> tuple[Device, ...]:
    """Return the devices that TensorFlow can use, GPUs first, the CPU last. GPU memory is allocated as needed.

    `config` is `tensorflow.config` unless given. A GPU that is listed but does not start is left out: TensorFlow would
    compute on the CPU in its place without a word.
    """
    import tensorflow as tf

    config = config or tf.config
    try:
        models = _start_gpus(config)
    except (tf.errors.OpError, RuntimeError, ValueError):
        models = ()
        with contextlib.suppress(RuntimeError):
            config.set_visible_devices([], "GPU")  # so that the CPU can start
    gpus = [Device(f"/GPU:{number}", f"GPU:{number} {model}".strip()) for number, model in enumerate(models)]
    return (*gpus, Device("/CPU:0", "CPU"))


def _start_gpus(config: Any) -> Sequence[str]:
    """Start the GPUs; return the names of their models."""
    gpus = config.get_visible_devices("GPU")
    for gpu in gpus:
        if not config.experimental.get_memory_growth(gpu):
            config.experimental.set_memory_growth(gpu, True)
    started = len(config.list_logical_devices("GPU"))
    if started != len(gpus):  # which of them did not start is not known
        return [""] * started
    return [config.experimental.get_device_details(gpu).get("device_name", "") for gpu in gpus]


def why_no_gpu(config: Any = None) -> GpuAbsence | None:
    """Return why TensorFlow uses no GPU; None if it does, or if none seems to be present."""
    import tensorflow as tf

    config = config or tf.config
    if any(device.is_gpu for device in found_devices(config)):
        return None
    listed = config.list_physical_devices("GPU")
    capability = _capability(config, listed[0]) if listed else None
    return explain_absence(gather_evidence(capability, tf.sysconfig.get_build_info()))


def _capability(config: Any, gpu: Any) -> tuple[int, ...]:
    """Return the compute capability of a GPU; empty if TensorFlow cannot say it."""
    import tensorflow as tf

    try:
        return tuple(config.experimental.get_device_details(gpu).get("compute_capability", ()))
    except (tf.errors.OpError, RuntimeError, ValueError):
        return ()


def likely_device(system: Path = Path("/"), environment: Mapping[str, str] = os.environ) -> str:
    """Return the device that TensorFlow should find, without loading it: "CPU, 2 threads"; empty if unknown.

    On Linux there is no GPU without one of the driver's files below `system`.
    """
    if sys.platform != "linux":
        return ""
    on_cpu = format_device("CPU", available_processors())
    if hides_every_gpu(environment.get(VISIBLE)):
        return on_cpu
    models = []
    for file in sorted((system / "proc/driver/nvidia/gpus").glob("*/information")):
        with contextlib.suppress(OSError):
            lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
            models += [line.split(":", 1)[1].strip() for line in lines if line.startswith("Model:")]
    if models:
        return f"GPU {models[0]}, not tried yet"
    return "" if gpu_files(system) else on_cpu


def chosen_device(wanted: str, devices: tuple[Device, ...], why_no_gpu: str = "") -> Device:
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
        reason = f", because {why_no_gpu}" if why_no_gpu and not gpus else ""
        raise DeviceMissing(f"There is no device {wanted}: TensorFlow sees {seen} here{reason}.")
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
    return chosen or usable_processors()
