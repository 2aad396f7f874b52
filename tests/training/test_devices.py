"""The device that a run trains on."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from mnist_lab.training.devices import (
    Device,
    DeviceMissing,
    chosen_device,
    found_devices,
    likely_device,
    thread_count,
)
from support.processes import WITH_TESTS

CPU = Device("/CPU:0", "CPU")
FIRST, SECOND = Device("/GPU:0", "GPU:0 One"), Device("/GPU:1", "GPU:1 Two")


@pytest.mark.parametrize(
    ("wanted", "found", "chosen"),
    [
        ("auto", (CPU,), CPU),
        ("auto", (FIRST, SECOND, CPU), FIRST),
        ("cpu", (FIRST, CPU), CPU),
        ("gpu:0", (FIRST, CPU), FIRST),
        ("gpu:1", (FIRST, SECOND, CPU), SECOND),
    ],
)
def test_a_setting_chooses_a_device(wanted: str, found: tuple[Device, ...], chosen: Device) -> None:
    assert chosen_device(wanted, found) is chosen


@pytest.mark.parametrize(
    ("wanted", "found", "sees"),
    [
        ("gpu:0", (CPU,), "no GPU"),
        ("gpu:1", (FIRST, CPU), "gpu:0 alone"),
        ("gpu:7", (FIRST, SECOND, CPU), "gpu:0 to gpu:1"),
    ],
)
def test_a_missing_device_is_named_with_those_there_are(wanted: str, found: tuple[Device, ...], sees: str) -> None:
    with pytest.raises(DeviceMissing, match=f"{wanted}: TensorFlow sees {sees} here"):
        chosen_device(wanted, found)


def gpu_of(folder: Path, model: str) -> None:
    information = folder / "proc" / "driver" / "nvidia" / "gpus" / "0000:01:00.0" / "information"
    information.parent.mkdir(parents=True)
    information.write_text(f"Model: \t\t {model}\nIRQ:   \t\t 45\n", encoding="utf-8")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these files")
def test_the_likely_device_is_read_from_the_files_of_the_driver(tmp_path: Path) -> None:
    assert re.fullmatch(r"CPU, \d+ threads?", likely_device(tmp_path))
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev" / "kfd").touch()
    assert likely_device(tmp_path) == ""
    gpu_of(tmp_path, "NVIDIA A100-SXM4-40GB")
    assert likely_device(tmp_path).startswith("GPU NVIDIA A100-SXM4-40GB,")


PLACED = """
import sys
from datetime import UTC, datetime
from pathlib import Path
import tensorflow as tf

cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 3)

from support.trained_runs import DIGITS, SMALL, figures, trained
from mnist_lab.training.devices import Device
from mnist_lab.training.engine import Engine
from mnist_lab.training.keras_trainer import KerasTrainer
from mnist_lab.training.model_builder import state_of

DEVICES = (Device("/CPU:1", "GPU:0 pretended"), Device("/CPU:2", "GPU:1 pretended"), Device("/CPU:0", "CPU"))
places = []

def noted(self, *arguments):
    result = compiled(self, *arguments)
    tensors = [*(variable.value for variable in state_of(self.model)), self._digits.images, self._digits.labels]
    places.append({tensor.device.rpartition("device:")[2] for tensor in tensors})
    return result

compiled = Engine.compile
Engine.compile = noted
folder = Path(sys.argv[1])
trainer = KerasTrainer(find_devices=lambda: DEVICES)
histories = []
for word in ("gpu:1", "cpu", "auto", "gpu:0"):
    run, _ = trained(SMALL.model_copy(update={"device": word, "epochs": 2}), folder, trainer=trainer)
    histories.append(figures(run))
    on = run.environment
    print(word, on.device, on.compiled, run.error, *places[-1], histories[0] == histories[-1], sep="|")
"""


def test_a_run_is_placed_entirely_on_its_device(tmp_path: Path) -> None:
    """Use logical CPU devices as GPUs, in another process, because they must be made before anything else."""
    done = subprocess.run(
        [sys.executable, "-c", PLACED, str(tmp_path)],
        env=WITH_TESTS,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert [line.split("|") for line in done.stdout.splitlines()] == [
        ["gpu:1", "GPU:1 pretended", "xla", "None", "CPU:2", "True"],
        ["cpu", "CPU", "xla", "None", "CPU:0", "True"],
        ["auto", "GPU:0 pretended", "xla", "None", "CPU:1", "True"],
        ["gpu:0", "GPU:0 pretended", "xla", "None", "CPU:1", "True"],
    ], done.stderr


def test_there_is_always_a_cpu_with_at_least_one_thread() -> None:
    assert found_devices()[-1] == CPU
    assert thread_count() >= 1
