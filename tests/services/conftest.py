"""Sessions that most tests here begin with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.fakes import ScriptedTrainer
from support.session_bench import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """A session whose trainer ends at once."""
    made = Bench(tmp_path / "store", ScriptedTrainer())
    yield made
    made.close()


@pytest.fixture
def gated(tmp_path: Path) -> Iterator[Bench]:
    """A session whose trainer waits for the test before every batch."""
    made = Bench(tmp_path / "store", ScriptedTrainer(gated=True))
    yield made
    made.close()
