"""A session: its queue, its training thread and its writer, on a real store with a scripted trainer."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from mnist_lab.data.digits import Digits
from mnist_lab.data.digits_file import DigitsUnreadable
from mnist_lab.domain.runs.events import Progress
from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab.domain.runs.setting_fields import SettingsInvalid
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.services.session import Session
from mnist_lab.training.interface import Control
from mnist_lab_store.errors import RunMissing
from mnist_lab_store.run_store import RunStore
from support.fakes import SECONDS, Notes, ScriptedTrainer, a_history
from support.session_bench import DIGITS, Bench

NO_DEVICE = "There is no device gpu:3."


def test_a_finished_run_is_saved_as_it_was_reported(bench: Bench) -> None:
    (run,) = bench.enqueue(name="first", tags=("a",))
    bench.session.drain()
    reported = bench.notes.newest(run.id)
    assert reported.state is RunState.FINISHED
    assert bench.notes.runs[0].state is RunState.QUEUED
    kept = bench.store.get(run.id)
    assert kept == reported.model_copy(update={"stage": None})
    assert (kept.name, kept.tags, len(kept.epochs)) == ("first", ("a",), 3)
    assert kept.weights == f"runs/{run.id}/best.keras"
    assert (bench.store.folder / kept.weights).exists()


def test_repeats_have_consecutive_seeds_and_are_trained_in_order(bench: Bench) -> None:
    runs = bench.enqueue(repeats=3)
    bench.session.drain()
    assert [run.spec.seed for run in runs] == [1, 2, 3]
    assert bench.trainer.trained == [run.id for run in runs]


def test_several_requests_are_trained_in_turn_and_none_if_one_is_invalid(bench: Bench) -> None:
    requests = [RunRequest(RunSpec(epochs=1, units=units), keeps_weights=False) for units in (64, 8, 32)]
    with pytest.raises(SettingsInvalid, match="repeats takes"):
        bench.session.enqueue(*requests, RunRequest(RunSpec(), repeats=0))
    runs = bench.session.enqueue(*requests)
    bench.session.drain()
    assert [run.spec.units for run in runs] == [64, 8, 32]
    assert bench.trainer.trained == [run.id for run in runs]


def test_invalid_repeats_are_refused(bench: Bench) -> None:
    with pytest.raises(SettingsInvalid, match="not 0"):
        bench.enqueue(repeats=0)


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


def test_waiting_runs_can_be_moved_and_removed(gated: Bench) -> None:
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


def test_the_next_run_is_trained_after_a_failed_one(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "store", ScriptedTrainer(fails_with=NO_DEVICE))
    (run,) = bench.enqueue()
    bench.session.drain()
    assert bench.store.get(run.id).error == NO_DEVICE
    assert bench.store.get(run.id).state is RunState.FAILED
    bench.trainer.fails_with = ""
    (again,) = bench.enqueue()
    bench.session.drain()
    assert bench.store.get(again.id).state is RunState.FINISHED
    bench.close()


def test_closing_stops_the_active_run_and_empties_the_queue(gated: Bench) -> None:
    first, second = gated.enqueue(repeats=2)
    gated.trainer.let_go(3)
    gated.notes.wait_for(lambda: len(gated.notes.newest(first.id).epochs) == 1)
    gated.close()
    assert gated.store.get(first.id).state is RunState.STOPPED
    with pytest.raises(RunMissing):
        gated.store.get(second.id)
    assert gated.store.trash.ids() == ()


def test_an_interrupted_run_keeps_its_epochs(gated: Bench) -> None:
    (run,) = gated.enqueue()
    gated.trainer.let_go(3)
    gated.notes.wait_for(lambda: len(gated.notes.newest(run.id).epochs) == 1)
    gated.session.queue.interrupt()
    gated.close()
    kept = gated.store.get(run.id)
    assert (kept.state, len(kept.epochs)) == (RunState.INTERRUPTED, 1)


def test_a_run_that_is_not_waited_for_is_written_all_the_same(tmp_path: Path) -> None:
    freed = threading.Event()

    class Deaf(ScriptedTrainer):
        def _wait(self, control: Control) -> None:
            freed.wait(SECONDS)

    bench = Bench(tmp_path / "store", Deaf())
    run = bench.train()
    bench.session.ask_writer(lambda: threading.Event().wait(0.2))  # a slow disk
    bench.session.interrupt()
    assert bench.session.close(0.0)
    freed.set()
    assert '"interrupted"' in (bench.store.folder / "runs" / run.id / "run.json").read_text(encoding="utf-8")


def test_unreadable_digits_refuse_a_request_and_are_read_again_later(tmp_path: Path) -> None:
    answers: list[Digits | None] = [None, DIGITS]

    def load() -> Digits:
        answer = answers.pop(0)
        if answer is None:
            raise DigitsUnreadable("no x.npz")
        return answer

    session = Session(ScriptedTrainer(), RunStore(tmp_path / "store"), load, Notes())
    session.start()
    with pytest.raises(DigitsUnreadable, match=r"no x\.npz"):
        session.enqueue(RunRequest(RunSpec()))
    (run,) = session.enqueue(RunRequest(RunSpec(epochs=1)))
    session.drain()
    assert session.kept.run(run.id).state is RunState.FINISHED
    session.close()


def test_digits_that_cannot_be_read_when_a_run_begins_fail_it_with_their_sentence(tmp_path: Path) -> None:
    class Reading(ScriptedTrainer):
        def train(self, *_: object) -> None:
            raise DigitsUnreadable("The data file mnist.npz is damaged.")

    bench = Bench(tmp_path / "store", Reading())
    (run,) = bench.enqueue()
    bench.wait_for_state(run, RunState.FAILED)
    assert bench.notes.newest(run.id).error == "The data file mnist.npz is damaged."
    bench.close()


def test_a_failing_store_is_reported_once_and_the_run_saved_later(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "store", ScriptedTrainer(a_history([0.2, 0.1, 0.1])))
    blocked = bench.store.folder / "runs"
    blocked.write_text("in the way")
    bench.notes.wait_for(lambda: not bench.notes.troubles)
    (run,) = bench.enqueue()
    bench.wait_for_state(run, RunState.FAILED)
    assert not bench.session.settle()
    assert len(bench.notes.troubles) == 1
    blocked.unlink()
    bench.close()
    assert RunStore(bench.store.folder).get(run.id).state is RunState.FAILED


def test_preferences_are_remembered(bench: Bench) -> None:
    bench.session.preferences.remember("form", {"units": 64})
    bench.session.settle()
    assert bench.session.preferences.recall("form") == {"units": 64}
    assert bench.session.preferences.recall("nothing") is None


def test_an_exception_in_the_trainer_fails_its_run(tmp_path: Path) -> None:
    class Faulty(ScriptedTrainer):
        def train(self, *_: object) -> None:
            raise RuntimeError("a bug")

    bench = Bench(tmp_path / "store", Faulty())
    (run,) = bench.enqueue()
    bench.session.drain()
    failed = bench.store.get(run.id)
    assert failed.state is RunState.FAILED
    assert failed.error is not None
    assert "RuntimeError('a bug')" in failed.error
    bench.close()


def test_a_device_that_the_user_may_not_expect_is_reported(bench: Bench) -> None:
    bench.trainer.device_note = "The GPU is full. This run trains on the CPU."
    bench.enqueue()
    bench.session.drain()
    assert bench.notes.troubles == [bench.trainer.device_note]
