"""Fixtures of several test files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from support.shell import Shell
from support.terminal import few_digits_file


def pytest_configure() -> None:
    """Keep the configuration of whoever runs the tests out of them."""
    os.environ["MNIST_LAB_CONFIG"] = os.devnull


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """A shell with an empty store."""
    return Shell(tmp_path / "store", capsys)


@pytest.fixture
def digits(tmp_path: Path) -> Path:
    """A file of a few digits, for processes of their own."""
    return few_digits_file(tmp_path / "few.npz")
