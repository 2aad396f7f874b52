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
    titles = {sweep.id: sweep.title for sweep in sweeps}
    for format_moment in (format_begun, _format_second):
        counts = Counter(titles.values())
        again = [sweep for sweep in sweeps if counts[titles[sweep.id]] > 1]
        titles |= {sweep.id: f"{sweep.title}, {format_moment(sweep)}" for sweep in again}
    return titles


def format_begun(sweep: Sweep) -> str:
    """Return when the sweep was begun, in local time: "28 Nov 14:03"."""
    return f"{sweep.created.astimezone():%d %b %H:%M}"


def _format_second(sweep: Sweep) -> str:
    return f"{sweep.created.astimezone():%d %b %H:%M:%S}"
