"""The memory that a run needs, and the memory that is free."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from mnist_lab.domain.runs.cost_estimate import estimate
from mnist_lab.domain.runs.spec import RunSpec


@pytest.mark.parametrize(
    ("changes", "measured"),
    [
        ({}, 813e6),
        ({"units": 2048}, 1021e6),
        ({"units": 4096}, 1529e6),
        ({"units": 4096, "optimizer": "adam"}, 1764e6),
        ({"units": 4096, "hidden_layers": 4}, 2486e6),
        ({"batch_size": 60000}, 1608e6),
        ({"batch_size": 60000, "units": 2048}, 3616e6),
        ({"batch_size": 60000, "hidden_layers": 8}, 2896e6),
    ],
    ids=str,
)
def test_the_estimate_is_a_little_above_the_measured_memory(changes: dict[str, Any], measured: float) -> None:
    assert measured <= estimate(RunSpec.of(changes)).memory <= 1.3 * measured


@pytest.mark.skipif(sys.platform != "linux", reason="limits of this kind are Linux's")
def test_a_limit_of_the_process_bounds_the_free_memory() -> None:
    code = """
import resource
from mnist_lab.training.memory import ADDRESSES_A_BYTE, ADDRESSES_TO_BEGIN, free_memory
assert free_memory() > 0
limit = int(ADDRESSES_TO_BEGIN + 150e6)
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
assert free_memory() == int(150e6 / ADDRESSES_A_BYTE), free_memory()
resource.setrlimit(resource.RLIMIT_AS, (int(1e9), int(1e9)))
assert free_memory() == 0
"""
    subprocess.run([sys.executable, "-c", code], check=True)
