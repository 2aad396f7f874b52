"""What another process asks of the runs that a session trains."""

from __future__ import annotations

import _thread
import os
import signal
import threading
from pathlib import Path
from typing import Any

import pytest

from mnist_lab.domain.runs.control_request import ControlRequest
from mnist_lab.domain.runs.events import Event, Finished
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.run_request import RunRefused
from mnist_lab_store.run_store import RunStore
from support.fakes import SECONDS, ScriptedTrainer
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


def test_a_stop_that_is_called_off_lets_the_run_train_to_its_end(gated: Bench) -> None:
    run = gated.train()
    gated.session.queue.stop_after_epoch()
    assert gated.notes.newest(run.id).stop_asked is not None
    assert gated.session.queue.call_off_stop()
    assert gated.notes.newest(run.id).stop_asked is None
    gated.trainer.free()
    gated.wait_for_state(run, RunState.FINISHED)
    assert len(gated.notes.newest(run.id).epochs) == 3


def test_a_stop_that_is_called_off_lets_the_waiting_runs_start_again(gated: Bench) -> None:
    first, second = gated.enqueue(repeats=2)
    gated.wait_for_state(first, RunState.RUNNING)
    gated.session.queue.stop_starting_runs()
    gated.session.queue.stop_after_epoch()
    assert gated.session.queue.call_off_stop()
    gated.trainer.free()
    gated.wait_for_state(second, RunState.FINISHED)
    assert gated.notes.newest(first.id).state is RunState.FINISHED


def test_a_stop_is_not_called_off_once_its_epoch_has_ended(tmp_path: Path) -> None:
    late: list[bool] = []

    class CallsOffLate(ScriptedTrainer):
        def train(self, run: Run, digits: Any, folder: Any, on_event: Any, control: Any) -> None:
            def hear(event: Event) -> None:
                if isinstance(event, Finished):
                    late.append(made.session.queue.call_off_stop())
                on_event(event)

            super().train(run, digits, folder, hear, control)

    made = Bench(tmp_path, CallsOffLate(gated=True))
    run = made.train()
    made.session.queue.stop_after_epoch()
    made.trainer.free()
    made.wait_for_state(run, RunState.STOPPED)
    made.close()
    assert late == [False]


def test_nothing_is_called_off_once_the_session_ends(gated: Bench) -> None:
    gated.train()
    gated.session.queue.stop_after_epoch()
    gated.session.interrupt()
    assert not gated.session.queue.call_off_stop()


def test_another_process_calls_off_the_stop(gated: Bench) -> None:
    run = gated.train()
    elsewhere = RunStore(gated.store.folder).control
    elsewhere.ask(run.id, ControlRequest.STOP_AFTER_EPOCH)
    gated.notes.wait_for(lambda: gated.notes.newest(run.id).stop_asked is not None)
    elsewhere.ask(run.id, ControlRequest.CALL_OFF_STOP)
    gated.notes.wait_for(lambda: gated.notes.newest(run.id).stop_asked is None)
    gated.trainer.free()
    gated.wait_for_state(run, RunState.FINISHED)


def test_another_process_takes_a_waiting_run_out_of_the_queue(gated: Bench) -> None:
    first, second = gated.enqueue(repeats=2)
    gated.wait_for_state(first, RunState.RUNNING)
    assert gated.session.settle()
    RunStore(gated.store.folder).control.ask(second.id, ControlRequest.STOP_NOW)
    gated.notes.wait_for(lambda: gated.notes.queues[-1] == ())
    assert gated.session.settle()
    assert gated.notes.withdrawn == [second.id]
    assert [each.id for each in gated.store.summaries()] == [first.id]
    assert gated.store.trash.ids() == ()
    assert gated.notes.newest(first.id).state is RunState.RUNNING


def test_only_a_run_in_training_can_be_asked_for_something(bench: Bench) -> None:
    (run,) = bench.enqueue()
    bench.session.drain()
    with pytest.raises(RunRefused):
        bench.session.elsewhere.ask(run.id, ControlRequest.PAUSE)


def test_a_signal_that_interrupts_no_wait_stops_the_run_that_is_waited_for(gated: Bench) -> None:
    """A signal that comes right before a wait does not interrupt it, and neither does `interrupt_main`."""
    came = threading.Event()
    waiters = gated.session.queue._changed._waiters  # type: ignore[attr-defined]

    def stop(number: int, frame: object) -> None:
        came.set()
        gated.session.queue.stop_now()

    def send() -> None:
        while not waiters:
            os.sched_yield()
        _thread.interrupt_main(signal.SIGUSR1)
        came.wait(SECONDS)
        gated.trainer.free()

    before = signal.signal(signal.SIGUSR1, stop)
    try:
        run = gated.train()
        sender = threading.Thread(target=send)
        sender.start()
        gated.session.drain()
        sender.join()
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert gated.notes.newest(run.id).state is RunState.STOPPED
