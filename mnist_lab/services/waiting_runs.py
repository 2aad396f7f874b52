"""The runs that wait, in their order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from mnist_lab.domain.runs.run import Run


@dataclass(frozen=True, slots=True)
class WaitingRuns:
    """The runs of a queue that have not begun, the next one first; a change makes a new value."""

    runs: tuple[Run, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the ids in this order."""
        return tuple(run.id for run in self.runs)

    def with_run(self, run: Run, order: Sequence[str] = ()) -> WaitingRuns:
        """Add a run at the end, or behind those before it in `order` that still wait."""
        place = len(self.runs)
        if run.id in order:
            before = order[: order.index(run.id)]
            place = max((at + 1 for at, run_id in enumerate(self.ids) if run_id in before), default=0)
        return self._with(run, place)

    def without(self, run_ids: Collection[str]) -> WaitingRuns:
        """Leave these runs out."""
        return WaitingRuns(tuple(run for run in self.runs if run.id not in run_ids))

    def moved(self, run_id: str, by: int) -> WaitingRuns:
        """Move a run `by` places towards the end, or the front if negative; do nothing if it does not wait."""
        if run_id not in self.ids:
            return self
        place = self.ids.index(run_id)
        return self.without({run_id})._with(self.runs[place], max(0, place + by))

    def _with(self, run: Run, place: int) -> WaitingRuns:
        return WaitingRuns((*self.runs[:place], run, *self.runs[place:]))
