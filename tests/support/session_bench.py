"""A session on a real store with a scripted trainer."""

from __future__ import annotations

from pathlib import Path

from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.services.session import Session
from mnist_lab_store.run_store import RunStore
from support.fakes import Notes, ScriptedTrainer, few_digits

DIGITS = few_digits()


class Bench:
    """A session on a store in its own folder, and what it reports."""

    def __init__(self, folder: Path, trainer: ScriptedTrainer) -> None:
        self.trainer = trainer
        self.store = RunStore(folder)
        self.notes = Notes()
        self.session = Session(trainer, self.store, lambda: DIGITS, self.notes)
        self.session.start()

    def enqueue(self, **request: object) -> tuple[Run, ...]:
        return self.session.enqueue(RunRequest(RunSpec(epochs=3), **request))  # type: ignore[arg-type]

    def wait_for_state(self, run: Run, state: RunState) -> None:
        self.notes.wait_for(lambda: self.notes.newest(run.id).state is state)

    def close(self) -> None:
        self.trainer.free()
        self.session.close()
