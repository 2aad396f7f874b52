"""The runs that would show which of several settings made a difference."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from mnist_lab.domain.comparison.side import Side
from mnist_lab.domain.evidence.group_diff import differing_by_hand, has_one_spec
from mnist_lab.domain.evidence.next_runs import telling_requests
from mnist_lab.domain.experiments.batch import Batch, Cost, cost_of
from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.plan import anywhere, common, plan
from mnist_lab.domain.runs.cost_estimate import TRAINING_DIGITS, Pace
from mnist_lab.domain.runs.run import MNIST, Dataset, Run
from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.run_summary import Summary

_FREE = Cost(0, 0.0)


@dataclass(frozen=True, slots=True)
class MissingRuns:
    """The letters of the sides that differ from the reference in several settings, and the one-change runs to train.

    `cost` says how many runs, and how long they take here. There may be no request if all those runs are kept.
    """

    letters: tuple[str, ...] = ()
    requests: tuple[RunRequest, ...] = ()
    cost: Cost = _FREE

    @property
    def batch(self) -> Batch:
        """Return the runs as a batch, all with as many repeats as the one with the most."""
        groups = tuple((request.spec.described(), request.spec) for request in self.requests)
        repeats = max((request.repeats for request in self.requests), default=1)
        return Batch(groups, Budget(repeats), keeps_weights=True, says_how_many=True)


NOTHING_MISSING = MissingRuns()
ONE_SIDE = "Mark another run or group: there is nothing to compare yet."
ONE_CHANGE = "No side differs from {reference} in more than one setting that can be changed alone."
ALL_KEPT = "The runs with one change are kept, or queued: mark them to compare them."
OTHER_DIGITS = "These runs are of other digits ({name}): start the app with --data and their file."


def reason_against(missing: MissingRuns, reference: Side, sides: int, data: Dataset | None) -> str:
    """Return why the missing runs cannot be trained in an app on these digits; empty if they can."""
    if sides < 2:
        return ONE_SIDE
    if not missing.letters:
        return ONE_CHANGE.format(reference=reference.letter)
    if not missing.requests:
        return ALL_KEPT
    if reference.group.data.sha256 != (data or MNIST).sha256:
        return OTHER_DIGITS.format(name=reference.group.data.name)
    return ""


def fills_gap(missing: MissingRuns, run: Run) -> bool:
    """Return whether a run is one of the missing ones."""
    return any(common(request.spec) == common(run.spec) for request in missing.requests)


def missing_runs(
    reference: Side,
    others: Sequence[Side],
    summaries: Collection[Summary],
    paces: Sequence[Pace] = (),
    digits: int = TRAINING_DIGITS,
) -> MissingRuns:
    """Return the missing runs with one setting of the reference changed, for the sides that differ in several.

    Groups of several specs are left out: there is no single run with one setting changed.
    """
    several = [
        side
        for side in others
        if len(differing_by_hand(reference.group, side.group)) > 1
        and has_one_spec(reference.group)
        and has_one_spec(side.group)
        and side.group.data.sha256 == reference.group.data.sha256
    ]
    requests: dict[object, RunRequest] = {}
    for side in several:
        for request in telling_requests(reference.group, side.group, summaries):
            known = requests.setdefault(common(request.spec), request)
            if request.repeats > known.repeats:
                requests[common(request.spec)] = request
    letters = tuple(side.letter for side in several)
    found = MissingRuns(letters, tuple(requests.values()))
    specs = _to_train(found.batch, summaries, reference.group.data)
    return replace(found, cost=cost_of(specs, paces, digits))


def _to_train(batch: Batch, summaries: Collection[Summary], data: Dataset) -> list[RunSpec]:
    """Return the settings of each run of a batch that is neither kept nor queued: what its question will count."""
    active = {anywhere(each.run.spec) for each in summaries if each.run.state.is_active()}
    return [
        spec
        for spec in plan(batch.groups, batch.budget.repeats, summaries, data).missing
        if anywhere(spec) not in active
    ]
