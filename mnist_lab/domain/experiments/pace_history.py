"""How long earlier runs took on this machine, to estimate how long others will take."""

from __future__ import annotations

from collections.abc import Iterable

from mnist_lab.domain.runs.cost_estimate import Pace
from mnist_lab.domain.runs.run import Dataset
from mnist_lab.domain.tables.run_summary import Summary

RUNS_FOR_A_PACE = 20


def paces_of(summaries: Iterable[Summary], host: str, data: Dataset) -> list[Pace]:
    """Return what the newest ended runs on this host took an epoch of these digits: others have another number."""
    of_data = (s for s in summaries if s.run.data.sha256 == data.sha256)
    here = (s for s in of_data if s.run.environment is not None and s.run.environment.host == host)
    done = [s for s in here if s.epochs_done and not s.run.state.is_active()]
    newest = sorted(done, key=lambda summary: summary.run.created, reverse=True)[:RUNS_FOR_A_PACE]
    return [Pace(s.run.spec, s.last.seconds) for s in newest if s.last is not None]
