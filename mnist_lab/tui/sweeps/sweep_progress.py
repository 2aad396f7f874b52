"""How far a sweep is, for the line with the bar."""

from __future__ import annotations

from dataclasses import dataclass

from mnist_lab.domain.formatting.units import format_count, format_duration
from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.sweeps.status import SweepStatus
from mnist_lab.tui.state.app_state import AppState


@dataclass(frozen=True, slots=True)
class SweepProgress:
    """The status of a sweep, with what trains now; `train_key` is the key that trains what is left."""

    status: SweepStatus
    state: AppState
    train_key: str

    @property
    def kept(self) -> int:
        """Return 1 if nothing is left to train."""
        return int(self.status.is_over)

    @property
    def count(self) -> int:
        """Return 1: the bar measures time, not trials."""
        return 1

    @property
    def share(self) -> float:
        """Return the share of its time that is done."""
        return self.status.share

    @property
    def is_active(self) -> bool:
        """Return whether it is trained now."""
        return self.status.is_active

    @property
    def text(self) -> str:
        """Return how far it is: "training: 12 of 40 trials, 3 pruned; about 4 min left"."""
        status = self.status
        if status.is_over:
            return f"done: {status.text}"
        if not status.is_active:
            return self._not_active
        return f"{self.word}: {status.text}"

    @property
    def short_text(self) -> str:
        """Return the same in fewer words."""
        status = self.status
        if status.is_over or not status.is_active:
            return self.text
        return f"{status.done} of {status.count} · {format_duration(status.left.seconds)} left"

    @property
    def word(self) -> str:
        """Return what happens to the sweep: "training", "paused", "stopped"."""
        is_paused = bool(self.state.active) and all(run.state is RunState.PAUSED for run in self.state.active)
        return "paused" if is_paused and self.is_active else self.status.state_text

    @property
    def _not_active(self) -> str:
        status = self.status
        head = f"{status.done} of {status.count} trials done; " if status.done or status.spent else ""
        if status.is_elsewhere:
            return f"{head}another process trains it, about {status.left.duration}"
        return f"{head}{self.train_key} trains {format_count(status.left.runs, 'run')}, about {status.left.duration}"
