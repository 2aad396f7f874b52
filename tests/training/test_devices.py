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
    why_no_gpu,
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
    assert re.fullmatch(r"CPU, \d+ threads?", likely_device(tmp_path, {}))
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev" / "kfd").touch()
    assert likely_device(tmp_path, {}) == ""
    gpu_of(tmp_path, "NVIDIA A100-SXM4-40GB")
    assert likely_device(tmp_path, {}).startswith("GPU NVIDIA A100-SXM4-40GB,")
    assert likely_device(tmp_path, {"CUDA_VISIBLE_DEVICES": ""}).startswith("CPU, ")


class FakeConfig:
    """TensorFlow's configuration on a machine with these GPUs, of which `starts` start, or starting them fails."""

    def __init__(self, models: dict[str, tuple[int, int]], starts: int | Exception) -> None:
        self._models, self._starts = models, starts
        self._visible = list(models)
        self.grows: dict[str, bool] = {}
        self.experimental = self

    def list_physical_devices(self, _: str) -> list[str]:
        return list(self._models)

    def get_visible_devices(self, _: str) -> list[str]:
        return self._visible

    def set_visible_devices(self, devices: list[str], _: str) -> None:
        self._visible = devices

    def list_logical_devices(self, _: str) -> list[str]:
        if isinstance(self._starts, Exception) and self._visible:
            raise self._starts
        return self._visible[: self._starts] if isinstance(self._starts, int) else []

    def get_memory_growth(self, gpu: str) -> bool:
        return self.grows.get(gpu, False)

    def set_memory_growth(self, gpu: str, grows: bool) -> None:
        self.grows[gpu] = grows

    def get_device_details(self, gpu: str) -> dict[str, object]:
        return {"device_name": gpu, "compute_capability": self._models[gpu]}


def test_gpus_are_named_and_take_memory_as_needed() -> None:
    config = FakeConfig({"One": (8, 0), "Two": (9, 0)}, starts=2)
    assert found_devices(config) == (FIRST, SECOND, CPU)
    assert config.grows == {"One": True, "Two": True}
    assert why_no_gpu(config) is None


def test_a_gpu_that_is_listed_but_not_started_is_not_used() -> None:
    assert found_devices(FakeConfig({"One": (8, 0), "Old": (5, 0)}, starts=1)) == (Device("/GPU:0", "GPU:0"), CPU)
    too_old = FakeConfig({"Old": (3, 5)}, starts=0)
    assert found_devices(too_old) == (CPU,)
    absence = why_no_gpu(too_old)
    assert absence is not None
    assert "3.5" in absence.reason


def test_a_gpu_that_fails_to_start_leaves_the_cpu() -> None:
    config = FakeConfig({"One": (8, 0)}, starts=RuntimeError("CUDA_ERROR_OUT_OF_MEMORY: out of memory"))
    assert found_devices(config) == (CPU,)
    assert config.get_visible_devices("GPU") == []
    assert found_devices(config) == (CPU,)
    absence = why_no_gpu(config)
    assert absence is not None
    assert "nvidia-smi" in absence.advice


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
