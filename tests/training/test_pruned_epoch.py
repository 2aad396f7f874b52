"""A run that is asked to stop when its epoch is reported has no further epoch."""

from __future__ import annotations

from pathlib import Path

from mnist_lab.domain.runs.events import EpochDone, Event
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.services.session import Session
from mnist_lab.training.keras_trainer import KerasTrainer
from mnist_lab_store.run_store import RunStore
from support.fakes import few_digits

REASON = "Pruned after epoch 2: validation loss 0.9 is above the median, 0.2."


def test_a_real_training_ends_with_the_epoch_after_which_it_is_pruned(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    session = Session(KerasTrainer(), store, few_digits)

    def prune(run: Run, event: Event) -> None:
        if isinstance(event, EpochDone) and len(run.epochs) == 2:
            session.queue.stop_after_epoch(run.id, REASON)

    session.follow(prune)
    session.start()
    (run,) = session.enqueue(RunRequest(RunSpec(units=16, epochs=6, train_size=300)))
    session.drain()
    session.close()
    kept = store.get(run.id)
    assert (kept.state, len(kept.epochs), kept.pruned) == (RunState.STOPPED, 2, REASON)
