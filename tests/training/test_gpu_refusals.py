"""A GPU that is full, unsupported or missing: with the device auto a run trains on the CPU, else it fails."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mnist_lab.domain.runs.events import Began, Event, Failed
from mnist_lab.domain.runs.run import RunState
from mnist_lab.training.devices import Device
from mnist_lab.training.gpu_absence import GpuAbsence
from mnist_lab.training.keras_trainer import KerasTrainer
from support.trained_runs import SMALL, figures, trained

if TYPE_CHECKING:
    from mnist_lab.training.engine_cache import EngineCache

CPU = Device("/CPU:0", "CPU")
SPEC = SMALL.model_copy(update={"epochs": 2})
ON_GPU = SPEC.model_copy(update={"device": "gpu:0"})
NO_LIBRARIES = GpuAbsence("TensorFlow finds no CUDA libraries", "install them")
HIDDEN = GpuAbsence("it is hidden")


def trainer_with(engines: EngineCache, *devices: Device, absence: GpuAbsence | None = None) -> KerasTrainer:
    return KerasTrainer(find_devices=lambda: devices, engines=engines, why_no_gpu=lambda: absence)


def compiled() -> EngineCache:
    from support.engine_fakes import COMPILED

    return COMPILED


def notes(events: list[Event]) -> list[str]:
    return [event.device_note for event in events if isinstance(event, Began)]


@pytest.mark.parametrize("name", ["full", "full at start", "too old", "broken"])
def test_a_run_that_the_gpu_refuses_trains_on_the_cpu_and_says_so(name: str, tmp_path: Path) -> None:
    from mnist_lab.training.tensorflow_errors import format_refusal
    from support.engine_fakes import GPU, REFUSALS, RefusingOnGpu

    refusal = REFUSALS[name]
    run, events = trained(SPEC, tmp_path, trainer=trainer_with(RefusingOnGpu(refusal), GPU, CPU))
    assert run.state is RunState.FINISHED
    assert run.environment is not None
    assert run.environment.device == "CPU"
    (note,) = notes(events)
    assert note.startswith(format_refusal(refusal, GPU))
    assert "CPU" in note
    assert figures(run) == figures(trained(SPEC, tmp_path)[0])


@pytest.mark.parametrize("name", ["full", "too old", "broken"])
def test_a_run_that_asks_for_the_gpu_fails_and_is_offered_the_cpu(name: str, tmp_path: Path) -> None:
    from mnist_lab.training.tensorflow_errors import format_refusal
    from support.engine_fakes import GPU, REFUSALS, RefusingOnGpu

    refusal = REFUSALS[name]
    run, events = trained(ON_GPU, tmp_path, trainer=trainer_with(RefusingOnGpu(refusal), GPU, CPU))
    assert run.state is RunState.FAILED
    assert run.error is not None
    assert run.error.startswith(format_refusal(refusal, GPU))
    assert "device cpu" in run.error
    assert isinstance(events[-1], Failed)
    assert notes(events) == []


def test_a_gpu_that_is_full_in_mid_training_leaves_a_run_that_resumes_on_the_cpu(tmp_path: Path) -> None:
    from mnist_lab.training.engine_cache import EngineCache
    from support.engine_fakes import GPU, REFUSALS, FullInEpochTwo, RefusingOnGpu

    failed, _ = trained(SPEC, tmp_path, trainer=trainer_with(EngineCache(FullInEpochTwo), GPU, CPU))
    assert (failed.state, len(failed.epochs)) == (RunState.FAILED, 1)
    assert failed.error is not None
    assert failed.error.startswith(GPU.title)
    refusing = trainer_with(RefusingOnGpu(REFUSALS["full"]), GPU, CPU)
    resumed, events = trained(SPEC, tmp_path, trainer=refusing, resumes=failed)
    assert (resumed.state, len(resumed.epochs)) == (RunState.FINISHED, 2)
    assert all(notes(events))


def test_why_no_gpu_is_used_is_said_with_the_first_run_only(tmp_path: Path) -> None:
    trainer = trainer_with(compiled(), CPU, absence=NO_LIBRARIES)
    said = [notes(trained(SPEC, tmp_path, trainer=trainer)[1]) for _ in range(2)]
    assert said == [[NO_LIBRARIES.sentence], [""]]


@pytest.mark.parametrize(("device", "absence"), [("cpu", NO_LIBRARIES), ("auto", HIDDEN), ("auto", None)])
def test_nothing_is_said_if_no_gpu_is_wanted_or_present(
    device: str, absence: GpuAbsence | None, tmp_path: Path
) -> None:
    spec = SPEC.model_copy(update={"device": device})
    assert notes(trained(spec, tmp_path, trainer=trainer_with(compiled(), CPU, absence=absence))[1]) == [""]


@pytest.mark.parametrize("absence", [NO_LIBRARIES, HIDDEN])
def test_a_run_that_asks_for_a_missing_gpu_fails_with_the_reason(absence: GpuAbsence, tmp_path: Path) -> None:
    run, _ = trained(ON_GPU, tmp_path, trainer=trainer_with(compiled(), CPU, absence=absence))
    assert run.state is RunState.FAILED
    assert run.error is not None
    assert absence.reason in run.error


def test_memory_is_recognized_under_the_names_that_cuda_gives() -> None:
    from mnist_lab.training.tensorflow_errors import format_refusal, is_about_memory
    from support.engine_fakes import GPU, REFUSALS

    full, full_at_start, too_old, broken = REFUSALS.values()
    assert all(map(is_about_memory, (full, full_at_start, MemoryError(), RuntimeError("RESOURCE_EXHAUSTED: 2 GB"))))
    assert not any(map(is_about_memory, (too_old, broken)))
    assert "not supported" in format_refusal(too_old, GPU)
    assert "cuDNN is broken" in format_refusal(broken, GPU)
