"""Several runs in training at once: as many as the trainer has slots, each asked for something by itself."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mnist_lab.domain.runs.control_request import ControlRequest
from mnist_lab.domain.runs.edits import Turn
from mnist_lab.domain.runs.events import Began, EpochDone, Event, Progress, Stopping
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.services.training_queue import TrainingQueue
from mnist_lab.training.interface import TrainingLost
from mnist_lab_store.run_store import RunStore
from support.fakes import SECONDS, ScriptedTrainer
from support.run_examples import a_run
from support.session_bench import Bench

FIRST_SEED = RunSpec().seed
GONE = "The scheduler at tcp://10.0.0.1:8786 no longer answers."


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Bench]:
    """A session that trains three runs at once, each of which waits for the test before every batch."""
    made = Bench(tmp_path / "store", ScriptedTrainer(gated=True, slots=3))
    yield made
    made.close()


def begun(bench: Bench, repeats: int, training: int = 3) -> tuple[Run, ...]:
    """Return so many runs, once those that there are slots for train."""
    runs = bench.enqueue(repeats=repeats)
    for run in runs[:training]:
        bench.wait_for_state(run, RunState.RUNNING)
        bench.wait_for_stage(run, Began)
    return runs


def ids(runs: tuple[Run, ...]) -> list[str]:
    return [run.id for run in runs]


def states(bench: Bench, runs: tuple[Run, ...]) -> list[RunState]:
    return [bench.notes.newest(run.id).state for run in runs]


def most_at_once(bench: Bench) -> int:
    """Return the most runs that were in training at once."""
    training: set[str] = set()
    most = 0
    for run in bench.notes.runs:
        (training.add if run.state.is_training() else training.discard)(run.id)
        most = max(most, len(training))
    return most


def test_as_many_runs_train_as_there_are_slots(three: Bench) -> None:
    runs = begun(three, repeats=5)
    assert ids(three.session.queue.active) == ids(runs[:3])
    assert ids(three.session.queue.waiting) == ids(runs[3:])
    assert three.session.queue.current == three.session.queue.active[0]
    three.trainer.free()
    three.session.drain()
    assert set(states(three, runs)) == {RunState.FINISHED}
    assert most_at_once(three) == 3
    assert three.session.queue.active == ()


def test_with_one_slot_all_runs_train_on_the_thread_that_was_there_from_the_start(tmp_path: Path) -> None:
    threads: list[str] = []

    class NotesThread(ScriptedTrainer):
        def train(self, *given: Any) -> None:
            threads.append(threading.current_thread().name)
            super().train(*given)

    made = Bench(tmp_path, NotesThread())
    made.enqueue(repeats=3)
    made.session.drain()
    made.close()
    assert threads == ["training"] * 3
    assert most_at_once(made) == 1


def test_what_happens_to_each_run_is_told_in_order(tmp_path: Path) -> None:
    made = Bench(tmp_path, ScriptedTrainer(slots=4))
    told: list[tuple[str, int]] = []
    made.session.follow(lambda run, event: told.append((run.id, len(run.epochs))))
    runs = made.enqueue(repeats=24)
    made.session.drain()
    made.close()
    for run in runs:
        epochs = [count for run_id, count in told if run_id == run.id]
        assert epochs == sorted(epochs)
        assert epochs[-1] == 3
    assert {run.id for run in runs} == {run_id for run_id, _ in told}


ASKED: dict[str, tuple[Callable[[TrainingQueue, str], object], RunState, Stopping | None]] = {
    "pause": (TrainingQueue.pause, RunState.PAUSED, None),
    "pause or resume": (TrainingQueue.pause_or_resume, RunState.PAUSED, None),
    "stop after epoch": (TrainingQueue.stop_after_epoch, RunState.RUNNING, Stopping(now=False)),
    "prune": (lambda queue, run_id: queue.stop_after_epoch(run_id, "Bad."), RunState.RUNNING, Stopping(False, "Bad.")),
}


@pytest.mark.parametrize("asked", ASKED)
def test_what_is_asked_of_one_run_concerns_no_other(three: Bench, asked: str) -> None:
    first, second, third = begun(three, repeats=3)
    ask, state, stop = ASKED[asked]
    ask(three.session.queue, second.id)
    now = {run.id: (run.state, run.stop_asked) for run in three.session.queue.active}
    others = (RunState.RUNNING, None)
    assert now == {first.id: others, second.id: (state, stop), third.id: others}


def test_one_run_can_be_stopped_at_once_while_others_train_on(three: Bench) -> None:
    first, second, third, fourth = begun(three, repeats=4)
    three.session.queue.stop_now(second.id)
    three.wait_for_state(second, RunState.STOPPED)
    three.wait_for_state(fourth, RunState.RUNNING)
    assert states(three, (first, third)) == [RunState.RUNNING] * 2


def test_the_stop_of_one_run_is_called_off_and_another_one_stays(three: Bench) -> None:
    first, second, _ = begun(three, repeats=3)
    three.session.queue.stop_after_epoch(first.id)
    three.session.queue.stop_after_epoch(second.id)
    assert three.session.queue.call_off_stop(second.id)
    assert not three.session.queue.call_off_stop("unknown")
    three.trainer.free()
    three.session.drain()
    assert states(three, (first, second)) == [RunState.STOPPED, RunState.FINISHED]


def test_without_an_id_all_are_paused_and_resumed_only_if_all_are_paused(three: Bench) -> None:
    runs = begun(three, repeats=3)
    queue = three.session.queue
    queue.pause(runs[0].id)
    queue.pause_or_resume()
    assert states(three, runs) == [RunState.PAUSED] * 3
    queue.pause_or_resume()
    assert states(three, runs) == [RunState.RUNNING] * 3


def test_another_process_pauses_one_of_several(three: Bench) -> None:
    first, second, third = begun(three, repeats=3)
    RunStore(three.store.folder).control.ask(third.id, ControlRequest.PAUSE)
    three.wait_for_state(third, RunState.PAUSED)
    assert states(three, (first, second)) == [RunState.RUNNING] * 2


def test_a_run_that_has_just_ended_is_asked_for_nothing() -> None:
    queue: TrainingQueue
    seen: list[RunState] = []

    def train(run: Run, happened: Callable[[Event], None], control: Any) -> None:
        ScriptedTrainer().train(run, None, Path(), happened, control)  # type: ignore[arg-type]
        queue.pause()
        queue.stop_now()

    queue = TrainingQueue(train, lambda run, event: seen.append(run.state), lambda _: None)
    queue.start()
    queue.add((a_run((), RunState.QUEUED).model_copy(update={"keeps_weights": False}),), lambda _: None)
    queue.drain()
    assert seen[-1] is RunState.FINISHED
    assert queue.close(SECONDS)


def test_a_slot_that_comes_is_used_even_if_nothing_happens_meanwhile(tmp_path: Path) -> None:
    made = Bench(tmp_path, ScriptedTrainer(gated=True))
    first, second, third = begun(made, repeats=3, training=1)
    made.session.queue.pause()
    made.trainer.slots = 2
    made.wait_for_state(second, RunState.RUNNING)
    assert states(made, (first, third)) == [RunState.PAUSED, RunState.QUEUED]
    made.close()


def test_a_slot_that_goes_ends_no_run_and_starts_none(three: Bench) -> None:
    runs = begun(three, repeats=5)
    three.trainer.slots = 2
    three.session.queue.stop_now(runs[0].id)
    three.wait_for_state(runs[0], RunState.STOPPED)
    three.session.queue.look_at_slots()
    assert ids(three.session.queue.waiting) == ids(runs[3:])
    three.session.queue.stop_now(runs[1].id)
    three.wait_for_state(runs[3], RunState.RUNNING)
    assert states(three, (runs[2], runs[4])) == [RunState.RUNNING, RunState.QUEUED]


def test_slots_are_filled_again_after_the_end_was_called_off(tmp_path: Path) -> None:
    """The threads without a run end as soon as no more runs are to start."""
    made = Bench(tmp_path, ScriptedTrainer(gated=True, slots=2))
    first, second = begun(made, repeats=2, training=2)
    made.session.queue.stop_now(second.id)
    made.wait_for_state(second, RunState.STOPPED)
    made.session.queue.stop_starting_runs()
    (third,) = made.enqueue()
    made.session.queue.stop_after_epoch(first.id)
    assert made.session.queue.call_off_stop(first.id)
    made.wait_for_state(third, RunState.RUNNING)
    made.close()


def test_an_interrupt_ends_all_of_them(three: Bench) -> None:
    runs = begun(three, repeats=4)
    three.session.interrupt()
    three.session.drain()
    assert three.session.close(SECONDS)
    kept = {summary.id: summary.run.state for summary in three.store.summaries()}
    assert [kept.get(run.id) for run in runs] == [RunState.INTERRUPTED] * 3 + [None]


def test_runs_that_do_not_end_in_time_are_kept_as_interrupted(tmp_path: Path) -> None:
    let_go = threading.Event()

    class Deaf(ScriptedTrainer):
        def train(self, run: Run, digits: Any, folder: Any, on_event: Any, control: Any) -> None:
            def hear(event: Event) -> None:
                on_event(event)
                if isinstance(event, Began):
                    assert let_go.wait(SECONDS)

            super().train(run, digits, folder, hear, control)

    made = Bench(tmp_path, Deaf(slots=2))
    runs = begun(made, repeats=2, training=2)
    assert not made.session.queue.close(0.0)
    let_go.set()
    made.close()
    assert [RunStore(tmp_path).get(run.id).state for run in runs] == [RunState.INTERRUPTED] * 2


class TestFollowing:
    """What is asked for when an epoch is reported comes with that epoch."""

    @pytest.mark.parametrize("slots", [1, 4])
    def test_each_run_ends_with_the_epoch_after_which_it_is_asked_to(self, tmp_path: Path, slots: int) -> None:
        made = Bench(tmp_path, ScriptedTrainer(slots=slots))

        def prune(run: Run, event: Event) -> None:
            if isinstance(event, EpochDone) and len(run.epochs) == 2:
                made.session.queue.stop_after_epoch(run.id, f"Pruned, {run.id}.")

        made.session.follow(prune)
        runs = made.enqueue(repeats=24)
        made.session.drain()
        kept = [made.store.get(run.id) for run in runs]
        made.close()
        assert Counter(len(run.epochs) for run in kept) == {2: 24}
        assert [run.pruned for run in kept] == [f"Pruned, {run.id}." for run in runs]

    def test_an_epoch_waits_for_its_report_although_another_thread_is_busy_reporting(self, tmp_path: Path) -> None:
        made = Bench(tmp_path, ScriptedTrainer(gated=True, slots=2))
        busy = threading.Lock()

        def prune(run: Run, event: Event) -> None:
            if not isinstance(event, EpochDone):
                return
            if busy.acquire(blocking=False):  # the first report of an epoch takes until the other run has one too
                while not all(each.epochs for each in made.session.queue.active):
                    os.sched_yield()
            made.session.queue.stop_after_epoch(run.id, "Pruned.")

        made.session.follow(prune)
        runs = begun(made, repeats=2, training=2)
        made.trainer.free()
        made.session.drain()
        made.close()
        assert [len(made.store.get(run.id).epochs) for run in runs] == [1, 1]

    def test_the_run_is_given_to_be_written_before(self, bench: Bench) -> None:
        early: list[Run] = []

        def look(run: Run, event: Event) -> None:
            if not isinstance(event, Progress) and bench.notes.newest(run.id) is not run:
                early.append(run)

        bench.session.follow(look)
        bench.enqueue()
        bench.session.drain()
        assert early == []

    def test_who_no_longer_follows_is_not_called(self, bench: Bench) -> None:
        called: list[str] = []

        def follow(run: Run, event: Event) -> None:
            called.append(run.id)

        bench.session.follow(follow)
        bench.session.unfollow(follow)
        bench.enqueue()
        bench.session.drain()
        assert called == []


class LosesAll(ScriptedTrainer):
    """Trains until `lose` is called; then each run that was not told to end before is lost."""

    def __init__(self, slots: int = 3) -> None:
        super().__init__(gated=True, slots=slots)
        self.is_lost = threading.Event()

    def lose(self) -> None:
        self.is_lost.set()

    def train(self, run: Run, digits: Any, folder: Any, on_event: Any, control: Any) -> None:
        def hear(event: Event) -> None:
            on_event(event)
            if isinstance(event, EpochDone):
                assert self.is_lost.wait(SECONDS)
            if self.is_lost.is_set():
                raise TrainingLost(GONE)

        super().train(run, digits, folder, hear, control)


@pytest.fixture
def losing(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path / "store", LosesAll())
    yield made
    made.close()


def lost(bench: Bench, repeats: int = 5) -> tuple[Run, ...]:
    """Return runs of which three have an epoch and the others waited, when nothing can be trained any more."""
    runs = begun(bench, repeats)
    bench.trainer.free()
    bench.notes.wait_for(lambda: all(len(bench.notes.newest(run.id).epochs) == 1 for run in runs[:3]))
    bench.trainer.lose()
    bench.session.drain()
    return runs


def test_runs_of_a_trainer_that_is_gone_are_kept_as_interrupted_and_that_is_said_once(losing: Bench) -> None:
    runs = lost(losing)
    assert losing.notes.troubles == [GONE]
    kept = {summary.id: (summary.run.state, summary.epochs_done) for summary in losing.store.summaries()}
    assert kept == {run.id: (RunState.INTERRUPTED, 1) for run in runs[:3]}
    assert not losing.session.is_training


def test_runs_that_waited_for_a_trainer_that_is_gone_can_be_queued_again(losing: Bench) -> None:
    runs = lost(losing)
    assert sorted(losing.trainer.trained) == sorted(ids(runs[:3]))
    assert sorted(losing.notes.withdrawn) == sorted(ids(runs[3:]))
    losing.session.history.undo()
    losing.notes.wait_for(lambda: any(outcome.turn is Turn.UNDONE for outcome in losing.notes.outcomes))
    losing.session.drain()
    assert len(losing.trainer.trained) > 3


def test_the_next_session_offers_the_runs_that_waited_for_a_trainer_that_is_gone(losing: Bench) -> None:
    runs = lost(losing)
    losing.close()
    again = Bench(losing.store.folder, ScriptedTrainer())
    again.session.watch()
    again.notes.wait_for(lambda: any(outcome.turn is Turn.OFFERED for outcome in again.notes.outcomes))
    again.session.history.undo()
    for run in runs[3:]:
        again.notes.wait_for(lambda run=run: any(each.id == run.id for each in again.notes.runs))
        again.wait_for_state(run, RunState.FINISHED)
    again.close()


def test_a_run_that_is_only_told_to_end_when_its_trainer_is_gone_is_interrupted_too(tmp_path: Path) -> None:
    is_lost = threading.Event()

    class LosesOne(ScriptedTrainer):
        def train(self, run: Run, digits: Any, folder: Any, on_event: Any, control: Any) -> None:
            def hear(event: Event) -> None:
                on_event(event)
                if isinstance(event, Began) and run.spec.seed == FIRST_SEED:
                    assert is_lost.wait(SECONDS)
                    raise TrainingLost(GONE)

            super().train(run, digits, folder, hear, control)

    made = Bench(tmp_path, LosesOne(gated=True, slots=2))
    runs = made.enqueue(repeats=2)
    for run in runs:
        made.wait_for_stage(run, Began)
    is_lost.set()
    made.session.drain()
    assert states(made, runs) == [RunState.INTERRUPTED] * 2
    assert made.notes.troubles == [GONE]
    made.close()
