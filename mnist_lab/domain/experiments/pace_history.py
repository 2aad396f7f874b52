"""How long earlier runs took on this machine, to estimate how long others will take."""

from __future__ import annotations

import math
from bisect import insort
from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from mnist_lab.domain.runs.cost_estimate import Pace, estimate
from mnist_lab.domain.runs.run import Dataset
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.run_summary import Summary

RUNS_OF_A_SIZE = 5
"""How many runs with about the same work an epoch set the pace, so that many small ones displace no large ones."""
SizeOnData = tuple[str, int]
"""The checksum of the digits, and the work of an epoch as a power of two."""


class PaceHistory:
    """The ended runs on a host, those with about the same work an epoch together, kept up to date as runs change."""

    def __init__(self, host: str) -> None:
        self._host = host
        self._sizes: dict[tuple[object, ...], int] = {}
        self._of_size: dict[SizeOnData, list[Summary]] = {}
        self._held: dict[str, tuple[SizeOnData, Summary]] = {}

    def put(self, summary: Summary) -> None:
        """Take a run as it now is."""
        self.drop(summary.id)
        run = summary.run
        is_here = run.environment is not None and run.environment.host == self._host
        if is_here and summary.epochs_done and not run.state.is_active():
            size = run.data.sha256, self._size(run.spec)
            insort(self._of_size.setdefault(size, []), summary, key=_created)
            self._held[summary.id] = size, summary

    def drop(self, run_id: str) -> None:
        """Forget a run."""
        held = self._held.pop(run_id, None)
        if held is not None:
            size, summary = held
            self._of_size[size] = [each for each in self._of_size[size] if each is not summary]

    def paces(self, data: Dataset) -> list[Pace]:
        """Return what the newest runs of each size took an epoch of these digits; other digits have another number."""
        of_data = (runs for (sha256, _), runs in self._of_size.items() if sha256 == data.sha256)
        newest = [each for runs in of_data for each in islice(reversed(runs), RUNS_OF_A_SIZE)]
        newest.sort(key=_created, reverse=True)
        return [Pace(each.run.spec, each.last.seconds) for each in newest if each.last is not None]

    def _size(self, spec: RunSpec) -> int:
        shape = spec.hidden_layers, spec.units, spec.batch_size, spec.train_size, spec.validation_split
        if shape not in self._sizes:
            self._sizes[shape] = round(math.log2(estimate(spec).seconds_per_epoch))
        return self._sizes[shape]


def paces_of(summaries: Iterable[Summary], host: str, data: Dataset) -> list[Pace]:
    """Return what the newest ended runs of each size on this host took an epoch of these digits."""
    history = PaceHistory(host)
    for summary in summaries:
        history.put(summary)
    return history.paces(data)


def _created(summary: Summary) -> datetime:
    return summary.run.created
