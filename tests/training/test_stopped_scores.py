"""A stopped run is scored on the test digits, also one that was resumed; an interrupted run does not wait for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mnist_lab.domain.runs.events import Began, Compiling, Event, Progress
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.training.interface import Control, Stop
from mnist_lab.training.keras_trainer import KerasTrainer
from support.trained_runs import SMALL, trained

SPEC = SMALL.model_copy(update={"epochs": 6, "learning_rate": 0.05, "seed": 3})
"""The learning rate is so high that the best epoch is soon not the last one."""

OnEvent = Callable[[Event, Control], None]


@pytest.fixture(scope="module")
def trainer() -> KerasTrainer:
    from mnist_lab.training.engine_cache import EngineCache
    from support.engine_fakes import SlowlyScored

    return KerasTrainer(seconds_between_checkpoints=0, engines=EngineCache(SlowlyScored))


def in_epoch(number: int, ask: Callable[[Control], None]) -> OnEvent:
    def hear(event: Event, control: Control) -> None:
        if isinstance(event, Progress) and event.epoch == number and control.stop is Stop.NOT:
            ask(control)

    return hear


def at(kind: type[Event], ask: Callable[[Control], None]) -> OnEvent:
    def hear(event: Event, control: Control) -> None:
        if isinstance(event, kind):
            ask(control)

    return hear


def scores(run: Run) -> tuple[float | None, float | None, float | None]:
    return run.test_loss, run.test_accuracy, run.test_accuracy_last


def scores_after(epochs: int, folder: Path, trainer: KerasTrainer) -> tuple[float | None, float | None, float | None]:
    """Return the scores of a run with the same settings that ends by itself after this many epochs."""
    run, _ = trained(SPEC.model_copy(update={"epochs": epochs}), folder, trainer=trainer)
    assert None not in scores(run)
    return scores(run)


@pytest.mark.parametrize("stop", [Control.stop_now, Control.stop_after_epoch])
def test_a_run_resumed_and_stopped_twice_is_scored_each_time(
    stop: Callable[[Control], None], trainer: KerasTrainer, tmp_path: Path
) -> None:
    run, _ = trained(SPEC, tmp_path, in_epoch(2, stop), trainer=trainer)
    for epoch in (4, 5):
        run, _ = trained(SPEC, tmp_path, in_epoch(epoch, stop), trainer=trainer, resumes=run)
        assert run.state is RunState.STOPPED
        assert scores(run) == scores_after(len(run.epochs), tmp_path / f"{epoch}", trainer)
        assert run.weights is not None


@pytest.mark.parametrize("kind", [Compiling, Began])
def test_a_run_stopped_as_soon_as_it_resumes_keeps_its_scores(
    kind: type[Event], trainer: KerasTrainer, tmp_path: Path
) -> None:
    stopped, _ = trained(SPEC, tmp_path, in_epoch(3, Control.stop_now), trainer=trainer)
    again, _ = trained(SPEC, tmp_path, at(kind, Control.stop_now), trainer=trainer, resumes=stopped)
    assert again.epochs == stopped.epochs
    assert None not in scores(again)
    assert scores(again) == scores(stopped)


def test_an_interrupted_run_is_not_scored_until_it_is_resumed_and_stopped(
    trainer: KerasTrainer, tmp_path: Path
) -> None:
    interrupted, _ = trained(SPEC, tmp_path, in_epoch(3, Control.interrupt), trainer=trainer)
    assert len(interrupted.epochs) == 2
    assert interrupted.weights is not None
    assert scores(interrupted) == (None, None, None)
    stopped, _ = trained(SPEC, tmp_path, at(Began, Control.stop_now), trainer=trainer, resumes=interrupted)
    assert scores(stopped) == scores_after(2, tmp_path / "straight", trainer)


def test_a_run_stopped_before_its_untrained_model_is_scored_keeps_its_scores(
    trainer: KerasTrainer, tmp_path: Path
) -> None:
    """A process that is killed may leave a checkpoint without having written the score of the untrained model."""
    stopped, _ = trained(SPEC, tmp_path, in_epoch(3, Control.stop_now), trainer=trainer)
    left = stopped.model_copy(update={"test_accuracy_before": None})
    again, _ = trained(SPEC, tmp_path, at(Compiling, Control.stop_now), trainer=trainer, resumes=left)
    assert scores(again) == scores(stopped)
    assert again.weights == stopped.weights
