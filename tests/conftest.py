"""Fixtures of several test files."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings

from support.shell import Shell
from support.terminal import few_digits_file

OBJECTS_OF_MANY_APPS = 1_000_000
TESTS_BETWEEN_COUNTS = 20
"""Python counts frozen objects one by one, which takes longer than most tests."""

settings.register_profile("suite", max_examples=50, deadline=None)
settings.load_profile("suite")


def pytest_configure() -> None:
    """Undo what the tests inherit: a configuration, no compiled modules, a ctrl+c that is ignored.

    Dozens of tests start Python, which would compile hundreds of modules each time. Where ctrl+c is ignored, runs that
    tests end by it would train for ever.
    """
    os.environ["MNIST_LAB_CONFIG"] = os.devnull
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # so a shell starts what runs in its background
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def still_needed() -> list[int]:
    """How many of the frozen objects were in use at the last collection."""
    return [gc.get_freeze_count()]


@pytest.fixture(scope="session")
def tests_done() -> Iterator[int]:
    """Count the tests."""
    return count(1)


@pytest.fixture(autouse=True)
def free_earlier_apps(still_needed: list[int], tests_done: Iterator[int]) -> Iterator[None]:
    """Collect what apps of earlier tests have frozen: an app freezes what it keeps to its end, a test ends before."""
    yield
    if next(tests_done) % TESTS_BETWEEN_COUNTS:
        return
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
