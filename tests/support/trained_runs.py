"""Real trainings on few made-up digits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from mnist_lab.data.digits import Digits
from mnist_lab.domain.runs.events import Event
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.training.interface import Control
from mnist_lab.training.keras_trainer import KerasTrainer
from support.fakes import few_digits

DIGITS = few_digits(600, 200)
SMALL = RunSpec(hidden_layers=1, units=16, epochs=3, batch_size=32)
SHARED = KerasTrainer()
"""Most tests train with this one, so that runs of one shape are compiled once."""


def trained(
    spec: RunSpec,
    folder: Path,
    on_event: Callable[[Event, Control], None] | None = None,
    *,
    digits: Digits = DIGITS,
    control: Control | None = None,
    trainer: KerasTrainer = SHARED,
    resumes: Run | None = None,
) -> tuple[Run, list[Event]]:
    """Return the run after a real training, and the reported events; `folder` has the checkpoints of one it resumes."""
    run = resumes or RunRequest(spec).runs(digits.dataset, datetime.now(UTC))[0]
    events: list[Event] = []
    control = control or Control()

    def hear(event: Event) -> None:
        nonlocal run
        run = run.after(event)
        events.append(event)
        if on_event is not None:
            on_event(event, control)

    trainer.train(run, digits, folder, hear, control)
    return run, events


def with_errors(digits: Digits) -> Digits:
    """Return the digits with a tenth of the labels wrong, so that no network gets all of them right."""
    wrong = np.arange(len(digits.y_train)) % 10 == 3
    return replace(digits, y_train=np.where(wrong, (digits.y_train + 1) % 10, digits.y_train).astype(np.uint8))


def figures(run: Run) -> list[dict[str, Any]]:
    """Return the run's history without its times."""
    return [epoch.model_dump(exclude={"seconds"}) for epoch in run.epochs]
