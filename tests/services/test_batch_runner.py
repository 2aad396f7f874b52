"""The missing runs of a lab are trained; runs that ended early are resumed instead, if possible."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mnist_lab.domain.experiments.plan import lost_runs
from mnist_lab.domain.runs.run import Dataset, Run, RunState
from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.services.batch_runner import train_missing
from mnist_lab.services.session import Session
from mnist_lab_store.run_store import RunStore
from support.fakes import Notes, ScriptedTrainer, few_digits

DIGITS = few_digits()
SPECS = [RunSpec(epochs=3, seed=seed) for seed in (1, 2, 3)]


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path)


@pytest.fixture
def session(store: RunStore) -> Iterator[Session]:
    trainer = ScriptedTrainer()
    made = Session(trainer, store, lambda: DIGITS, Notes())
    made.start()
    yield made
    made.close()


def a_lost_run(
    store: RunStore, spec: RunSpec, state: RunState = RunState.STOPPED, *, keeps_weights: bool = True
) -> Run:
    """Return a saved run of these settings that ended early."""
    notes = Notes()
    session = Session(ScriptedTrainer(fails_with="There is no device gpu:3."), store, lambda: DIGITS, notes)
    session.start()
    (run,) = session.enqueue(RunRequest(spec, keeps_weights=keeps_weights))
    session.drain()
    session.close()
    lost = store.get(run.id).model_copy(update={"state": state, "error": None})
    store.put(lost)
    return lost


def trained(session: Session, store: RunStore, *, keeps_weights: bool = True) -> tuple[list[str], list[str]]:
    """Return the ids of the new runs and of the resumed ones, after all are trained."""
    requests = [RunRequest(spec, keeps_weights=keeps_weights) for spec in SPECS]
    began, resumed = train_missing(session, requests, lost_runs(store.summaries(), DIGITS.dataset))
    session.drain()
    assert all(store.get(run.id).state is RunState.FINISHED for run in (*began, *resumed))
    return [run.id for run in began], [run.id for run in resumed]


@pytest.mark.parametrize("state", [RunState.STOPPED, RunState.INTERRUPTED, RunState.FAILED])
def test_a_run_that_ended_early_is_resumed(session: Session, store: RunStore, state: RunState) -> None:
    lost = a_lost_run(store, SPECS[1].model_copy(update={"device": "cpu"}), state)
    began, resumed = trained(session, store)
    assert (len(began), resumed) == (2, [lost.id])
    assert len(store.summaries()) == 3


def test_a_run_locked_by_another_process_is_trained_as_a_new_one(session: Session, store: RunStore) -> None:
    lost = a_lost_run(store, SPECS[1])
    with RunStore(store.folder).hold(lost.id):
        began, resumed = trained(session, store)
    assert (len(began), resumed) == (3, [])


def test_a_run_without_weights_is_resumed_only_if_none_are_wanted(session: Session, store: RunStore) -> None:
    lost = a_lost_run(store, SPECS[0], keeps_weights=False)
    other = a_lost_run(store, SPECS[1])
    assert trained(session, store, keeps_weights=True)[1] == [other.id]
    assert trained(session, store, keeps_weights=False)[1] == [lost.id]


def test_a_run_on_other_digits_is_not_resumed(store: RunStore) -> None:
    a_lost_run(store, SPECS[0])
    assert lost_runs(store.summaries(), DIGITS.dataset)
    assert not lost_runs(store.summaries(), Dataset(name="mnist", sha256="other"))
