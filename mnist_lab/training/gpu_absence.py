"""Why TensorFlow uses no GPU although one seems to be present."""

from __future__ import annotations

import ctypes
import importlib.util
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

GPU_FILES = ("dev/nvidiactl", "dev/nvidia0", "dev/kfd", "dev/dxg", "proc/driver/nvidia/gpus")
"""What the drivers of NVIDIA, of AMD and of Windows' Linux put there."""
ONLY_AMD = "dev/kfd"
VISIBLE = "CUDA_VISIBLE_DEVICES"
DRIVER_LIBRARY = "libcuda.so.1"
INSTALL = "install TensorFlow with its CUDA libraries: `pip install '.[gpu]'`"


@dataclass(frozen=True, slots=True)
class GpuEvidence:
    """What this machine shows of its GPUs, and what TensorFlow needs of them.

    `files` are those of `GPU_FILES` that exist, `visible` is the value of CUDA_VISIBLE_DEVICES. `capability` is that of
    a GPU which TensorFlow lists but did not start, `needed` the lowest that TensorFlow was built for.
    """

    files: tuple[str, ...] = ()
    visible: str | None = None
    is_cuda_build: bool = True
    loads_driver: bool = True
    finds_libraries: bool = True
    capability: tuple[int, ...] | None = None
    needed: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class GpuAbsence:
    """The reason why no GPU is used, as a clause, and what helps; no advice if that is as the user wants it."""

    reason: str
    advice: str = ""

    @property
    def sentence(self) -> str:
        """Return the reason as a sentence."""
        return f"No GPU is used: {self.reason}."


def hides_every_gpu(visible: str | None) -> bool:
    """Return whether this value of CUDA_VISIBLE_DEVICES leaves no GPU: CUDA stops at the first invalid one."""
    return visible is not None and visible.split(",")[0].strip()[:1] in {"", "-"}


def explain_absence(evidence: GpuEvidence) -> GpuAbsence | None:
    """Return why no GPU is used, by the first reason that applies; None if none seems to be present."""
    if not evidence.files and evidence.capability is None:
        return None
    return next(absence for applies, absence in _reasons(evidence) if applies)


def _reasons(evidence: GpuEvidence) -> tuple[tuple[bool, GpuAbsence], ...]:
    """Return every reason with whether it applies; the last one always does."""
    had, needed = evidence.capability, evidence.needed
    return (
        (
            hides_every_gpu(evidence.visible),
            GpuAbsence(f'{VISIBLE} is "{evidence.visible}", which hides every GPU'),
        ),
        (
            evidence.files == (ONLY_AMD,),
            GpuAbsence("TensorFlow's packages are built for NVIDIA GPUs, not for AMD's"),
        ),
        (not evidence.is_cuda_build, GpuAbsence("this TensorFlow was built without CUDA", INSTALL)),
        (
            bool(had and needed and had < needed),
            GpuAbsence(
                f"the GPU's compute capability, {_version(had)}, is below what TensorFlow needs, {_version(needed)}",
                f"`export {VISIBLE}=-1` leaves it out",
            ),
        ),
        (
            had is not None,
            GpuAbsence(
                "TensorFlow cannot start the GPU", "another program may have taken its memory: `nvidia-smi` shows it"
            ),
        ),
        (
            not evidence.loads_driver,
            GpuAbsence(
                f"the driver's library {DRIVER_LIBRARY} cannot be loaded",
                "install NVIDIA's driver; start a container with `--gpus all`",
            ),
        ),
        (
            not evidence.finds_libraries,
            GpuAbsence("TensorFlow finds no CUDA libraries", INSTALL),
        ),
        (
            evidence.visible is not None,
            GpuAbsence(
                f'{VISIBLE} is "{evidence.visible}", and TensorFlow sees no GPU of that number', f"unset {VISIBLE}"
            ),
        ),
        (
            True,
            GpuAbsence(
                "TensorFlow cannot start the GPU",
                "NVIDIA's driver may be too old; tensorflow.log in the store has what TensorFlow says",
            ),
        ),
    )


def gather_evidence(
    capability: tuple[int, ...] | None,
    build: Mapping[str, Any],
    system: Path = Path("/"),
    environment: Mapping[str, str] = os.environ,
) -> GpuEvidence:
    """Return what this machine shows; `build` is TensorFlow's, `capability` that of a GPU which it did not start."""
    return GpuEvidence(
        files=gpu_files(system),
        visible=environment.get(VISIBLE),
        is_cuda_build=bool(build.get("is_cuda_build")),
        loads_driver=_loads(DRIVER_LIBRARY),
        finds_libraries=_finds_cudnn(str(build.get("cudnn_version", ""))),
        capability=capability,
        needed=_lowest(build.get("cuda_compute_capabilities", ())),
    )


def gpu_files(system: Path = Path("/")) -> tuple[str, ...]:
    """Return which of the files that a GPU's driver makes exist."""
    return tuple(name for name in GPU_FILES if (system / name).exists())


def _lowest(built_for: Any) -> tuple[int, ...] | None:
    """Return the lowest of capabilities such as "sm_60" and "compute_90"; None if there are none."""
    digits = [str(each).rpartition("_")[2] for each in built_for]
    return min(((int(each[:-1]), int(each[-1])) for each in digits if each.isdecimal() and len(each) > 1), default=None)


def _version(capability: tuple[int, ...] | None) -> str:
    return ".".join(map(str, capability or ()))


def _finds_cudnn(version: str) -> bool:
    """Return whether cuDNN is among the Python packages, where TensorFlow looks first, or the system's libraries."""
    found = importlib.util.find_spec("nvidia")
    folders = () if found is None else found.submodule_search_locations or ()
    in_packages = any(any(Path(folder).glob("cudnn/lib/libcudnn.so.*")) for folder in folders)
    return in_packages or _loads(f"libcudnn.so.{version}")


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
