"""What another process asks of the runs that a session trains."""

from __future__ import annotations

import pytest

from mnist_lab.domain.runs.control_request import ControlRequest
from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.runs.run_request import RunRefused
from mnist_lab_store.run_store import RunStore
from support.session_bench import Bench


def test_another_process_pauses_the_active_run_and_resumes_it(gated: Bench) -> None:
    (run,) = gated.enqueue()
    gated.wait_for_state(run, RunState.RUNNING)
    assert gated.session.settle()
    elsewhere = RunStore(gated.store.folder).control
    elsewhere.ask(run.id, ControlRequest.PAUSE)
    gated.wait_for_state(run, RunState.PAUSED)
    elsewhere.ask(run.id, ControlRequest.CONTINUE)
    gated.wait_for_state(run, RunState.RUNNING)


@pytest.mark.parametrize("asked", [ControlRequest.STOP_NOW, ControlRequest.STOP_AFTER_EPOCH])
def test_another_process_stops_the_active_run(gated: Bench, asked: ControlRequest) -> None:
    (run,) = gated.enqueue()
    gated.wait_for_state(run, RunState.RUNNING)
    assert gated.session.settle()
    RunStore(gated.store.folder).control.ask(run.id, asked)
    gated.notes.wait_for(lambda: any(each.stop_asked is not None for each in gated.notes.runs))
    gated.trainer.free()
    gated.wait_for_state(run, RunState.STOPPED)
    assert gated.session.settle()
    assert len(gated.store.get(run.id).epochs) == (0 if asked is ControlRequest.STOP_NOW else 1)


def test_another_process_takes_a_waiting_run_out_of_the_queue(gated: Bench) -> None:
    first, second = gated.enqueue(repeats=2)
    gated.wait_for_state(first, RunState.RUNNING)
    assert gated.session.settle()
    RunStore(gated.store.folder).control.ask(second.id, ControlRequest.STOP_NOW)
    gated.notes.wait_for(lambda: gated.notes.queues[-1] == ())
    assert gated.session.settle()
    assert [summary.id for summary in gated.store.trash.summaries()] == [second.id]
    assert gated.notes.newest(first.id).state is RunState.RUNNING


def test_only_a_run_in_training_can_be_asked_for_something(bench: Bench) -> None:
    (run,) = bench.enqueue()
    bench.session.drain()
    with pytest.raises(RunRefused):
        bench.session.elsewhere.ask(run.id, ControlRequest.PAUSE)
