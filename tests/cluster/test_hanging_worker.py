"""A worker that hangs while it starts again; asked for as `test_killed_workers.py`, and in a process with no others."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator

import dask
import psutil
import pytest

from cluster.conftest import Begin
from mnist_lab.cluster.cluster_trainer import ClusterTrainer
from mnist_lab.config.workers import workers_of
from mnist_lab.domain.runs import events
from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.runs.spec import RunSpec
from support.fakes import SECONDS
from support.remote_trainers import SLOW, NamedScripts

pytestmark = pytest.mark.skipif("MNIST_LAB_KILL_WORKERS" not in os.environ, reason="MNIST_LAB_KILL_WORKERS is not set")


@pytest.fixture
def one_worker() -> Iterator[ClusterTrainer]:
    """A trainer with a local worker of its own."""
    trainer = ClusterTrainer(workers_of("1"), NamedScripts)
    yield trainer
    trainer.close()


def processes_of_workers() -> set[psutil.Process]:
    """The processes of workers that this process has."""
    found = set()
    for child in psutil.Process().children():
        with contextlib.suppress(psutil.NoSuchProcess):
            if any("spawn_main" in part for part in child.cmdline()):
                found.add(child)
    return found


def test_a_killed_worker_that_hangs_when_it_starts_again_is_replaced(begin: Begin, one_worker: ClusterTrainer) -> None:
    run = begin(SLOW, spec=RunSpec(epochs=20), trainer=one_worker)
    run.wait_for(events.EpochDone)
    (killed,) = processes_of_workers()
    looking = threading.Event()
    with dask.config.set({"distributed.deploy.lost-worker-timeout": "1s"}):
        killed.kill()
        for _ in range(int(SECONDS * 50)):
            if hung := processes_of_workers() - {killed}:
                break
            looking.wait(1 / 50)
        (hanging,) = hung
        hanging.suspend()
        ended = run.ended()
    hanging.kill()
    assert ended.state is RunState.FINISHED, ended.error
    assert len(ended.epochs) == 20
