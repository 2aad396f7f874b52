"""The processors that a process may use, in a container with a limit too."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mnist_lab.training.processors import available_processors, usable_processors


def limit(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="ascii")
    return folder


@pytest.mark.parametrize(
    "files",
    [
        {"cpu.max": "50000 100000\n"},
        {"cpu.max": "100000 100000\n"},
        {"cpu/cpu.cfs_quota_us": "100000\n", "cpu/cpu.cfs_period_us": "100000\n"},
    ],
)
def test_a_control_group_limits_the_processors_to_one_at_least(files: dict[str, str], tmp_path: Path) -> None:
    assert available_processors(limit(tmp_path, files)) == 1


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"cpu.max": "max 100000\n"},
        {"cpu.max": "damaged"},
        {"cpu.max": "99900000 100000\n"},
        {"cpu/cpu.cfs_quota_us": "-1\n", "cpu/cpu.cfs_period_us": "100000\n"},
    ],
)
def test_no_limit_leaves_the_processors_that_the_process_may_run_on(files: dict[str, str], tmp_path: Path) -> None:
    assert available_processors(limit(tmp_path, files)) == usable_processors()


def test_tensorflow_computes_with_as_many_threads_as_the_control_group_pays_for() -> None:
    code = """
from mnist_lab.training import tensorflow_import
from mnist_lab.training.devices import thread_count
tensorflow_import.load(processors=1)
assert thread_count() == 1
"""
    subprocess.run([sys.executable, "-c", code], check=True)
