"""How much memory a run may still take."""

from __future__ import annotations

import contextlib
import resource
from pathlib import Path

MEMORY_INFORMATION = Path("/proc/meminfo")
CONTROL_GROUP = Path("/sys/fs/cgroup")
STATUS = Path("/proc/self/status")


def free_memory() -> int | None:
    """The bytes that this process can still take, by the system, its control group and its own limit; None unknown."""
    limits = [limit for limit in (_system(), _control_group(), _own_limit()) if limit is not None]
    return min(limits, default=None)


def _system() -> int | None:
    return _kilobytes(MEMORY_INFORMATION, "MemAvailable:")


def _control_group() -> int | None:
    with contextlib.suppress(OSError, ValueError):
        most = (CONTROL_GROUP / "memory.max").read_text(encoding="ascii").strip()
        used = (CONTROL_GROUP / "memory.current").read_text(encoding="ascii").strip()
        return int(most) - int(used)
    return None


def _own_limit() -> int | None:
    most, _ = resource.getrlimit(resource.RLIMIT_AS)
    used = _kilobytes(STATUS, "VmSize:")
    return None if most == resource.RLIM_INFINITY or used is None else most - used


def _kilobytes(file: Path, name: str) -> int | None:
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in file.read_text(encoding="ascii").splitlines():
            if line.startswith(name):
                return int(line.split()[1]) * 1024
    return None
