"""How far a run is, in words: the same count wherever it is said."""

from __future__ import annotations

from mnist_lab.domain.runs.run import Run, RunState


def current_epoch(done: int, of: int) -> int:
    """Return the number of the epoch in training, after `done` of them."""
    return min(done + 1, of)


def format_epoch(run: Run) -> str:
    """Return the epoch in training: "epoch 4 of 10"."""
    return f"epoch {current_epoch(len(run.epochs), run.spec.epochs)} of {run.spec.epochs}"


def format_progress(state: RunState, done: int, of: int) -> str:
    """Return how far a run is after `done` epochs: "paused in epoch 4 of 10", "stopped after 3 of 10 epochs"."""
    if state.is_training():
        return f"{state.value} in epoch {current_epoch(done, of)} of {of}"
    return f"{state.value} after {done} of {of} epochs"
