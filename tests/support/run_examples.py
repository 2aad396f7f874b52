"""Runs for tests to look at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from mnist_lab.domain.runs.events import Progress
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.run import MNIST, Run, RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.run_summary import Summary, summary_of

BEGAN = datetime(2026, 11, 24, 10, 31, tzinfo=UTC)


def a_run(epochs: Sequence[Epoch], state: RunState = RunState.FINISHED, *, run_id: str = "a", of: int = 10) -> Run:
    """A run of so many epochs, with this history so far."""
    return Run(
        id=run_id,
        created=datetime(2026, 1, 1, tzinfo=UTC),
        state=state,
        spec=RunSpec(epochs=of),
        data=MNIST,
        parameters=1,
        epochs=tuple(epochs),
    )


def progress(epoch: int, batch: int, loss: float, accuracy: float = 0.5) -> Progress:
    """So many of four batches done, a second each."""
    return Progress(epoch, batch, 4, loss, accuracy, float(batch))


def a_summary(number: int, epochs: Sequence[Epoch] = (), spec: RunSpec | None = None, **changes: Any) -> Summary:
    """A finished run's summary; the higher the number the newer the run."""
    usual = {
        "id": f"run-{number}",
        "created": BEGAN + timedelta(minutes=number),
        "spec": spec or RunSpec(),
        "data": MNIST,
        "parameters": 680662,
        "epochs": tuple(epochs),
        "state": RunState.FINISHED,
    }
    return summary_of(Run(**(usual | changes)))
