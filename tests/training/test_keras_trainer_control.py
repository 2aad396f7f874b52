"""Pausing and stopping a training."""

from __future__ import annotations

import threading
from pathlib import Path

from mnist_lab.domain.runs.events import Began, EpochDone, Event, Finished, Progress
from mnist_lab.domain.runs.run import RunState
from mnist_lab.training.interface import Control
from support.trained_runs import SMALL, figures, trained


def test_stopping_now_drops_the_epoch_and_keeps_the_earlier_ones(tmp_path: Path) -> None:
    def stop_in_the_second_epoch(event: Event, control: Control) -> None:
        if isinstance(event, EpochDone):
            control.stop_now()

    run, events = trained(SMALL, tmp_path, stop_in_the_second_epoch)
    assert run.state is RunState.STOPPED
    assert len(run.epochs) == 1
    assert run.weights is not None
    assert isinstance(events[-1], Finished)


def test_stopping_in_the_first_epoch_leaves_nothing(tmp_path: Path) -> None:
    def stop(event: Event, control: Control) -> None:
        if isinstance(event, Began):
            control.stop_now()

    run, events = trained(SMALL, tmp_path, stop)
    assert run.state is RunState.STOPPED
    assert not run.epochs
    assert run.weights is None
    assert not any(isinstance(event, Progress) for event in events)
    assert not list(tmp_path.iterdir())


def test_stopping_during_validation_drops_the_epoch(tmp_path: Path) -> None:
    def stop_after_the_last_batch(event: Event, control: Control) -> None:
        if isinstance(event, Progress) and event.epoch == 2 and event.batch == event.batches:
            control.stop_now()

    run, _ = trained(SMALL, tmp_path, stop_after_the_last_batch)
    assert run.state is RunState.STOPPED
    assert len(run.epochs) == 1
    assert run.test_accuracy == run.test_accuracy_last


class Resting(Control):
    """Reports when it waits, and claims that a pause takes an hour."""

    def __init__(self) -> None:
        super().__init__()
        self.rests = threading.Event()

    def rest(self) -> float:
        if not self.is_paused:
            return 0.0
        self.rests.set()
        super().rest()
        return 3600.0


def test_a_pause_changes_no_figure_and_its_time_is_not_counted(tmp_path: Path) -> None:
    control = Resting()

    def pause_in_the_first_epoch(event: Event, control: Control) -> None:
        if isinstance(event, Progress) and event.epoch == 1:
            control.pause()

    def resume_once_it_waits() -> None:
        control.rests.wait(60)
        control.go_on()

    helper = threading.Thread(target=resume_once_it_waits)
    helper.start()
    rested, _ = trained(SMALL, tmp_path, pause_in_the_first_epoch, control=control)
    helper.join()
    straight, _ = trained(SMALL, tmp_path)
    assert figures(rested) == figures(straight)
    assert rested.epochs[0].seconds < 0 < rested.epochs[1].seconds
    assert rested.seconds < 0


def test_stopping_after_the_last_epoch_finishes_the_run(tmp_path: Path) -> None:
    def stop_in_the_last_epoch(event: Event, control: Control) -> None:
        if isinstance(event, Progress) and event.epoch == 3:
            control.stop_after_epoch()

    run, _ = trained(SMALL, tmp_path, stop_in_the_last_epoch)
    assert run.state is RunState.FINISHED
    assert len(run.epochs) == 3
