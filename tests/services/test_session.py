"""The queue, the training thread and the writer thread, on a real store with a scripted trainer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mnist_lab.data.digits import Digits, DigitsUnreadable
from mnist_lab.domain.runs.events import Progress
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.run_request import RunRefused, RunRequest
from mnist_lab.domain.runs.setting_fields import SettingsInvalid
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.services.session import Session
from mnist_lab_store.errors import RunMissing, StoreBusy
from mnist_lab_store.run_store import RunStore
from support.fakes import ENVIRONMENT, Notes, ScriptedTrainer, a_history, few_digits

DIGITS = few_digits()


class Bench:
    """A session on a store in a folder of its own, with what it reports."""

    def __init__(self, folder: Path, trainer: ScriptedTrainer) -> None:
        self.trainer = trainer
        self.store = RunStore(folder)
        self.notes = Notes()
        self.session = Session(trainer, self.store, lambda: DIGITS, self.notes)
        self.session.start()

    def enqueue(self, **request: object) -> tuple[Run, ...]:
        return self.session.enqueue(RunRequest(RunSpec(epochs=3), **request))  # type: ignore[arg-type]

    def wait_for_state(self, run: Run, state: RunState) -> None:
        self.notes.wait_for(lambda: self.notes.newest(run.id).state is state)

    def close(self) -> None:
        self.trainer.free()
        self.session.close()


@pytest.fixture
def ctx(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path / "store", ScriptedTrainer())
    yield made
    made.close()


@pytest.fixture
def gated(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path / "store", ScriptedTrainer(gated=True))
    yield made
    made.close()


def test_a_run_goes_from_queued_to_finished_and_is_kept_as_reported(ctx: Bench) -> None:
    (run,) = ctx.enqueue(name="first", tags=("a",))
    ctx.session.drain()
    reported = ctx.notes.newest(run.id)
    assert reported.state is RunState.FINISHED
    assert ctx.notes.runs[0].state is RunState.QUEUED
    kept = ctx.store.get(run.id)
    assert kept == reported.model_copy(update={"stage": None})
    assert (kept.name, kept.tags, len(kept.epochs)) == ("first", ("a",), 3)
    assert kept.weights == f"runs/{run.id}/best.keras"
    assert (ctx.store.folder / kept.weights).exists()


def test_repeats_are_runs_with_the_next_seeds_trained_in_order(ctx: Bench) -> None:
    runs = ctx.enqueue(repeats=3)
    ctx.session.drain()
    assert [run.spec.seed for run in runs] == [1, 2, 3]
    assert ctx.trainer.trained == [run.id for run in runs]


def test_several_requests_are_trained_in_turn_and_none_if_one_is_invalid(ctx: Bench) -> None:
    requests = [RunRequest(RunSpec(epochs=1, units=units), keeps_weights=False) for units in (64, 8, 32)]
    with pytest.raises(SettingsInvalid, match="repeats takes"):
        ctx.session.enqueue_all([*requests, RunRequest(RunSpec(), repeats=0)])
    runs = ctx.session.enqueue_all(requests)
    ctx.session.drain()
    assert [run.spec.units for run in runs] == [64, 8, 32]
    assert ctx.trainer.trained == [run.id for run in runs]


def test_too_many_repeats_are_refused_with_a_sentence(ctx: Bench) -> None:
    with pytest.raises(SettingsInvalid, match="repeats takes a whole number from 1 to 1000, not 0"):
        ctx.enqueue(repeats=0)


def test_every_epoch_is_on_disk_before_the_next_one_ends(gated: Bench) -> None:
    (run,) = gated.enqueue()
    gated.trainer.let_go(2)
    gated.notes.wait_for(lambda: len(gated.notes.newest(run.id).epochs) == 1)
    assert gated.session.settle()
    assert len(RunStore(gated.store.folder).get(run.id).epochs) == 1


def test_other_processes_see_the_active_run_running_and_the_waiting_one_queued(gated: Bench) -> None:
    first, second = gated.enqueue(repeats=2)
    gated.wait_for_state(first, RunState.RUNNING)
    assert gated.session.settle()
    others = RunStore(gated.store.folder)
    assert others.get(first.id).state is RunState.RUNNING
    assert others.get(second.id).state is RunState.QUEUED


def test_a_pause_is_shown_at_once_and_no_batch_passes_until_it_ends(gated: Bench) -> None:
    (run,) = gated.enqueue()
    gated.trainer.let_go()
    gated.notes.wait_for(lambda: isinstance(gated.notes.newest(run.id).stage, Progress))
    gated.session.queue.pause_or_resume()
    assert gated.notes.newest(run.id).state is RunState.PAUSED
    gated.trainer.free()
    batches = sum(isinstance(each.stage, Progress) for each in gated.notes.runs)
    gated.session.queue.pause_or_resume()
    gated.wait_for_state(run, RunState.FINISHED)
    assert batches < sum(isinstance(each.stage, Progress) for each in gated.notes.runs)


def test_a_pause_requested_while_compiling_lasts(gated: Bench) -> None:
    (run,) = gated.enqueue()
    gated.wait_for_state(run, RunState.RUNNING)
    gated.session.queue.pause_or_resume()
    gated.trainer.let_go()
    assert gated.notes.newest(run.id).state is RunState.PAUSED


def test_stopping_after_the_epoch_keeps_it_and_the_next_run_follows(gated: Bench) -> None:
    first, second = gated.enqueue(repeats=2)
    gated.trainer.let_go()
    gated.notes.wait_for(lambda: isinstance(gated.notes.newest(first.id).stage, Progress))
    gated.session.queue.stop_after_epoch()
    asked = gated.notes.newest(first.id).stop_asked
    assert asked is not None
    assert not asked.now
    gated.trainer.free()
    gated.wait_for_state(second, RunState.FINISHED)
    stopped = gated.notes.newest(first.id)
    assert (stopped.state, len(stopped.epochs), stopped.stop_asked) == (RunState.STOPPED, 1, None)


def test_stopping_now_ends_a_paused_run_without_its_epoch(gated: Bench) -> None:
    (run,) = gated.enqueue()
    gated.trainer.let_go()
    gated.notes.wait_for(lambda: isinstance(gated.notes.newest(run.id).stage, Progress))
    gated.session.queue.pause_or_resume()
    gated.session.queue.stop_now()
    gated.wait_for_state(run, RunState.STOPPED)
    assert gated.notes.newest(run.id).epochs == ()


def test_waiting_runs_can_be_reordered_and_taken_out(gated: Bench) -> None:
    first, second, third, fourth = gated.enqueue(repeats=4)
    gated.wait_for_state(first, RunState.RUNNING)
    gated.session.queue.move(fourth.id, -2)
    assert [run.id for run in gated.session.queue.waiting] == [fourth.id, second.id, third.id]
    assert gated.session.withdraw(second.id)
    assert not gated.session.withdraw(first.id)
    assert [run.id for run in gated.notes.queues[-1]] == [fourth.id, third.id]
    gated.trainer.free()
    gated.session.drain()
    assert gated.trainer.trained == [first.id, fourth.id, third.id]
    with pytest.raises(RunMissing):
        gated.store.get(second.id)


def test_a_failure_is_one_sentence_and_the_next_run_trains(tmp_path: Path) -> None:
    ctx = Bench(tmp_path / "store", ScriptedTrainer(fails_with="There is no device gpu:3."))
    (run,) = ctx.enqueue()
    ctx.session.drain()
    assert ctx.store.get(run.id).error == "There is no device gpu:3."
    assert ctx.store.get(run.id).state is RunState.FAILED
    ctx.trainer.fails_with = ""
    (again,) = ctx.enqueue()
    ctx.session.drain()
    assert ctx.store.get(again.id).state is RunState.FINISHED
    ctx.close()


def test_closing_stops_the_active_run_and_leaves_the_queue_as_interrupted(gated: Bench) -> None:
    first, second = gated.enqueue(repeats=2)
    gated.trainer.let_go(3)
    gated.notes.wait_for(lambda: len(gated.notes.newest(first.id).epochs) == 1)
    gated.close()
    assert gated.store.get(first.id).state is RunState.STOPPED
    assert gated.store.get(second.id).state is RunState.INTERRUPTED


def test_an_interruption_leaves_the_run_as_interrupted_with_its_epochs(gated: Bench) -> None:
    (run,) = gated.enqueue()
    gated.trainer.let_go(3)
    gated.notes.wait_for(lambda: len(gated.notes.newest(run.id).epochs) == 1)
    gated.session.queue.interrupt()
    gated.close()
    kept = gated.store.get(run.id)
    assert (kept.state, len(kept.epochs)) == (RunState.INTERRUPTED, 1)


def test_digits_that_cannot_be_read_refuse_the_request_and_are_tried_again(tmp_path: Path) -> None:
    answers: list[Digits | None] = [None, DIGITS]

    def load() -> Digits:
        answer = answers.pop(0)
        if answer is None:
            raise DigitsUnreadable("There is no data file x.npz.")
        return answer

    session = Session(ScriptedTrainer(), RunStore(tmp_path / "store"), load, Notes())
    session.start()
    with pytest.raises(DigitsUnreadable, match=r"There is no data file x\.npz\."):
        session.enqueue(RunRequest(RunSpec()))
    (run,) = session.enqueue(RunRequest(RunSpec(epochs=1)))
    session.drain()
    assert session.run(run.id).state is RunState.FINISHED
    session.close()


def test_a_store_that_refuses_is_reported_once_and_the_run_is_written_later(tmp_path: Path) -> None:
    ctx = Bench(tmp_path / "store", ScriptedTrainer(a_history([0.2, 0.1, 0.1])))
    blocked = ctx.store.folder / "runs"
    blocked.write_text("in the way")
    ctx.notes.wait_for(lambda: not ctx.notes.troubles)
    (run,) = ctx.enqueue()
    ctx.wait_for_state(run, RunState.FAILED)
    assert not ctx.session.settle()
    assert len(ctx.notes.troubles) == 1
    blocked.unlink()
    ctx.close()
    assert RunStore(ctx.store.folder).get(run.id).state is RunState.FAILED


def test_what_is_remembered_comes_back(ctx: Bench) -> None:
    ctx.session.remember("form", {"units": 64})
    ctx.session.settle()
    assert ctx.session.recall("form") == {"units": 64}
    assert ctx.session.recall("nothing") is None


def test_an_error_in_the_trainer_fails_its_run_and_nothing_waits_for_ever(tmp_path: Path) -> None:
    class Faulty(ScriptedTrainer):
        def train(self, *_: object) -> None:
            raise RuntimeError("a bug")

    ctx = Bench(tmp_path / "store", Faulty())
    (run,) = ctx.enqueue()
    ctx.session.drain()
    assert ctx.store.get(run.id).error == "Training stopped because of an error in the program: RuntimeError('a bug')."
    ctx.close()


def stopped_after_one_epoch(ctx: Bench, **request: object) -> Run:
    """A run of three epochs that was stopped after its first."""
    (run,) = ctx.enqueue(**request)
    ctx.trainer.let_go(3)
    ctx.notes.wait_for(lambda: len(ctx.notes.newest(run.id).epochs) == 1)
    ctx.session.queue.stop_now()
    ctx.wait_for_state(run, RunState.STOPPED)
    return ctx.notes.newest(run.id)


def test_a_resumed_run_keeps_its_epochs_and_is_tidied_only_once_its_end_is_written(gated: Bench) -> None:
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


def test_a_resumed_run_taken_out_of_the_queue_is_as_before(gated: Bench) -> None:
    stopped = stopped_after_one_epoch(gated)
    (other,) = gated.enqueue()
    gated.wait_for_state(other, RunState.RUNNING)
    gated.session.resume(stopped.id)
    assert not gated.session.withdraw(stopped.id)
    assert gated.notes.newest(stopped.id) == stopped
    assert gated.session.settle()
    assert gated.store.get(stopped.id) == stopped
    assert RunStore(gated.store.folder).hold(stopped.id).release() is None


def test_a_resumed_run_that_still_waits_when_the_session_ends_is_as_before(gated: Bench) -> None:
    stopped = stopped_after_one_epoch(gated)
    (other,) = gated.enqueue()
    gated.wait_for_state(other, RunState.RUNNING)
    gated.session.resume(stopped.id)
    gated.close()
    assert gated.store.get(stopped.id) == stopped


def test_a_resume_that_fails_before_it_begins_leaves_the_results_and_can_be_tried_again(gated: Bench) -> None:
    stopped = stopped_after_one_epoch(gated)
    gated.trainer.fails_with = "There is no device gpu:3."
    gated.session.resume(stopped.id)
    gated.session.drain()
    failed = gated.store.get(stopped.id)
    assert (failed.state, failed.error) == (RunState.FAILED, "There is no device gpu:3.")
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


def test_resuming_with_another_number_of_threads_is_reported(gated: Bench) -> None:
    stopped = stopped_after_one_epoch(gated)
    gated.trainer.environment = ENVIRONMENT.model_copy(update={"threads": 4})
    gated.trainer.free()
    gated.session.resume(stopped.id)
    gated.session.drain()
    (sentence,) = gated.notes.troubles
    assert "resumes in a changed environment (threads 2 → 4)" in sentence


def test_a_run_locked_by_another_process_is_not_resumed(gated: Bench) -> None:
    stopped = stopped_after_one_epoch(gated)
    assert gated.session.settle()
    with RunStore(gated.store.folder).hold(stopped.id), pytest.raises(StoreBusy, match="in the hands of another"):
        gated.session.resume(stopped.id)
    assert gated.store.get(stopped.id) == stopped


def test_a_run_that_cannot_be_resumed_is_refused_with_a_sentence(ctx: Bench) -> None:
    (finished,) = ctx.enqueue()
    ctx.session.drain()
    with pytest.raises(RunRefused, match="is finished: there is nothing left to train"):
        ctx.session.resume(finished.id)
    with pytest.raises(RunMissing):
        ctx.session.resume("20260101-000000-abcdef")
    assert not (ctx.store.folder / "runs" / "20260101-000000-abcdef").exists()


def test_an_active_run_is_not_resumed(gated: Bench) -> None:
    (run,) = gated.enqueue()
    gated.wait_for_state(run, RunState.RUNNING)
    with pytest.raises(RunRefused, match="is running: only one that has ended can be resumed"):
        gated.session.resume(run.id)


def test_a_run_on_other_digits_is_neither_resumed_nor_rerun(gated: Bench) -> None:
    stopped = stopped_after_one_epoch(gated)
    gated.close()
    session = Session(ScriptedTrainer(), RunStore(gated.store.folder), lambda: few_digits(500), Notes())
    session.start()
    for ask in (session.resume, session.rerun):
        with pytest.raises(RunRefused, match="was trained on other digits"):
            ask(stopped.id)
    session.close()


def test_a_rerun_is_a_new_run_of_the_same_spec_that_names_the_first(ctx: Bench) -> None:
    (first,) = ctx.enqueue(name="first", keeps_weights=False)
    ctx.session.drain()
    again = ctx.session.rerun(first.id)
    ctx.session.drain()
    kept = ctx.store.get(again.id)
    assert (kept.rerun_of, kept.spec, kept.name, kept.keeps_weights) == (first.id, first.spec, "", False)
    assert ctx.store.get(first.id).name == "first"


def test_a_run_without_an_epoch_is_not_rerun(gated: Bench) -> None:
    (run,) = gated.enqueue()
    gated.wait_for_state(run, RunState.RUNNING)
    assert gated.session.settle()
    with pytest.raises(RunRefused, match="has no epoch that another run could be compared with"):
        gated.session.rerun(run.id)
