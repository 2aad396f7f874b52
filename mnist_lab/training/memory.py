"""How much memory a run may still take."""

from __future__ import annotations

import contextlib
import resource
from pathlib import Path

MEMORY_INFORMATION = Path("/proc/meminfo")
STATUS = Path("/proc/self/status")
CONTROL_GROUP = Path("/sys/fs/cgroup")
ADDRESSES_TO_BEGIN = 1.3e9
"""The addresses that TensorFlow's libraries and thread pools take without using the memory behind them."""
ADDRESSES_A_BYTE = 1.5
"""How many addresses are taken for each byte that is used, measured over eight specs."""


def free_memory() -> int | None:
    """Return the bytes that system, control group and limits leave to this process; None if unknown."""
    limits = (_kilobytes(MEMORY_INFORMATION, "MemAvailable:"), _control_group(), _addresses())
    return min((limit for limit in limits if limit is not None), default=None)


def _control_group() -> int | None:
    """Return what the control group may still take; files that it holds in memory can be let go."""
    with contextlib.suppress(OSError, ValueError):
        most = int((CONTROL_GROUP / "memory.max").read_text(encoding="ascii"))
        used = int((CONTROL_GROUP / "memory.current").read_text(encoding="ascii"))
        lines = (CONTROL_GROUP / "memory.stat").read_text(encoding="ascii").splitlines()
        files = sum(int(line.split()[1]) for line in lines if line.startswith("inactive_file "))
        return most - used + files
    return None


def _addresses() -> int | None:
    """Return what a limit on addresses leaves, minus those that TensorFlow takes at its start."""
    most, _ = resource.getrlimit(resource.RLIMIT_AS)
    taken = _kilobytes(STATUS, "VmSize:")
    if most == resource.RLIM_INFINITY or taken is None:
        return None
    return max(0, int((most - max(taken, ADDRESSES_TO_BEGIN)) / ADDRESSES_A_BYTE))


def _kilobytes(file: Path, name: str) -> int | None:
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in file.read_text(encoding="ascii").splitlines():
            if line.startswith(name):
                return int(line.split()[1]) * 1024
    return None
