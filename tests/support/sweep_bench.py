"""A session that trains sweeps, with a trainer whose losses follow from the settings."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.sweeps.sweep import Sweep, sweep_of
from mnist_lab.domain.sweeps.trials import Trial, trials_of
from mnist_lab.services.session import Session
from mnist_lab.services.sweep_service import SweepService
from mnist_lab_store.run_store import RunStore
from support.fakes import SECONDS, Notes, ScriptedTrainer, a_history, few_digits

NOW = datetime(2026, 11, 28, tzinfo=UTC)
DIGITS = few_digits()
GRID = {"units": "16,64", "dropout": "0,0.2"}
SPACE = {"learning_rate": "log:1e-4:1e-1", "dropout": "0:0.5:0.1"}


def final_loss(spec: RunSpec) -> float:
    """A loss that is lowest at a learning rate of 0.003, few nodes and little dropout; seeds differ a little."""
    dropout = spec.dropout or 0.0
    return abs(math.log10(spec.learning_rate) + 2.5) + dropout + spec.units / 1000 + spec.seed % 7 / 1000


class BowlTrainer(ScriptedTrainer):
    """Each run comes closer to its final loss, by half in each epoch."""

    def _history_of(self, run: Run) -> Sequence[Epoch]:
        return a_history([final_loss(run.spec) + 0.5**epoch for epoch in range(1, run.spec.epochs + 1)])


def a_sweep(axes: Mapping[str, str] = GRID, *, epochs: int = 3, seed: int = 1, **options: Any) -> Sweep:
    """Return a sweep on the few digits; without confirmation, if nothing else is said."""
    given = {"confirm": 0, **options}
    return sweep_of(NOW, DIGITS.dataset, RunSpec(epochs=epochs, seed=seed, train_size=300), axes, **given)


class SweepBench:
    """A session on a store with its sweeps."""

    def __init__(self, folder: Path, trainer: ScriptedTrainer | None = None, notes: Notes | None = None) -> None:
        self.store = RunStore(folder)
        self.trainer = trainer or BowlTrainer()
        self.notes = notes or Notes()
        self.session = Session(self.trainer, self.store, lambda: DIGITS, self.notes)
        self.session.start()
        self.service = SweepService(self.session, "here")

    def train(self, sweep: Sweep) -> tuple[Trial, ...]:
        """Train the sweep to its end; return its trials."""
        self.service.begin(sweep)
        return self.ended(sweep)

    def ended(self, sweep: Sweep) -> tuple[Trial, ...]:
        """Wait until the sweep is over; return its trials."""
        assert self.service.wait(sweep.id, SECONDS)
        return self.trials(sweep)

    def trials(self, sweep: Sweep) -> tuple[Trial, ...]:
        """Return the trials as the store has them."""
        assert self.session.settle()
        return trials_of(sweep, self.store.summaries())

    def runs(self) -> list[Run]:
        """Return every kept run, the oldest first."""
        assert self.session.settle()
        return [summary.run for summary in reversed(self.store.summaries())]

    def close(self) -> None:
        """End the session."""
        self.trainer.free()
        self.session.close()
