"""A sweep whose process is killed at random moments, and begun again by the same command until it is done."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from mnist_lab.domain.runs.run import RunState
from mnist_lab_store.run_store import RunStore
from support.processes import WITH_TESTS

COMMON = ("--epochs", "3", "--train-size", "2000", "--confirm", "2", "--yes")
SPACE = ("--learning-rate", "log:1e-4:1e-1", "--dropout", "0:0.5:0.1")
SWEEPS = {
    "grid": ("--units", "16,64", "--dropout", "0,0.2,0.4", "--repeats", "2"),
    "tpe": (*SPACE, "--search", "tpe", "--trials", "13"),
    "pruned": (*SPACE, "--search", "random", "--trials", "12", "--prune", "median"),
}
KILLS = 4
LONGEST_WAIT = 0.1
Trained = list[tuple[object, ...]]


def begin(folder: Path, words: Sequence[str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "support.sweep_lab", "sweep", *words, *COMMON, "--store", str(folder)]
    return subprocess.Popen(command, env=WITH_TESTS, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def trained(folder: Path) -> Trained:
    """Return every run by its trial and seed: its settings, how it ended, and its losses."""
    store = RunStore(folder)
    found = []
    for summary in store.summaries():
        run = store.get(summary.id)
        assert run.trial is not None
        losses = tuple(epoch.val_loss for epoch in run.epochs)
        place = (run.trial.is_confirmation, run.trial.number, run.spec.seed)
        found.append((*place, run.spec.learning_rate, run.spec.dropout, run.state, run.pruned, losses))
    assert not store.troubles()
    return sorted(found, key=lambda each: each[:3])


def whole(folder: Path, words: Sequence[str]) -> Trained:
    process = begin(folder, words)
    _, said = process.communicate()
    assert process.returncode == 0, said
    return trained(folder)


@pytest.mark.parametrize("name", SWEEPS)
def test_no_trial_is_lost_or_doubled_and_they_are_the_same(name: str, tmp_path: Path) -> None:
    words, chance = SWEEPS[name], random.Random(name)
    expected = whole(tmp_path / "whole", words)
    folder, kills = tmp_path / "killed", 0
    while kills < KILLS:
        process = begin(folder, words)
        assert process.stderr is not None
        for _ in range(chance.randint(1, 4)):  # what is left to train, then a line for each run that ends
            process.stderr.readline()
        time.sleep(chance.uniform(0, LONGEST_WAIT))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        kills += 1
    found = whole(folder, words)
    assert found == expected
    assert {each[5] for each in found} <= {RunState.FINISHED, RunState.STOPPED}
    assert all(each[6] for each in found if each[5] is RunState.STOPPED)
    assert len({each[:3] for each in found}) == len(found)
