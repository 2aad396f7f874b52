"""The commands `pause` and `stop`, and `resume` of a paused run: for a run that another process trains."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mnist_lab.cli.context import Failure
from mnist_lab.cli.remote_control import ask_and_wait
from mnist_lab.domain.runs.control_request import ControlRequest
from mnist_lab.domain.runs.run import RunState
from support.fakes import ScriptedTrainer
from support.session_bench import Bench
from support.shell import Shell


@pytest.fixture
def elsewhere(shell: Shell) -> Iterator[Bench]:
    """Another session on the store of the shell, whose trainer waits before every batch."""
    bench = Bench(shell.folder, ScriptedTrainer(gated=True))
    yield bench
    bench.close()


def test_pause_pauses_it_and_resume_ends_the_pause(shell: Shell, elsewhere: Bench) -> None:
    (run,) = elsewhere.enqueue()
    elsewhere.wait_for_state(run, RunState.RUNNING)
    assert elsewhere.session.settle()
    status, out, _ = shell("pause", run.id)
    assert (status, elsewhere.notes.newest(run.id).state) == (0, RunState.PAUSED)
    assert "paused in epoch 1 of 3" in out
    assert shell("pause", run.id)[0] == 0
    status, out, _ = shell("resume", run.id)
    assert (status, elsewhere.notes.newest(run.id).state) == (0, RunState.RUNNING)
    assert str(elsewhere.store.get(run.id).holder) in out


def test_stop_now_waits_for_the_end(shell: Shell, elsewhere: Bench) -> None:
    (run,) = elsewhere.enqueue()
    elsewhere.wait_for_state(run, RunState.RUNNING)
    assert elsewhere.session.settle()
    status, out, _ = shell("stop", run.id, "--now")
    assert (status, elsewhere.store.get(run.id).state) == (0, RunState.STOPPED)
    assert "stopped" in out


def test_stop_lets_the_epoch_end(shell: Shell, elsewhere: Bench) -> None:
    (run,) = elsewhere.enqueue()
    elsewhere.wait_for_state(run, RunState.RUNNING)
    assert elsewhere.session.settle()
    status, out, _ = shell("stop", "last")
    assert status == 0
    assert "epoch 1" in out
    elsewhere.trainer.free()
    elsewhere.wait_for_state(run, RunState.STOPPED)
    assert len(elsewhere.notes.newest(run.id).epochs) == 1


def test_a_stop_can_be_called_off(shell: Shell, elsewhere: Bench) -> None:
    run = elsewhere.train()
    assert "--call-off" in shell("stop", run.id)[1]
    assert elsewhere.notes.newest(run.id).stop_asked is not None
    assert "trains on" in shell("stop", run.id, "--call-off")[1]
    elsewhere.notes.wait_for(lambda: elsewhere.notes.newest(run.id).stop_asked is None)
    assert "exclude" in shell.refusal("stop", run.id, "--now", "--call-off")


def test_stop_takes_a_waiting_run_out_of_the_queue(shell: Shell, elsewhere: Bench) -> None:
    _, waiting = elsewhere.enqueue(repeats=2)
    assert elsewhere.session.settle()
    assert shell("stop", waiting.id)[0] == 0
    assert elsewhere.session.settle()
    assert waiting.id not in {summary.id for summary in elsewhere.store.summaries()}
    assert elsewhere.store.trash.ids() == ()


def test_a_waiting_run_cannot_be_paused(shell: Shell, elsewhere: Bench) -> None:
    _, waiting = elsewhere.enqueue(repeats=2)
    assert elsewhere.session.settle()
    assert "stop" in shell.refusal("pause", waiting.id, status=1)


@pytest.mark.parametrize("command", [("pause",), ("stop",), ("stop", "--now")])
def test_a_run_that_nobody_trains_cannot_be_asked(shell: Shell, command: tuple[str, ...]) -> None:
    shell("train", "--epochs", "5")
    assert "finished" in shell.refusal(*command, "last", status=1)


def test_a_process_that_does_not_answer_is_named(elsewhere: Bench) -> None:
    (run,) = elsewhere.enqueue()
    elsewhere.wait_for_state(run, RunState.RUNNING)
    assert elsewhere.session.settle()
    run = elsewhere.store.get(run.id)
    with pytest.raises(Failure, match="Process"):
        ask_and_wait(elsewhere.store, run, ControlRequest.CONTINUE, lambda _: False, seconds=0.0)


def test_last_is_the_newest_run_in_training_and_not_one_that_waits(shell: Shell, elsewhere: Bench) -> None:
    first, _ = elsewhere.enqueue(repeats=2)
    elsewhere.wait_for_state(first, RunState.RUNNING)
    assert elsewhere.session.settle()
    assert shell("pause", "last")[0] == 0
    assert elsewhere.notes.newest(first.id).state is RunState.PAUSED
