"""A run on its way through workers that are made up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mnist_lab.cluster.attempt import RemoteRun
from mnist_lab.cluster.run_on_workers import RunOnWorkers, SchedulerGone
from mnist_lab.cluster.signals import Asked, Left, Outcome, Said
from mnist_lab.domain.runs import events
from mnist_lab.domain.runs.run import MNIST, Run, RunState
from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.training.interface import Control, Stop
from support.fakes import ENVIRONMENT, an_epoch

BEGAN = events.Began(ENVIRONMENT, 100, 0.1)
DONE = events.Finished(1.0, weights="best.keras")
Script = Callable[["MadeUpWorkers", str], None]


@dataclass
class MadeUpFuture:
    """The end of an attempt, if it has one."""

    outcome: Outcome | None = None
    is_cancelled: bool = False

    def done(self) -> bool:
        return self.outcome is not None

    def add_done_callback(self, _: object) -> None:
        """Call nothing: it is looked at often enough."""


@dataclass
class MadeUpWorkers:
    """Each attempt follows the next script; `remotes` is where it is heard."""

    scripts: list[Script]
    remotes: dict[str, RemoteRun] = field(default_factory=dict)
    futures: list[MadeUpFuture] = field(default_factory=list)
    sent: list[tuple[str, Mapping[str, bytes], frozenset[str]]] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    silent: set[str] = field(default_factory=set)
    is_lost: bool = False

    def submit(self, run: Run, attempt: str, files: Mapping[str, bytes], without: frozenset[str]) -> MadeUpFuture:
        self.sent.append((attempt, files, without))
        self.futures.append(MadeUpFuture())
        self.scripts[len(self.futures) - 1](self, attempt)
        return self.futures[-1]

    def say(self, attempt: str, worker: str, *happened: events.Event) -> None:
        """A worker begins the attempt, and says these."""
        for number, event in enumerate((None, *happened)):
            self.remotes_of(attempt).inbox.put(Said(worker, attempt, worker, number, event))

    def remotes_of(self, attempt: str) -> RemoteRun:
        return self.remotes[attempt]

    def end(self, worker: str, *happened: events.Event, files: Mapping[str, bytes] | None = None) -> None:
        self.futures[-1].outcome = Outcome(worker, tuple(enumerate(happened, start=1)), dict(files or {}))

    def outcome_of(self, future: MadeUpFuture) -> Outcome:
        assert future.outcome is not None
        return future.outcome

    def is_silent(self, worker: str) -> bool:
        return worker in self.silent

    def ask(self, worker: str, attempt: str, asked: Asked) -> None:
        self.asked.append(asked)
        if asked.stop is Stop.NOW:
            self.end(worker, BEGAN, events.Finished(1.0, stopped=True))

    def cancel(self, future: MadeUpFuture) -> None:
        future.is_cancelled = True


def trained(workers: MadeUpWorkers, folder: Path, control: Control | None = None) -> tuple[Run, list[events.Event]]:
    """Train a run, and return it with what happened."""
    (run,) = RunRequest(RunSpec(epochs=2)).runs(MNIST, datetime.now(UTC))
    happened: list[events.Event] = []
    worked: Any = workers
    RunOnWorkers(worked, workers.remotes, run, folder, happened.append, control or Control()).train()
    for event in happened:
        run = run.after(event)
    return run, happened


def finishes(workers: MadeUpWorkers, attempt: str) -> None:
    said = (BEGAN, events.EpochDone(an_epoch(1)), events.EpochDone(an_epoch(2)), DONE)
    workers.say(attempt, "b", *said[:2])
    workers.end("b", *said, files={"best.keras": b"weights"})


def falls_silent(workers: MadeUpWorkers, attempt: str) -> None:
    workers.say(attempt, "a", BEGAN, events.EpochDone(an_epoch(1)))
    workers.silent.add("a")


def leaves_unheard(workers: MadeUpWorkers, attempt: str) -> None:
    workers.remotes_of(attempt).inbox.put(Left("a", had_it=True))
    finishes(workers, attempt)


def is_told_to_end(workers: MadeUpWorkers, attempt: str) -> None:
    said = (BEGAN, events.EpochDone(an_epoch(1)), events.Finished(1.0, stopped=True))
    workers.say(attempt, "a", *said)
    workers.end("a", *said, files={"checkpoints/epoch-0001.npz": b"state"})


def test_the_run_of_a_silent_worker_is_trained_again_elsewhere(tmp_path: Path) -> None:
    workers = MadeUpWorkers([falls_silent, finishes])
    run, happened = trained(workers, tmp_path)
    assert run.state is RunState.FINISHED
    assert [epoch.epoch for epoch in run.epochs] == [1, 2]
    assert [isinstance(event, events.Noted) for event in happened].count(True) == 1
    assert workers.futures[0].is_cancelled
    assert workers.sent[1] == (f"{run.id}-2", {}, frozenset({"a"}))
    assert (tmp_path / "best.keras").read_bytes() == b"weights"


def test_a_worker_that_left_before_it_said_anything_is_counted(tmp_path: Path) -> None:
    run, happened = trained(MadeUpWorkers([leaves_unheard]), tmp_path)
    assert run.state is RunState.FINISHED
    assert [event for event in happened if isinstance(event, events.Noted)] == [
        events.Noted(f"The worker a is lost: “{run.whole_title}” is trained again elsewhere.")
    ]


def test_a_worker_that_others_have_used_and_that_left_is_none_of_this_run(tmp_path: Path) -> None:
    def another_leaves(workers: MadeUpWorkers, attempt: str) -> None:
        workers.remotes_of(attempt).inbox.put(Left("c"))
        finishes(workers, attempt)

    _, happened = trained(MadeUpWorkers([another_leaves]), tmp_path)
    assert not [event for event in happened if isinstance(event, events.Noted)]


def test_after_the_third_lost_worker_the_run_has_failed(tmp_path: Path) -> None:
    run, _ = trained(MadeUpWorkers([falls_silent] * 3), tmp_path)
    assert run.state is RunState.FAILED
    assert run.error == "Its worker was lost 3 times, so it is not trained again."


def test_a_worker_that_is_told_to_end_hands_its_checkpoint_on(tmp_path: Path) -> None:
    workers = MadeUpWorkers([is_told_to_end, finishes])
    run, _ = trained(workers, tmp_path)
    assert run.state is RunState.FINISHED
    assert workers.sent[1][1] == {"checkpoints/epoch-0001.npz": b"state"}


def test_a_stop_is_passed_on_and_ends_the_run(tmp_path: Path) -> None:
    control = Control()
    control.stop_now()
    workers = MadeUpWorkers([lambda workers, attempt: workers.say(attempt, "a", BEGAN)])
    run, _ = trained(workers, tmp_path, control)
    assert run.state is RunState.STOPPED
    assert workers.asked == [Asked(1, Stop.NOW)]


def test_a_run_that_no_worker_has_begun_is_stopped_here(tmp_path: Path) -> None:
    control = Control()
    control.stop_now()
    workers = MadeUpWorkers([lambda *_: None])
    run, _ = trained(workers, tmp_path, control)
    assert run.state is RunState.STOPPED
    assert workers.futures[0].is_cancelled


def test_a_lost_scheduler_ends_the_training(tmp_path: Path) -> None:
    with pytest.raises(SchedulerGone):
        trained(MadeUpWorkers([falls_silent], is_lost=True), tmp_path)


def test_weights_that_cannot_be_written_are_said_with_the_end(tmp_path: Path) -> None:
    (tmp_path / "best.keras").mkdir()
    _, happened = trained(MadeUpWorkers([finishes]), tmp_path)
    end = happened[-1]
    assert isinstance(end, events.Finished)
    assert end.weights is None
    assert end.trouble is not None
    assert end.trouble.startswith("best.keras could not be written into")
