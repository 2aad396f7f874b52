"""Fixtures of several test files."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.shell import Shell
from support.terminal import few_digits_file

OBJECTS_OF_MANY_APPS = 1_000_000


def pytest_configure() -> None:
    """Keep the configuration of whoever runs the tests out of them."""
    os.environ["MNIST_LAB_CONFIG"] = os.devnull


@pytest.fixture(scope="session")
def still_needed() -> list[int]:
    """How many of the frozen objects were in use at the last collection."""
    return [gc.get_freeze_count()]


@pytest.fixture(autouse=True)
def free_earlier_apps(still_needed: list[int]) -> Iterator[None]:
    """Collect what apps of earlier tests have frozen: an app freezes what it keeps to its end, a test ends before."""
    yield
    if gc.get_freeze_count() > still_needed[0] + OBJECTS_OF_MANY_APPS:
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        still_needed[0] = gc.get_freeze_count()


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """A shell with an empty store."""
    return Shell(tmp_path / "store", capsys)


@pytest.fixture
def digits(tmp_path: Path) -> Path:
    """A file of a few digits, for processes of their own."""
    return few_digits_file(tmp_path / "few.npz")
