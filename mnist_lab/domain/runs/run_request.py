"""What a person asks for with F5 or `train`: a spec, how often, and what to call it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from mnist_lab.domain.runs.cost_estimate import parameter_count
from mnist_lab.domain.runs.run import Dataset, Run, RunState, new_id
from mnist_lab.domain.runs.setting_fields import SettingsInvalid
from mnist_lab.domain.runs.spec import RunSpec

MOST_REPEATS = 1000
LARGEST_SEED = 2**31 - 1


@dataclass(frozen=True, slots=True)
class RunRequest:
    """An order for `repeats` runs of one spec, with the seeds seed, seed + 1, …"""

    spec: RunSpec
    repeats: int = 1
    name: str = ""
    tags: tuple[str, ...] = ()
    note: str = ""
    keeps_weights: bool = True

    def check(self) -> None:
        """See that the order can be carried out.

        Raises:
            SettingsInvalid: where `repeats` is not 1 to 1000, or the seeds would pass the largest.
        """
        if not 1 <= self.repeats <= MOST_REPEATS:
            sentence = f"repeats takes a whole number from 1 to {MOST_REPEATS}, not {self.repeats}"
            raise SettingsInvalid({"repeats": sentence})
        if self.spec.seed + self.repeats - 1 > LARGEST_SEED:
            raise SettingsInvalid({"seed": f"seed and repeats pass the largest seed, {LARGEST_SEED}"})

    def runs(self, data: Dataset, now: datetime) -> tuple[Run, ...]:
        """The runs ordered, queued.

        Raises:
            SettingsInvalid: as `check`.
        """
        self.check()
        ids: set[str] = set()
        while len(ids) < self.repeats:
            ids.add(new_id(now))
        return tuple(
            Run(
                id=run_id,
                name=self.name,
                tags=self.tags,
                note=self.note,
                created=now + timedelta(microseconds=repeat),
                spec=self.spec.model_copy(update={"seed": self.spec.seed + repeat}),
                data=data,
                parameters=parameter_count(self.spec),
                keeps_weights=self.keeps_weights,
            )
            for repeat, run_id in enumerate(sorted(ids))
        )


def runs_of(requests: Iterable[RunRequest], data: Dataset, now: datetime) -> tuple[Run, ...]:
    """The runs of several orders, queued; each a moment younger than the one before.

    Raises:
        SettingsInvalid: where an order cannot be carried out.
    """
    runs: list[Run] = []
    for request in requests:
        runs += request.runs(data, now + timedelta(microseconds=len(runs)))
    return tuple(runs)


class RunRefused(Exception):
    """A kept run cannot be trained further, or anew; the message is one sentence."""


def resumed(run: Run, data: Dataset) -> Run:
    """The run queued again, to go on where it ended; what it has stays until it does.

    Raises:
        RunRefused: where it did not end before its time, or was trained on other digits.
    """
    if run.state is RunState.FINISHED:
        raise RunRefused(f"The run {run.id} is finished: there is nothing left to train.")
    if not run.state.can_be_resumed():
        raise RunRefused(f"The run {run.id} is {run.state.value}: only one that has ended can be resumed.")
    _check_digits(run, data)
    return run.model_copy(update={"state": RunState.QUEUED})


def rerun_of(run: Run, data: Dataset, now: datetime) -> Run:
    """A new run that is to repeat this one exactly, queued.

    Raises:
        RunRefused: where there is nothing to compare it with, or it was trained on other digits.
    """
    if not run.epochs:
        raise RunRefused(f"The run {run.id} has no epoch that another run could be compared with.")
    _check_digits(run, data)
    return Run(
        id=new_id(now),
        created=now,
        spec=run.spec,
        data=data,
        parameters=parameter_count(run.spec),
        keeps_weights=run.keeps_weights,
        rerun_of=run.id,
    )


def repeat_of(run: Run, spec: RunSpec, data: Dataset) -> RunRequest:
    """An order for one more repeat of this run, of the same settings but for their seed, under its name and tags.

    Raises:
        RunRefused: where it was trained on other digits.
    """
    _check_digits(run, data)
    return RunRequest(spec, name=run.name, tags=run.tags, keeps_weights=run.keeps_weights)


def _check_digits(run: Run, data: Dataset) -> None:
    if run.data.sha256 != data.sha256:
        raise RunRefused(f"The run {run.id} was trained on other digits ({run.data.name}): --data names their file.")
