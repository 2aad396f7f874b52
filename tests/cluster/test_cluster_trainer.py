"""Runs on real local workers, most with a trainer that follows a script."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from cluster.conftest import Begin
from mnist_lab.cluster.cluster_trainer import ClusterTrainer
from mnist_lab.config.workers import workers_of
from mnist_lab.domain.runs import events
from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.training.interface import Control, TrainingLost
from mnist_lab.training.keras_trainer import KerasTrainer
from support.fakes import SECONDS, ScriptedTrainer, few_digits
from support.remote_trainers import RefusingTrainer, SlowTrainer


def test_runs_come_back_from_workers_with_their_epochs_and_weights(begin: Begin) -> None:
    followed = [begin(ScriptedTrainer, RunSpec(seed=seed, epochs=3)) for seed in (1, 2, 3)]
    for each in followed:
        run = each.ended()
        assert run.state is RunState.FINISHED
        assert [epoch.epoch for epoch in run.epochs] == [1, 2, 3]
        assert (each.folder / "best.keras").read_bytes() == b"weights"
        kinds = [type(event) for event in each.seen if not isinstance(event, events.Progress)]
        assert kinds == [events.Loading, events.Compiling, events.Began, *[events.EpochDone] * 3, events.Finished]


def test_a_run_can_be_paused_resumed_and_stopped_after_its_epoch(begin: Begin) -> None:
    run = begin(SlowTrainer, RunSpec(epochs=1000))
    run.wait_for(events.EpochDone)
    run.control.pause()
    run.control.go_on()
    run.wait_for(events.EpochDone)
    run.control.stop_after_epoch()
    ended = run.ended()
    assert ended.state is RunState.STOPPED
    assert 2 <= len(ended.epochs) < 1000


def test_a_run_is_stopped_at_once(begin: Begin) -> None:
    run = begin(SlowTrainer, RunSpec(epochs=1000))
    run.wait_for(events.EpochDone)
    run.control.stop_now()
    assert run.ended().state is RunState.STOPPED


def test_a_fault_of_the_trainer_fails_its_run_and_no_other(begin: Begin) -> None:
    run = begin(RefusingTrainer)
    ended = run.ended()
    assert ended.state is RunState.FAILED
    assert ended.error == "Training stopped because of an error in the program: ZeroDivisionError('a bug')."


def test_the_history_is_the_same_to_the_last_bit_as_without_workers(begin: Begin, tmp_path: Path) -> None:
    spec = RunSpec(units=8, epochs=2, batch_size=32, device="cpu")
    remote = begin(KerasTrainer, spec, workers="1")
    followed = remote.ended()
    assert followed.state is RunState.FINISHED, followed.error
    local: list[events.Event] = []
    folder = tmp_path / "local"
    folder.mkdir()
    KerasTrainer().train(followed, few_digits(), folder, local.append, Control())
    epochs = [event.epoch for event in local if isinstance(event, events.EpochDone)]
    assert [epoch.model_copy(update={"seconds": 0.0}) for epoch in followed.epochs] == [
        epoch.model_copy(update={"seconds": 0.0}) for epoch in epochs
    ]
    assert followed.environment is not None
    assert followed.weights == f"runs/{followed.id}/best.keras"
    assert (remote.folder / "best.keras").stat().st_size > 0


def test_a_scheduler_that_is_killed_ends_its_runs_as_interrupted(begin: Begin, tmp_path: Path) -> None:
    known = tmp_path / "scheduler.json"
    options = ["--no-dashboard", "--scheduler-file", str(known)]
    path = os.pathsep.join(sys.path)
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{kind}", *options, *more],
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
        )
        for kind, more in (
            ("scheduler", ["--host", "127.0.0.1", "--port", "0"]),
            ("worker", ["--nthreads", "1", "--no-nanny"]),
        )
    ]
    try:
        address = _address_in(known)
        run = begin(SlowTrainer, RunSpec(epochs=1000), workers=address)
        run.wait_for(events.EpochDone)
        os.kill(processes[0].pid, signal.SIGKILL)
        kept = run.ended()
        assert isinstance(run.raised, TrainingLost)
        assert str(run.raised).startswith(f"The scheduler of {address} is gone: what came in is kept")
        assert kept.epochs
    finally:
        for process in processes:
            process.kill()
            process.wait(SECONDS)


def test_a_scheduler_that_is_not_there_is_said_in_a_sentence(begin: Begin) -> None:
    run = begin(ScriptedTrainer, workers="tcp://127.0.0.1:9")
    run.ended()
    assert isinstance(run.raised, TrainingLost)
    assert str(run.raised).startswith("Tcp://127.0.0.1:9 cannot be reached")


def test_before_workers_are_started_as_many_runs_are_wanted_as_they_will_be() -> None:
    assert ClusterTrainer(workers_of("3")).slots == 3
    assert ClusterTrainer(workers_of("tcp://a:1")).slots == 1
    assert ClusterTrainer(workers_of("ssh://a,b")).slots == 2


def _address_in(known: Path) -> str:
    """Return the address of the scheduler once it has written it."""
    import json
    import time

    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        try:
            return str(json.loads(known.read_text())["address"])
        except (OSError, ValueError):
            time.sleep(0.05)
    raise AssertionError("no scheduler")
