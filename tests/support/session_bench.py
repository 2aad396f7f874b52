"""A session on a real store with a scripted trainer."""

from __future__ import annotations

from pathlib import Path

from mnist_lab.domain.runs.events import Began
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.services.session import Session
from mnist_lab_store.run_store import RunStore
from support.fakes import Notes, ScriptedTrainer, few_digits

DIGITS = few_digits()


class Bench:
    """A session on a store in its own folder, and what it reports; with a `host`, as on another machine."""

    def __init__(self, folder: Path, trainer: ScriptedTrainer, host: str | None = None) -> None:
        self.trainer = trainer
        self.store = RunStore(folder, host=host)
        self.notes = Notes()
        self.session = Session(trainer, self.store, lambda: DIGITS, self.notes)
        self.session.start()

    def enqueue(self, **request: object) -> tuple[Run, ...]:
        return self.session.enqueue(RunRequest(RunSpec(epochs=3), **request))  # type: ignore[arg-type]

    def train(self, **request: object) -> Run:
        """Begin a run, and wait until the store has it in training."""
        (run,) = self.enqueue(**request)
        self.wait_for_state(run, RunState.RUNNING)
        self.wait_for_stage(run, Began)
        return run

    def end_epoch(self, run: Run) -> None:
        """Let an epoch of the run end, and wait until the store has it."""
        done = len(self.notes.newest(run.id).epochs)
        self.trainer.let_go(2)
        self.notes.wait_for(lambda: len(self.notes.newest(run.id).epochs) > done)
        assert self.session.settle()

    def wait_for_stage(self, run: Run, stage: type) -> None:
        self.notes.wait_for(lambda: isinstance(self.notes.newest(run.id).stage, stage))
        assert self.session.settle()

    def wait_for_state(self, run: Run, state: RunState) -> None:
        self.notes.wait_for(lambda: self.notes.newest(run.id).state is state)

    def close(self) -> None:
        self.trainer.free()
        self.session.close()
