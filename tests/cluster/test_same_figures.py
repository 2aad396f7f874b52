"""What a worker computes is what this process computes."""

from __future__ import annotations

from pathlib import Path

from cluster.conftest import Begin
from mnist_lab.cluster.cluster_trainer import ClusterTrainer
from mnist_lab.config.workers import workers_of
from mnist_lab.domain.runs import events
from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.training.interface import Control
from mnist_lab.training.keras_trainer import KerasTrainer
from support.fakes import few_digits


def test_the_history_is_the_same_to_the_last_bit_as_without_workers(begin: Begin, tmp_path: Path) -> None:
    trainer = ClusterTrainer(workers_of("1"))
    remote = begin(spec=RunSpec(units=8, epochs=2, batch_size=32, device="cpu"), trainer=trainer)
    local: list[events.Event] = []
    folder = tmp_path / "local"
    folder.mkdir()
    KerasTrainer().train(remote.run, few_digits(), folder, local.append, Control())
    run = remote.ended()
    trainer.close()
    assert run.state is RunState.FINISHED, run.error
    epochs = [event.epoch for event in local if isinstance(event, events.EpochDone)]
    assert [epoch.model_copy(update={"seconds": 0.0}) for epoch in run.epochs] == [
        epoch.model_copy(update={"seconds": 0.0}) for epoch in epochs
    ]
    (began,) = [event for event in local if isinstance(event, events.Began)]
    assert run.environment == began.environment
    assert (remote.folder / "best.keras").read_bytes()
