"""How many processors this process may use."""

from __future__ import annotations

import contextlib
import math
import os
from pathlib import Path

CONTROL_GROUP = Path("/sys/fs/cgroup")


def available_processors(control_group: Path = CONTROL_GROUP) -> int:
    """Return how many processors this process may use: no more than its control group pays for.

    With `docker --cpus=2` a process may run on every processor, but for two processors' time only; as many threads as
    there are processors would spend most of it waiting.
    """
    there = usable_processors()
    paid = _processors_paid_for(control_group)
    return there if paid is None else min(there, paid)


def usable_processors() -> int:
    """Return how many processors this process may run on, which is how many threads TensorFlow starts by itself."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _processors_paid_for(control_group: Path) -> int | None:
    """Return the processor time of the control group in whole processors, rounded up; None if it is not limited."""
    with contextlib.suppress(OSError, ValueError):
        most, period = (control_group / "cpu.max").read_text(encoding="ascii").split()
        return max(1, math.ceil(int(most) / int(period)))
    with contextlib.suppress(OSError, ValueError):  # the older layout
        most, period = (
            (control_group / "cpu" / name).read_text(encoding="ascii")
            for name in ("cpu.cfs_quota_us", "cpu.cfs_period_us")
        )
        return max(1, math.ceil(int(most) / int(period))) if int(most) > 0 else None
    return None
