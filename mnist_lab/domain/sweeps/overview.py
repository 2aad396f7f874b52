"""All kept sweeps, and the article's grids that are not among them."""

from __future__ import annotations

from dataclasses import dataclass

from mnist_lab.domain.sweeps.status import SweepStatus


@dataclass(frozen=True, slots=True)
class SweepsOverview:
    """The status of every kept sweep, the newest first, and of the article's grids, by the word of each.

    `largest_class` is the share of test digits in the largest class. `begun` is the id of the sweep that was begun
    last in this session; empty before one was.
    """

    kept: tuple[SweepStatus, ...]
    presets: tuple[tuple[str, SweepStatus], ...]
    largest_class: float
    begun: str = ""

    def status(self, sweep_id: str) -> SweepStatus | None:
        """Return the status of a sweep; None if it is not here."""
        every = (*self.kept, *(status for _, status in self.presets))
        return next((status for status in every if status.sweep.id == sweep_id), None)
