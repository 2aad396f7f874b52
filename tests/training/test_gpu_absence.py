"""Why no GPU is used although one seems to be present."""

from __future__ import annotations

from pathlib import Path

import pytest

from mnist_lab.training.gpu_absence import GpuEvidence, explain_absence, gather_evidence, hides_every_gpu

NVIDIA = ("dev/nvidiactl", "dev/nvidia0")
BUILD = {"is_cuda_build": True, "cudnn_version": "9", "cuda_compute_capabilities": ["sm_60", "sm_89", "compute_90"]}


@pytest.mark.parametrize("evidence", [GpuEvidence(), GpuEvidence(visible="-1"), GpuEvidence(loads_driver=False)])
def test_a_machine_without_a_gpu_needs_no_reason(evidence: GpuEvidence) -> None:
    assert explain_absence(evidence) is None


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        (GpuEvidence(NVIDIA, visible="-1", loads_driver=False), ('CUDA_VISIBLE_DEVICES is "-1"', "hides")),
        (GpuEvidence(("dev/kfd",), loads_driver=False), ("AMD",)),
    ],
)
def test_what_is_as_the_user_wants_it_needs_no_advice(evidence: GpuEvidence, words: tuple[str, ...]) -> None:
    absence = explain_absence(evidence)
    assert absence is not None
    assert not absence.advice
    assert all(word in absence.sentence for word in words)


@pytest.mark.parametrize(
    ("evidence", "reason", "advice"),
    [
        (GpuEvidence(NVIDIA, is_cuda_build=False, finds_libraries=False), "built without CUDA", "pip install '.[gpu]'"),
        (GpuEvidence(NVIDIA, capability=(5, 0), needed=(6, 0)), "5.0, is below", "CUDA_VISIBLE_DEVICES=-1"),
        (GpuEvidence(NVIDIA, loads_driver=False, finds_libraries=False), "libcuda.so.1", "--gpus all"),
        (GpuEvidence(NVIDIA, finds_libraries=False), "no CUDA libraries", "pip install '.[gpu]'"),
        (GpuEvidence(NVIDIA, capability=(8, 0), needed=(6, 0)), "cannot start", "nvidia-smi"),
        (GpuEvidence(NVIDIA, capability=(), needed=(6, 0)), "cannot start", "nvidia-smi"),
        (GpuEvidence(NVIDIA, visible="7"), 'CUDA_VISIBLE_DEVICES is "7"', "unset"),
        (GpuEvidence(NVIDIA), "cannot start", "driver may be too old"),
    ],
)
def test_a_fault_comes_with_advice(evidence: GpuEvidence, reason: str, advice: str) -> None:
    absence = explain_absence(evidence)
    assert absence is not None
    assert reason in absence.reason
    assert advice in absence.advice


@pytest.mark.parametrize(
    ("visible", "hides"),
    [(None, False), ("", True), (" ", True), ("-1", True), ("-1,0", True), ("0", False), ("0,-1", False)],
)
def test_cuda_sees_the_gpus_before_the_first_invalid_number(visible: str | None, hides: bool) -> None:
    assert hides_every_gpu(visible) is hides


def test_the_evidence_of_a_machine_is_gathered(tmp_path: Path) -> None:
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev" / "nvidia0").touch()
    evidence = gather_evidence((5, 2), BUILD, tmp_path, {"CUDA_VISIBLE_DEVICES": "1"})
    assert (evidence.files, evidence.visible) == (("dev/nvidia0",), "1")
    assert (evidence.is_cuda_build, evidence.capability, evidence.needed) == (True, (5, 2), (6, 0))
    assert gather_evidence(None, {}, tmp_path, {}).needed is None
