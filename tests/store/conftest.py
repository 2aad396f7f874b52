"""The store that most tests here begin with."""

from __future__ import annotations

from pathlib import Path

import pytest

from mnist_lab_store.run_store import RunStore


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    """An empty store."""
    return RunStore(tmp_path / "store")
