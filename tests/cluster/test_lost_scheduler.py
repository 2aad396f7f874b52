"""Schedulers that are not there, or no longer."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from cluster.conftest import Begin
from mnist_lab.cluster.cluster_trainer import ClusterTrainer
from mnist_lab.config.workers import workers_of
from mnist_lab.domain.runs import events
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.training.interface import TrainingLost
from support.fakes import SECONDS
from support.processes import WITH_TESTS
from support.remote_trainers import SLOW, NamedScripts

LOOKS_A_SECOND = 20


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[tuple[str, int]]:
    """The address and process of a scheduler with a worker."""
    known = tmp_path / "scheduler.json"
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--no-dashboard", "--scheduler-file", known, *more],
            stderr=subprocess.DEVNULL,
            env=WITH_TESTS,
        )
        for kind, more in (
            ("scheduler", ["--host", "127.0.0.1", "--port", "0"]),
            ("worker", ["--nthreads", "1", "--no-nanny"]),
        )
    ]
    try:
        yield address_in(known), processes[0].pid
    finally:
        for process in processes:
            process.kill()
            process.wait(SECONDS)


def address_in(known: Path) -> str:
    """The address of the scheduler once it has written it."""
    looking = threading.Event()
    for _ in range(int(SECONDS * LOOKS_A_SECOND)):
        try:
            return str(json.loads(known.read_text())["address"])
        except (OSError, ValueError):
            looking.wait(1 / LOOKS_A_SECOND)
    raise AssertionError("no scheduler")


def test_the_runs_of_a_killed_scheduler_are_lost_and_keep_their_epochs(
    begin: Begin, scheduler: tuple[str, int]
) -> None:
    address, process = scheduler
    trainer = ClusterTrainer(workers_of(address), NamedScripts)
    run = begin(SLOW, spec=RunSpec(epochs=1000), trainer=trainer)
    run.wait_for(events.EpochDone)
    os.kill(process, signal.SIGKILL)
    kept = run.ended()
    assert isinstance(run.raised, TrainingLost)
    assert str(run.raised).startswith(f"The scheduler of {address} is gone: what came in is kept")
    assert kept.epochs
    trainer.close()


def test_a_scheduler_that_is_not_there_is_said_in_a_sentence(begin: Begin) -> None:
    run = begin(trainer=ClusterTrainer(workers_of("tcp://127.0.0.1:9"), NamedScripts))
    run.ended()
    assert isinstance(run.raised, TrainingLost)
    assert str(run.raised).startswith("tcp://127.0.0.1:9 cannot be reached")
