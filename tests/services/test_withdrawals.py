"""Runs taken out of the queue before they began: gone, past the trash, and queued again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mnist_lab.domain.runs.edits import Rename, Turn
from mnist_lab.domain.runs.run import Run, RunState, TrialOf
from mnist_lab_store.errors import RunMissing
from mnist_lab_store.run_store import RunStore
from support.fakes import ScriptedTrainer
from support.session_bench import DIGITS, Bench
from support.store_examples import example_run


def queued(bench: Bench, repeats: int = 3) -> tuple[Run, ...]:
    """Return runs of which the first trains and the others wait, once that is written."""
    runs = bench.enqueue(repeats=repeats)
    bench.wait_for_state(runs[0], RunState.RUNNING)
    assert bench.session.settle()
    return runs


def waiting(bench: Bench) -> list[str]:
    return [run.id for run in bench.session.queue.waiting]


def does(bench: Bench, act: Callable[[], object]) -> Turn:
    """Do something to the history, and return the outcome."""
    before = len(bench.notes.outcomes)
    act()
    bench.notes.wait_for(lambda: len(bench.notes.outcomes) > before)
    assert bench.session.settle()
    return bench.notes.outcomes[-1].turn


def kept(bench: Bench) -> set[str]:
    return {summary.id for summary in RunStore(bench.store.folder).summaries()}


def opened_again(bench: Bench) -> Bench:
    """Close the session and open another one on its store, which watches it as the app does."""
    bench.close()
    return watching(bench.store.folder)


def watching(folder: Path) -> Bench:
    """Return a session that watches the store, once it has reported its runs and what came with them is written."""
    again = Bench(folder, ScriptedTrainer(gated=True))
    again.session.watch()
    again.notes.wait_for(lambda: bool(again.notes.loaded))
    assert again.session.settle()
    return again


def test_runs_that_never_began_are_gone_and_not_in_the_trash(gated: Bench) -> None:
    first, *others = queued(gated)
    assert does(gated, lambda: gated.session.withdraw(*(run.id for run in others))) is Turn.DONE
    assert gated.notes.withdrawn == [run.id for run in others]
    assert kept(gated) == {first.id}
    assert gated.store.trash.ids() == ()
    assert not (gated.store.folder / "purged").exists()


def test_undo_queues_them_again_as_they_were_and_redo_takes_them_out(gated: Bench) -> None:
    _, second, third = queued(gated)
    gated.session.edits.do(second.id, Rename("mine"))
    does(gated, lambda: gated.session.withdraw(second.id, third.id))
    assert does(gated, gated.session.history.undo) is Turn.UNDONE
    assert waiting(gated) == [second.id, third.id]
    again = gated.store.get(second.id)
    assert (again.name, again.spec, again.created) == ("mine", second.spec, second.created)
    assert does(gated, gated.session.history.redo) is Turn.REDONE
    assert waiting(gated) == []
    assert second.id not in kept(gated)
    does(gated, gated.session.history.undo)
    gated.trainer.free()
    gated.session.drain()
    assert gated.store.get(third.id).state is RunState.FINISHED


def test_undo_puts_a_run_back_in_its_place(gated: Bench) -> None:
    _, *others = queued(gated, repeats=4)
    ids = [run.id for run in others]
    for taken in (ids[:1], ids[1:2], ids[2:], ids[::2], ids):
        does(gated, lambda taken=taken: gated.session.withdraw(*taken))
        does(gated, gated.session.history.undo)
        assert waiting(gated) == ids
    does(gated, lambda: gated.session.withdraw(ids[1]))
    gated.session.queue.move(ids[2], -1)
    (new,) = gated.enqueue()
    does(gated, gated.session.history.undo)
    assert waiting(gated) == [ids[2], ids[0], ids[1], new.id]


def test_edits_and_taking_out_are_undone_in_one_order(gated: Bench) -> None:
    first, second, _ = queued(gated)
    does(gated, lambda: gated.session.edits.do(first.id, Rename("before")))
    does(gated, lambda: gated.session.withdraw(second.id))
    does(gated, lambda: gated.session.edits.do(first.id, Rename("after")))
    does(gated, gated.session.history.undo)
    assert gated.store.get(first.id).name == "before"
    assert second.id not in waiting(gated)
    does(gated, gated.session.history.undo)
    assert second.id in waiting(gated)


def test_runs_that_have_begun_meanwhile_are_not_taken_out_again(gated: Bench) -> None:
    first, second = queued(gated, repeats=2)
    does(gated, lambda: gated.session.withdraw(second.id))
    does(gated, gated.session.history.undo)
    gated.session.queue.stop_now()
    gated.trainer.let_go()
    gated.wait_for_state(second, RunState.RUNNING)
    assert does(gated, gated.session.history.redo) is Turn.REFUSED
    assert gated.notes.newest(second.id).state is RunState.RUNNING
    assert gated.store.get(first.id).state is RunState.STOPPED


def test_a_run_to_be_resumed_is_as_before_and_waits_again_after_undo(gated: Bench) -> None:
    stopped, other = queued(gated, repeats=2)
    gated.session.queue.stop_now()
    gated.trainer.let_go()
    gated.wait_for_state(other, RunState.RUNNING)
    gated.session.resume(stopped.id)
    for _ in range(2):
        does(gated, lambda: gated.session.withdraw(stopped.id))
        assert gated.store.get(stopped.id).state is RunState.STOPPED
        does(gated, gated.session.history.undo)
        assert waiting(gated) == [stopped.id]
    assert gated.notes.withdrawn == []


def test_another_process_takes_out_what_cannot_be_undone_here(gated: Bench) -> None:
    _, second = queued(gated, repeats=2)
    gated.session.withdraw(second.id, is_undoable=False)
    assert does(gated, gated.session.history.undo) is Turn.NOTHING_TO_UNDO
    assert waiting(gated) == []


def test_what_waited_at_the_end_can_be_queued_again_by_the_next_session(gated: Bench) -> None:
    first, second, third = queued(gated)
    again = opened_again(gated)
    assert [outcome.turn for outcome in again.notes.outcomes] == [Turn.OFFERED]
    assert [summary.id for summary in again.notes.loaded[0]] == [first.id]
    does(again, again.session.history.undo)
    again.notes.wait_for(lambda: again.session.queue.current is not None)
    assert [again.session.queue.current.id, *waiting(again)] == [second.id, third.id]  # type: ignore[union-attr]
    again.trainer.free()
    again.session.drain()
    last = opened_again(again)
    assert last.notes.outcomes == []
    last.close()


def test_waiting_runs_of_a_sweep_are_left_to_the_sweep(gated: Bench) -> None:
    trial = TrialOf(sweep="sweep-01234567", number=2)
    first, second = gated.enqueue(repeats=2, trial=trial)
    gated.wait_for_state(first, RunState.RUNNING)
    (other,) = gated.enqueue(name="mine")
    again = opened_again(gated)
    assert [outcome.turn for outcome in again.notes.outcomes] == [Turn.OFFERED]
    assert "“mine, seed 1”" in again.notes.outcomes[0].text
    assert {second.id, other.id}.isdisjoint(kept(again))
    again.close()


def test_what_was_offered_is_offered_once_unless_the_session_was_interrupted(gated: Bench) -> None:
    queued(gated)
    offered = opened_again(gated)
    offered.session.interrupt()
    offered = opened_again(offered)
    assert [outcome.turn for outcome in offered.notes.outcomes] == [Turn.OFFERED]
    after = opened_again(offered)
    assert after.notes.outcomes == []
    after.close()


def test_what_a_killed_process_of_this_machine_left_waiting_is_offered_and_not_listed(tmp_path: Path) -> None:
    waited = example_run(1, state=RunState.QUEUED, epochs=0, data=DIGITS.dataset)
    trained = example_run(2, state=RunState.RUNNING, epochs=0)
    elsewhere = example_run(3, state=RunState.QUEUED, epochs=0)
    store = RunStore(tmp_path)
    store.put(waited)
    store.put(trained)
    RunStore(tmp_path, host="gpu1").put(elsewhere)
    bench = watching(tmp_path)
    assert {summary.id for summary in bench.notes.loaded[0]} == {trained.id, elsewhere.id}
    assert kept(bench) == {trained.id, elsewhere.id}
    does(bench, bench.session.history.undo)
    bench.wait_for_state(waited, RunState.RUNNING)
    bench.close()


def test_a_run_that_waits_in_a_living_process_is_left_alone(gated: Bench) -> None:
    runs = queued(gated, repeats=2)
    other = watching(gated.store.folder)
    assert other.notes.outcomes == []
    assert kept(gated) == {run.id for run in runs}
    other.close()


@pytest.mark.parametrize("left", ["no list", [None, {"id": "../x"}, {"state": "queued"}, 7]])
def test_what_cannot_be_read_of_the_runs_left_is_not_offered(tmp_path: Path, left: object) -> None:
    RunStore(tmp_path).preferences.remember("runs not started", left)
    bench = watching(tmp_path)
    assert bench.notes.outcomes == []
    bench.close()


def test_a_run_that_has_begun_is_not_discarded(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    store.put(example_run(1, state=RunState.INTERRUPTED))
    with pytest.raises(Exception, match="has begun"):
        store.trash.discard(example_run(1).id)
    with pytest.raises(RunMissing):
        store.trash.discard(example_run(2).id)
    assert store.get(example_run(1).id).epochs
