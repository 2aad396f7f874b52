"""The runs to train next: more repeats of a group, and those that show which of several changes did it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

from mnist_lab.domain.evidence.groups import Group
from mnist_lab.domain.evidence.next_seed import unused_seeds
from mnist_lab.domain.evidence.spec_diff import changed, missing_specs, one_change_specs
from mnist_lab.domain.experiments.budget import USUAL_REPEATS
from mnist_lab.domain.runs.run_request import LARGEST_SEED, RunRequest
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.run_summary import Summary


def more_repeats(run_id: str, summaries: Iterable[Summary], repeats: int = 1) -> tuple[RunSpec, ...]:
    """Return the settings of more repeats of a run, with the next unused seeds of its group.

    Raises:
        KeyError: if no run has that id.
    """
    kept = tuple(summaries)
    run = next((summary for summary in kept if summary.id == run_id), None)
    if run is None:
        raise KeyError(run_id)
    seeds = islice(unused_seeds(run.run.spec, run.run.data.sha256, kept), repeats)
    return tuple(run.run.spec.model_copy(update={"seed": seed}) for seed in seeds)


def requests_of(specs: Iterable[RunSpec]) -> tuple[RunRequest, ...]:
    """Return requests for these runs in their order; neighbours that differ by the next seed share a request."""
    requests: list[RunRequest] = []
    for spec in specs:
        last = requests[-1] if requests else None
        if last is not None and spec == last.spec.model_copy(update={"seed": last.spec.seed + last.repeats}):
            requests[-1] = replace(last, repeats=last.repeats + 1)
        else:
            requests.append(RunRequest(spec))
    return tuple(requests)


def telling_requests(a: Group, b: Group, summaries: Iterable[Summary]) -> tuple[RunRequest, ...]:
    """Return a request for each missing run that would show which change made the difference: A with one setting as in
    B.

    Each has as many repeats as the larger side, with A's seeds, and enough of them to be evidence.
    """
    repeats = max(USUAL_REPEATS, len(a.counted), len(b.counted))
    first = min(summary.run.spec.seed for summary in a.summaries)
    first = min(first, LARGEST_SEED - repeats + 1)
    missing = missing_specs(one_change_specs(a.spec, b.spec), summaries, a.summaries[0].run.data.sha256)
    return tuple(RunRequest(spec.model_copy(update={"seed": first}), repeats) for spec in missing)


def kept_of(spec: RunSpec, beside: Group, summaries: Iterable[Summary]) -> tuple[Summary, ...]:
    """Return the runs of these settings, whatever their seed, on the digits of that group."""
    digits = beside.summaries[0].run.data.sha256
    return tuple(each for each in summaries if each.run.data.sha256 == digits and not changed(spec, each.run.spec))
