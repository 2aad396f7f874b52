"""Trains the missing runs of a lab or a grid: interrupted runs are resumed, the others are new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from mnist_lab.domain.experiments.plan import anywhere
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.run_request import RunRefused, RunRequest
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.services.session import Session
from mnist_lab_store.errors import StoreError


def train_missing(
    session: Session, requests: Iterable[RunRequest], lost: Mapping[RunSpec, Sequence[Run]]
) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Enqueue the requested runs in order; return those that are new and those of `lost` that resume.

    Raises:
        SettingsInvalid: if a request cannot be carried out; then none is.
        DigitsUnreadable: if there are no digits to train on.
    """
    requests = tuple(requests)
    for request in requests:
        request.check()
    began: list[Run] = []
    resumed: list[Run] = []
    for are_lost, together in groupby(requests, lambda request: anywhere(request.spec) in lost):
        if not are_lost:
            began += session.enqueue(*together)
            continue
        for request in together:
            run = _resume_one_of(session, request, lost[anywhere(request.spec)])
            if run is not None:
                resumed.append(run)
            else:
                began += session.enqueue(request)
    return tuple(began), tuple(resumed)


def _resume_one_of(session: Session, request: RunRequest, lost: Sequence[Run]) -> Run | None:
    """Return the first of the lost runs that can be resumed instead of starting a new one; None if there is none."""
    for run in lost:
        if run.keeps_weights or not request.keeps_weights:
            try:
                return session.resume(run.id)
            except (RunRefused, StoreError):
                continue
    return None
