"""What the user asks for with F5 or `train`: a spec, how often, and what to call it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from mnist_lab.domain.runs.cost_estimate import parameter_count
from mnist_lab.domain.runs.run import Dataset, Run, RunState, TrialOf, new_id
from mnist_lab.domain.runs.setting_fields import SettingsInvalid
from mnist_lab.domain.runs.spec import RunSpec

MOST_REPEATS = 1000
LARGEST_SEED = 2**31 - 1


@dataclass(frozen=True, slots=True)
class RunRequest:
    """A request for `repeats` runs of one spec, with the seeds seed, seed + 1, …

    `planned` is how many repeats were ordered at once, if this is only a part of them; None for just these. `trial` is
    the trial of a sweep that the runs are for.
    """

    spec: RunSpec
    repeats: int = 1
    name: str = ""
    tags: tuple[str, ...] = ()
    note: str = ""
    keeps_weights: bool = True
    planned: int | None = None
    trial: TrialOf | None = None

    def check(self) -> None:
        """Check that the request can be carried out.

        Raises:
            SettingsInvalid: if `repeats` is not 1 to 1000, or the seeds would pass the largest.
        """
        if not 1 <= self.repeats <= MOST_REPEATS:
            sentence = f"repeats takes a whole number from 1 to {MOST_REPEATS}, not {self.repeats}"
            raise SettingsInvalid({"repeats": sentence})
        if self.spec.seed + self.repeats - 1 > LARGEST_SEED:
            raise SettingsInvalid({"seed": f"seed and repeats pass the largest seed, {LARGEST_SEED}"})

    def runs(self, data: Dataset, now: datetime) -> tuple[Run, ...]:
        """Return the queued runs of the request.

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
                planned=self.planned or self.repeats,
                keeps_weights=self.keeps_weights,
                trial=self.trial,
            )
            for repeat, run_id in enumerate(sorted(ids))
        )


def runs_of(requests: Iterable[RunRequest], data: Dataset, now: datetime) -> tuple[Run, ...]:
    """Return the queued runs of several requests, each created a microsecond after the one before.

    Raises:
        SettingsInvalid: if a request cannot be carried out.
    """
    runs: list[Run] = []
    for request in requests:
        runs += request.runs(data, now + timedelta(microseconds=len(runs)))
    return tuple(runs)


class RunRefused(Exception):
    """A kept run cannot be trained further, or again; the message is one sentence."""


def resumed(run: Run, data: Dataset) -> Run:
    """Return the run queued again, to be resumed; it keeps what it has until then.

    Raises:
        RunRefused: if it did not end before its time, or was trained on other digits.
    """
    if run.state is RunState.FINISHED:
        raise RunRefused(f"The run {run.id} is finished: there is nothing left to train.")
    if not run.state.can_be_resumed():
        raise RunRefused(f"The run {run.id} is {run.state.value}: only one that has ended can be resumed.")
    _check_digits(run, data)
    return run.model_copy(update={"state": RunState.QUEUED})


def queued_again(run: Run, data: Dataset) -> Run:
    """Return a run that was taken out of the queue before it began, queued as it was.

    Raises:
        RunRefused: if it is to be trained on other digits.
    """
    _check_digits(run, data)
    return run.model_copy(update={"state": RunState.QUEUED, "holder": None})


def rerun_of(run: Run, data: Dataset, now: datetime) -> Run:
    """Return a new run that is to repeat this one exactly, queued.

    Raises:
        RunRefused: if there is nothing to compare it with, or it was trained on other digits.
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
        planned=run.planned,
        keeps_weights=run.keeps_weights,
        rerun_of=run.id,
    )


def repeat_of(run: Run, spec: RunSpec, data: Dataset) -> RunRequest:
    """Return a request for one more repeat of this run: the same settings, name and tags, and another seed.

    Raises:
        RunRefused: if it was trained on other digits.
    """
    _check_digits(run, data)
    return RunRequest(spec, name=run.name, tags=run.tags, keeps_weights=run.keeps_weights)


def _check_digits(run: Run, data: Dataset) -> None:
    if run.data.sha256 != data.sha256:
        raise RunRefused(f"The run {run.id} is of other digits ({run.data.name}): --data names their file.")
