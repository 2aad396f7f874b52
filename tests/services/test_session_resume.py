"""Runs that a session resumes or reruns."""

from __future__ import annotations

import pytest

from mnist_lab.data.data_split import facts_of
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.run_request import RunRefused
from mnist_lab.services.session import Session
from mnist_lab_store.errors import RunMissing, StoreBusy
from mnist_lab_store.run_store import RunStore
from support.fakes import ENVIRONMENT, Notes, ScriptedTrainer, few_digits
from support.session_bench import DIGITS, Bench
from support.store_examples import example_run

NO_DEVICE = "There is no device gpu:3."


def stopped_after_one_epoch(bench: Bench, **request: object) -> Run:
    """Return a run of three epochs that was stopped after its first."""
    (run,) = bench.enqueue(**request)
    bench.trainer.let_go(3)
    bench.notes.wait_for(lambda: len(bench.notes.newest(run.id).epochs) == 1)
    bench.session.queue.stop_now()
    bench.wait_for_state(run, RunState.STOPPED)
    return bench.notes.newest(run.id)


def test_a_resumed_run_keeps_its_epochs_and_is_tidied_after_its_end(gated: Bench) -> None:
    stopped = stopped_after_one_epoch(gated)
    assert gated.session.settle()
    assert gated.trainer.tidied == []
    gated.trainer.free()
    queued = gated.session.resume(stopped.id)
    assert (queued.state, queued.epochs) == (RunState.QUEUED, stopped.epochs)
    gated.session.drain()
    kept = gated.store.get(stopped.id)
    assert (kept.state, len(kept.epochs)) == (RunState.FINISHED, 3)
    assert gated.trainer.tidied == [stopped.id]
    assert not gated.notes.troubles


def test_a_resumed_run_removed_from_the_queue_is_unchanged(gated: Bench) -> None:
    stopped = stopped_after_one_epoch(gated)
    (other,) = gated.enqueue()
    gated.wait_for_state(other, RunState.RUNNING)
    gated.session.resume(stopped.id)
    assert [run.id for run in gated.session.withdraw(stopped.id)] == [stopped.id]
    assert gated.notes.newest(stopped.id) == stopped
    assert gated.session.settle()
    assert gated.store.get(stopped.id) == stopped
    assert RunStore(gated.store.folder).hold(stopped.id).release() is None


def test_a_resumed_run_still_waiting_at_the_end_is_unchanged(gated: Bench) -> None:
    stopped = stopped_after_one_epoch(gated)
    (other,) = gated.enqueue()
    gated.wait_for_state(other, RunState.RUNNING)
    gated.session.resume(stopped.id)
    gated.close()
    assert gated.store.get(stopped.id) == stopped


def test_a_resume_that_fails_keeps_the_results_and_can_be_tried_again(gated: Bench) -> None:
    stopped = stopped_after_one_epoch(gated)
    gated.trainer.fails_with = NO_DEVICE
    gated.session.resume(stopped.id)
    gated.session.drain()
    failed = gated.store.get(stopped.id)
    assert (failed.state, failed.error) == (RunState.FAILED, NO_DEVICE)
    assert (failed.epochs, failed.weights, failed.test_accuracy) == (
        stopped.epochs,
        stopped.weights,
        stopped.test_accuracy,
    )
    gated.trainer.fails_with = ""
    gated.trainer.free()
    gated.session.resume(stopped.id)
    gated.session.drain()
    again = gated.store.get(stopped.id)
    assert (again.state, again.error, len(again.epochs)) == (RunState.FINISHED, None, 3)


def test_resuming_in_a_changed_environment_is_reported(gated: Bench) -> None:
    stopped = stopped_after_one_epoch(gated)
    gated.trainer.environment = ENVIRONMENT.model_copy(update={"threads": 4})
    gated.trainer.free()
    gated.session.resume(stopped.id)
    gated.session.drain()
    (sentence,) = gated.notes.troubles
    assert stopped.id in sentence
    assert "threads 2 → 4" in sentence


def test_a_run_locked_by_another_process_is_not_resumed(gated: Bench) -> None:
    stopped = stopped_after_one_epoch(gated)
    assert gated.session.settle()
    with RunStore(gated.store.folder).hold(stopped.id), pytest.raises(StoreBusy):
        gated.session.resume(stopped.id)
    assert gated.store.get(stopped.id) == stopped


def test_a_finished_or_missing_run_is_not_resumed(bench: Bench) -> None:
    (finished,) = bench.enqueue()
    bench.session.drain()
    with pytest.raises(RunRefused, match="is finished"):
        bench.session.resume(finished.id)
    with pytest.raises(RunMissing):
        bench.session.resume("20260101-000000-abcdef")
    assert not (bench.store.folder / "runs" / "20260101-000000-abcdef").exists()


def test_an_active_run_is_not_resumed(gated: Bench) -> None:
    (run,) = gated.enqueue()
    gated.wait_for_state(run, RunState.RUNNING)
    with pytest.raises(RunRefused, match="is running"):
        gated.session.resume(run.id)


def test_a_run_on_other_digits_is_neither_resumed_nor_rerun(gated: Bench) -> None:
    stopped = stopped_after_one_epoch(gated)
    gated.close()
    session = Session(ScriptedTrainer(), RunStore(gated.store.folder), lambda: few_digits(500), Notes())
    session.start()
    for ask in (session.resume, session.rerun):
        with pytest.raises(RunRefused, match="other digits"):
            ask(stopped.id)
    session.close()


def test_a_rerun_is_a_new_run_with_the_same_spec(bench: Bench) -> None:
    (first,) = bench.enqueue(name="first", keeps_weights=False)
    bench.session.drain()
    again = bench.session.rerun(first.id)
    bench.session.drain()
    kept = bench.store.get(again.id)
    assert (kept.rerun_of, kept.spec, kept.name, kept.keeps_weights) == (first.id, first.spec, "", False)
    assert bench.store.get(first.id).name == "first"


def test_a_run_without_an_epoch_is_not_rerun(gated: Bench) -> None:
    (run,) = gated.enqueue()
    gated.wait_for_state(run, RunState.RUNNING)
    assert gated.session.settle()
    with pytest.raises(RunRefused, match="no epoch"):
        gated.session.rerun(run.id)


def test_an_older_run_gets_the_facts_of_its_digits_when_it_trains_again(gated: Bench) -> None:
    old = example_run(1, state=RunState.STOPPED, data=DIGITS.dataset)
    gated.store.put(old)
    assert old.split is None
    for queued in (gated.session.resume(old.id), gated.session.rerun(old.id)):
        assert queued.split == facts_of(queued.spec, DIGITS)
