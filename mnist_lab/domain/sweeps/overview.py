"""All kept sweeps, and the article's grids that are not among them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mnist_lab.domain.sweeps.status import SweepStatus
from mnist_lab.domain.sweeps.sweep import Sweep


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


def titles_of(sweeps: Sequence[Sweep]) -> Mapping[str, str]:
    """Return a title for each sweep by its id; those of one title are told apart by when they were begun."""
    counts = Counter(sweep.title for sweep in sweeps)
    return {
        sweep.id: sweep.title if counts[sweep.title] == 1 else f"{sweep.title}, {format_begun(sweep)}"
        for sweep in sweeps
    }


def format_begun(sweep: Sweep) -> str:
    """Return when the sweep was begun, in local time: "28 Nov 14:03"."""
    return f"{sweep.created.astimezone():%d %b %H:%M}"
