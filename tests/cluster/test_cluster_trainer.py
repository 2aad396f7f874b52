"""Runs on real local workers, by scripts."""

from __future__ import annotations

import pytest

from cluster.conftest import Begin
from mnist_lab.cluster.cluster_trainer import ClusterTrainer
from mnist_lab.config.workers import workers_of
from mnist_lab.domain.runs import events
from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.runs.spec import RunSpec
from support.remote_trainers import FAULTY, SLOW

ENDLESS = RunSpec(epochs=1000)


def test_runs_come_back_from_workers_with_their_epochs_and_weights(begin: Begin) -> None:
    followed = [begin(spec=RunSpec(seed=seed, epochs=3)) for seed in (1, 2, 3)]
    for each in followed:
        run = each.ended()
        assert run.state is RunState.FINISHED, run.error
        assert [epoch.epoch for epoch in run.epochs] == [1, 2, 3]
        assert (each.folder / "best.keras").read_bytes() == b"weights"
        kinds = [type(event) for event in each.seen if not isinstance(event, events.Progress)]
        assert kinds == [events.Loading, events.Compiling, events.Began, *[events.EpochDone] * 3, events.Finished]


def test_a_run_can_be_paused_resumed_and_stopped_after_its_epoch(begin: Begin) -> None:
    run = begin(SLOW, spec=ENDLESS)
    run.wait_for(events.EpochDone)
    run.control.pause()
    run.control.go_on()
    run.wait_for(events.EpochDone)
    run.control.stop_after_epoch()
    ended = run.ended()
    assert ended.state is RunState.STOPPED
    assert 2 <= len(ended.epochs) < 1000


def test_a_run_is_stopped_at_once(begin: Begin) -> None:
    run = begin(SLOW, spec=ENDLESS)
    run.wait_for(events.EpochDone)
    run.control.stop_now()
    assert run.ended().state is RunState.STOPPED


def test_a_fault_of_the_trainer_fails_its_run_and_no_other(begin: Begin) -> None:
    ended = begin(FAULTY).ended()
    assert ended.state is RunState.FAILED
    assert ended.error == "Training stopped because of an error in the program: ZeroDivisionError('a bug')."
    assert begin().ended().state is RunState.FINISHED


@pytest.mark.parametrize(("text", "slots"), [("3", 3), ("tcp://a:1", 1), ("ssh://a,b", 2)])
def test_before_workers_are_started_as_many_runs_are_wanted_as_they_will_be(text: str, slots: int) -> None:
    assert ClusterTrainer(workers_of(text)).slots == slots
