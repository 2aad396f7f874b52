"""The seeds of a group that no run has yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count

from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.runs.run_request import LARGEST_SEED
from mnist_lab.domain.runs.spec import NO_PART_OF_A_GROUP, RunSpec
from mnist_lab.domain.tables.run_summary import Summary


def unused_seeds(spec: RunSpec, sha256: str, summaries: Iterable[Summary]) -> Iterator[int]:
    """Yield the seeds that no run of these settings on these digits has, whatever happened to it.

    They are the smallest from the group's first seed on: a gap in 1, 2, 4 is filled before 5, so that the groups of a
    lab keep the same seeds. After the largest seed comes 0. Without any run they begin with the seed of the spec.
    """
    taken = {
        each.run.spec.seed
        for each in summaries
        if each.run.data.sha256 == sha256 and not each.run.spec.differences(spec, ignoring=NO_PART_OF_A_GROUP)
    }
    seeds = (seed % (LARGEST_SEED + 1) for seed in count(min(taken, default=spec.seed)))
    return (seed for seed in seeds if seed not in taken)


def is_trained_already(spec: RunSpec, sha256: str, summaries: Iterable[Summary]) -> bool:
    """Return whether a finished run has exactly these settings, its seed included, on these digits."""
    return any(
        each.run.spec.seed == spec.seed  # which is quicker to compare and tells most runs apart
        and each.run.state is RunState.FINISHED
        and each.run.data.sha256 == sha256
        and each.run.spec == spec
        for each in summaries
    )
