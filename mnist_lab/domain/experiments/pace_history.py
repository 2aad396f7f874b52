"""How long earlier runs took on this machine, to estimate how long others will take."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

from mnist_lab.domain.runs.cost_estimate import Pace, estimate
from mnist_lab.domain.runs.run import Dataset
from mnist_lab.domain.tables.run_summary import Summary

RUNS_OF_A_SIZE = 5
"""How many runs with about the same work an epoch set the pace, so that many small ones displace no large ones."""


def paces_of(summaries: Iterable[Summary], host: str, data: Dataset) -> list[Pace]:
    """Return what the newest ended runs of each size on this host took an epoch of these digits.

    Other digits have another number.
    """
    of_data = (s for s in summaries if s.run.data.sha256 == data.sha256)
    here = (s for s in of_data if s.run.environment is not None and s.run.environment.host == host)
    done = [s for s in here if s.epochs_done and not s.run.state.is_active()]
    sizes: dict[tuple[object, ...], int] = {}
    count: Counter[int] = Counter()
    paces = []
    for summary in sorted(done, key=lambda summary: summary.run.created, reverse=True):
        spec = summary.run.spec
        shape = spec.hidden_layers, spec.units, spec.batch_size, spec.train_size, spec.validation_split
        if shape not in sizes:
            sizes[shape] = round(math.log2(estimate(spec).seconds_per_epoch))
        count[sizes[shape]] += 1
        if count[sizes[shape]] <= RUNS_OF_A_SIZE and summary.last is not None:
            paces.append(Pace(spec, summary.last.seconds))
    return paces
