"""Command lines and filters drawn at random: each ends with an exit status that means something, and no exception."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mnist_lab.cli.exit_codes import DONE, FAILED, INTERRUPTED, WRONG_USAGE
from support.random_commands import RandomCommands
from support.shell import Shell

EXAMPLES = 60


@pytest.fixture
def seen(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A shell with two runs, in a folder of its own for what commands write."""
    for name in ("first", "second"):
        shell("train", "--units", "8", "--epochs", "2", "--name", name, "--tag", "lab")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("HOME", str(tmp_path / "here"))
    return shell


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_any_command_line_ends_well(seen: Shell, seed: int) -> None:
    status, _, err = seen(*RandomCommands(random.Random(seed)).line())
    assert status in {DONE, FAILED, INTERRUPTED, WRONG_USAGE}
    assert "Traceback" not in err
    assert status != WRONG_USAGE or len(err.split("\n")) == 2, err


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_any_filter_filters_or_is_refused(seen: Shell, seed: int) -> None:
    status, _, err = seen("runs", "--filter", RandomCommands(random.Random(seed)).filter())
    assert status in {DONE, WRONG_USAGE}
    assert len(err.split("\n")) <= 2, err
