"""Trainings that the user stops or SIGKILL ends are resumed, and end as if they had not been interrupted."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mnist_lab.domain.runs.events import Progress
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.services.session import Session
from mnist_lab.training.keras_trainer import KerasTrainer
from mnist_lab_store.run_store import RunStore
from support.fakes import Notes, few_digits
from support.store_examples import Child
from support.trained_runs import SMALL, figures

if TYPE_CHECKING:
    from mnist_lab.training.engine_cache import EngineCache

DIGITS = few_digits(2000, 200)
SPEC = RunSpec(units=8, epochs=5, batch_size=8, optimizer="adam", seed=3)

RESULTS = ("test_accuracy_before", "test_loss", "test_accuracy", "test_accuracy_last", "weights", "state", "error")

TRAIN_UNTIL_KILLED = """
from datetime import datetime, UTC
from mnist_lab.domain.runs.events import Progress
from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab.services.session import Session
from mnist_lab.training.keras_trainer import KerasTrainer
from support.fakes import Notes
from training.test_resume import DIGITS, SPEC

class Observer(Notes):
    def run_changed(self, run):
        if isinstance(run.stage, Progress) and run.stage.epoch == 4:
            session.settle()
            print("epoch 4", flush=True)
            sys.stdin.readline()

trainer = KerasTrainer(seconds_between_checkpoints=float(sys.argv[2]))
session = Session(trainer, RunStore(Path(sys.argv[1])), lambda: DIGITS, Observer())
session.start()
session.enqueue(RunRequest(SPEC))
session.drain()
"""


@cache
def the_cache() -> EngineCache:
    """Return what the trainers here share, so that runs of one shape are compiled once."""
    from mnist_lab.training.engine_cache import EngineCache

    return EngineCache()


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Path]:
    folder = tmp_path_factory.mktemp("uninterrupted")
    return session_runs(folder, lambda session: session.enqueue(RunRequest(SPEC))[0]), folder


def kill_in_the_fourth_epoch(folder: Path, seconds_between: float) -> None:
    """Train a run in another process, and kill that in epoch 4."""
    with Child(TRAIN_UNTIL_KILLED, folder, seconds_between) as child:
        assert child.said() == "epoch 4"
        child.kill()
        assert child.process.returncode == -signal.SIGKILL


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of a run that was killed in epoch 4, with a checkpoint of every epoch; tests copy it."""
    folder = tmp_path_factory.mktemp("killed")
    kill_in_the_fourth_epoch(folder, 0.0)
    return folder


def session_runs(folder: Path, begin: Callable[[Session], Run], notes: Notes | None = None) -> Run:
    """Return the saved run after `begin` has requested it and the session has trained it."""
    trainer = KerasTrainer(seconds_between_checkpoints=0, engines=the_cache())
    session = Session(trainer, RunStore(folder), lambda: DIGITS, notes or Notes())
    session.start()
    run = begin(session)
    session.drain()
    assert session.close()
    return RunStore(folder).get(run.id)


def assert_ended_alike(resumed: Run, folder: Path, uninterrupted: tuple[Run, Path]) -> None:
    import keras

    straight, other = uninterrupted
    assert figures(resumed) == figures(straight)
    assert [getattr(resumed, name) for name in RESULTS[:4]] == [getattr(straight, name) for name in RESULTS[:4]]
    assert (resumed.state, resumed.error) == (RunState.FINISHED, None)
    mine, theirs = (
        keras.saving.load_model(store / str(run.weights)) for store, run in ((folder, resumed), (other, straight))
    )
    for variable, value in zip(
        [*mine.variables, *mine.optimizer.variables], [*theirs.variables, *theirs.optimizer.variables], strict=True
    ):
        assert np.array_equal(variable.numpy(), value.numpy())
    assert not (folder / "runs" / resumed.id / "checkpoints").exists()


@pytest.mark.parametrize(("seconds_between", "resumes_after"), [(0.0, 3), (1000.0, 1)])
def test_a_killed_run_is_resumed_and_ends_as_if_uninterrupted(
    seconds_between: float, resumes_after: int, killed: Path, uninterrupted: tuple[Run, Path], tmp_path: Path
) -> None:
    if seconds_between:
        kill_in_the_fourth_epoch(tmp_path, seconds_between)
    else:
        shutil.copytree(killed, tmp_path, dirs_exist_ok=True)
    (left,) = RunStore(tmp_path).summaries()
    assert (left.run.state, left.epochs_done) == (RunState.INTERRUPTED, 3)
    notes = Notes()
    resumed = session_runs(tmp_path, lambda session: session.resume(left.id), notes)
    trained = {run.stage.epoch for run in notes.runs if isinstance(run.stage, Progress)}
    assert min(trained) == resumes_after + 1
    assert notes.troubles == []
    assert_ended_alike(resumed, tmp_path, uninterrupted)


@pytest.mark.parametrize("now", [True, False])
def test_a_stopped_run_is_resumed_after_its_last_epoch(
    now: bool, uninterrupted: tuple[Run, Path], tmp_path: Path
) -> None:
    stopped = stopped_in_the_third_epoch(tmp_path, now=now)
    assert (stopped.state, len(stopped.epochs)) == (RunState.STOPPED, 2 if now else 3)
    assert stopped.weights is not None
    resumed = session_runs(tmp_path, lambda session: session.resume(stopped.id))
    assert resumed.seconds > sum(epoch.seconds for epoch in stopped.epochs)
    assert_ended_alike(resumed, tmp_path, uninterrupted)


def stopped_in_the_third_epoch(folder: Path, *, now: bool) -> Run:
    class Stopping(Notes):
        def run_changed(self, run: Run) -> None:
            super().run_changed(run)
            if isinstance(run.stage, Progress) and run.stage.epoch == 3 and run.stop_asked is None:
                session.queue.stop_now() if now else session.queue.stop_after_epoch()

    session = Session(KerasTrainer(engines=the_cache()), RunStore(folder), lambda: DIGITS, Stopping())
    session.start()
    (run,) = session.enqueue(RunRequest(SPEC))
    session.drain()
    assert session.close()
    return RunStore(folder).get(run.id)


def test_a_run_without_intact_checkpoints_is_resumed_from_the_start(
    killed: Path, uninterrupted: tuple[Run, Path], tmp_path: Path
) -> None:
    shutil.copytree(killed, tmp_path, dirs_exist_ok=True)
    (left,) = RunStore(tmp_path).summaries()
    for file in (tmp_path / "runs" / left.id / "checkpoints").iterdir():
        file.write_bytes(b"damaged")
    resumed = session_runs(tmp_path, lambda session: session.resume(left.id))
    assert_ended_alike(resumed, tmp_path, uninterrupted)


def test_the_patience_is_counted_across_interruptions(tmp_path: Path) -> None:
    """The learning rate is so high that the validation loss soon stops falling."""
    spec = SMALL.model_copy(update={"epochs": 30, "early_stopping": 3, "learning_rate": 0.05})

    class StoppingAfterEach(Notes):
        def run_changed(self, run: Run) -> None:
            super().run_changed(run)
            if isinstance(run.stage, Progress) and run.stop_asked is None:
                session.queue.stop_after_epoch()

    straight = session_runs(tmp_path / "straight", lambda session: session.enqueue(RunRequest(spec))[0])
    assert len(straight.epochs) < 30
    store, run_id = tmp_path / "stopped", ""
    trainer = KerasTrainer(engines=the_cache())
    for _ in range(30):
        session = Session(trainer, RunStore(store), lambda: DIGITS, StoppingAfterEach())
        session.start()
        run_id = session.resume(run_id).id if run_id else session.enqueue(RunRequest(spec))[0].id
        session.drain()
        session.close()
        if RunStore(store).get(run_id).state is RunState.FINISHED:
            break
    assert figures(RunStore(store).get(run_id)) == figures(straight)


def test_a_resumed_run_that_is_stopped_at_once_keeps_its_results(tmp_path: Path) -> None:
    class StoppingAtOnce(Notes):
        def run_changed(self, run: Run) -> None:
            super().run_changed(run)
            if run.state is RunState.RUNNING and run.stop_asked is None:
                session.queue.stop_now()

    stopped = stopped_in_the_third_epoch(tmp_path, now=True)
    session = Session(KerasTrainer(engines=the_cache()), RunStore(tmp_path), lambda: DIGITS, StoppingAtOnce())
    session.start()
    session.resume(stopped.id)
    session.drain()
    assert session.close()
    again = RunStore(tmp_path).get(stopped.id)
    assert again.epochs == stopped.epochs
    assert again.test_accuracy is not None
    assert [getattr(again, name) for name in RESULTS] == [getattr(stopped, name) for name in RESULTS]
