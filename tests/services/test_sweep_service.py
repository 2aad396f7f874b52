"""Sweeps in a session: every trial once, whatever is stopped and begun again, and the best with fresh seeds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from mnist_lab.domain.filters.query import filter_of
from mnist_lab.domain.runs.run import MNIST, Run, RunState
from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab.domain.sweeps.sampling import points_of
from mnist_lab.domain.sweeps.sweep import Pruning, Search, SweepInvalid
from mnist_lab.domain.sweeps.trials import TrialState
from mnist_lab_store.errors import StoreBusy
from mnist_lab_store.run_store import RunStore
from support.fakes import SECONDS, Notes, ScriptedTrainer
from support.store_examples import Child
from support.sweep_bench import GRID, SPACE, BowlTrainer, SweepBench, a_sweep, final_loss


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[SweepBench]:
    made = SweepBench(tmp_path / "store")
    yield made
    made.close()


@pytest.fixture
def gated(tmp_path: Path) -> Iterator[SweepBench]:
    made = SweepBench(tmp_path / "store", BowlTrainer(gated=True))
    yield made
    made.close()


def specs(runs: list[Run]) -> list[tuple[object, ...]]:
    return [(run.spec.learning_rate, run.spec.dropout, run.spec.units, run.spec.seed) for run in runs]


def wait_for_two(bench: SweepBench) -> None:
    """Wait until one run trains and another waits."""
    notes = bench.notes
    notes.wait_for(lambda: len({run.id for run in notes.runs}) == 2 and any(run.stage for run in notes.runs))


@pytest.mark.parametrize(
    ("axes", "options", "count"),
    [
        (GRID, {}, 4),
        (GRID, {"repeats": 3}, 12),
        (SPACE, {"search": Search.RANDOM, "trials": 6}, 6),
        (SPACE, {"search": Search.TPE, "trials": 13}, 13),
        ({"units": "16,64"}, {"search": Search.TPE, "trials": 5, "repeats": 2}, 4),
    ],
    ids=["grid", "repeats", "random", "tpe", "a small space"],
)
def test_every_trial_is_trained_once(
    bench: SweepBench, axes: Mapping[str, str], options: Mapping[str, Any], count: int
) -> None:
    sweep = a_sweep(axes, **options)
    trials = bench.train(sweep)
    assert {trial.state for trial in trials} == {TrialState.DONE}
    assert [trial.number for trial in trials] == list(range(1, len(trials) + 1))
    runs = bench.runs()
    assert len(runs) == len(set(specs(runs))) == count
    if sweep.search is not Search.TPE:
        assert [run.spec for run in runs if run.spec.seed == 1] == [point.spec for point in points_of(sweep)]
    assert bench.service.active == frozenset()


def test_a_sweep_that_is_done_trains_nothing_when_it_begins_again(bench: SweepBench) -> None:
    sweep = a_sweep(SPACE, search=Search.TPE, trials=12, confirm=2)
    before = bench.train(sweep)
    assert bench.train(sweep) == before
    assert len(bench.runs()) == 12 + 3 * 2


def test_more_trials_and_repeats_are_added_to_those_there_are(bench: SweepBench) -> None:
    bench.train(a_sweep(SPACE, search=Search.RANDOM, trials=3))
    first = bench.runs()
    more = a_sweep(SPACE, search=Search.RANDOM, trials=4, repeats=2)
    assert [len(trial.runs) for trial in bench.train(more)] == [2, 2, 2, 2]
    assert bench.runs()[:3] == first
    assert len(bench.runs()) == 8


def test_the_runs_of_a_sweep_are_found_by_its_tag(bench: SweepBench) -> None:
    sweep = a_sweep(name="wide")
    bench.train(sweep)
    bench.session.enqueue(RunRequest(sweep.base))
    bench.session.drain()
    for words in (f"tag:{sweep.id}", "tag:wide"):
        found = filter_of(words)
        assert found is not None
        assert len(found.chosen(bench.store.summaries())) == 4
    assert all(run.planned == 1 and not run.keeps_weights for run in bench.runs() if run.tags)


def test_weights_are_kept_if_the_sweep_says_so(bench: SweepBench) -> None:
    bench.train(a_sweep(keeps_weights=True))
    assert all(run.weights for run in bench.runs())


def test_the_best_three_are_trained_again_with_fresh_seeds(bench: SweepBench) -> None:
    sweep = a_sweep(SPACE, search=Search.RANDOM, trials=7, repeats=2, confirm=3)
    trials = bench.train(sweep)
    confirmed = [trial for trial in trials if trial.fresh]
    best = sorted(trials, key=lambda trial: final_loss(trial.point.spec))[:3]
    assert {trial.number for trial in confirmed} == {trial.number for trial in best}
    for trial in confirmed:
        assert sorted(trial.fresh) == [3, 4, 5]
        for summary in trial.fresh.values():
            assert summary.run.trial is not None
            assert summary.run.trial.is_confirmation
            assert summary.run.planned == 3


def test_no_more_runs_of_a_sweep_are_queued_than_can_train_and_one_that_waits(gated: SweepBench) -> None:
    sweep = a_sweep({"units": "16,32,48,64,80"})
    gated.service.begin(sweep)
    gated.trainer.free()
    gated.ended(sweep)
    assert max(len(queue) for queue in gated.notes.queues) <= 2


def test_a_tpe_search_waits_for_what_the_trial_before_gives(gated: SweepBench) -> None:
    sweep = a_sweep(SPACE, search=Search.TPE, trials=4)
    gated.service.begin(sweep)
    gated.trainer.free()
    gated.ended(sweep)
    states: dict[str, RunState] = {}
    for run in gated.notes.runs:
        if run.id not in states:
            assert all(state is RunState.FINISHED for state in states.values())
        states[run.id] = run.state


def test_a_stopped_sweep_lets_its_run_end_and_goes_on_where_it_was(gated: SweepBench) -> None:
    sweep = a_sweep()
    gated.service.begin(sweep)
    wait_for_two(gated)
    gated.service.stop(sweep.id)
    assert gated.session.queue.waiting == ()
    assert gated.service.active == {sweep.id}
    gated.trainer.free()
    states = [trial.state for trial in gated.ended(sweep)]
    assert states == [TrialState.DONE, *[TrialState.WAITING] * 3]
    first = gated.runs()
    assert {trial.state for trial in gated.train(sweep)} == {TrialState.DONE}
    assert gated.runs()[:1] == first
    assert len(gated.runs()) == 4


def test_a_stop_is_taken_back_by_beginning_again(gated: SweepBench) -> None:
    sweep = a_sweep()
    gated.service.begin(sweep)
    wait_for_two(gated)
    gated.service.stop(sweep.id)
    gated.service.begin(sweep)
    gated.trainer.free()
    assert {trial.state for trial in gated.ended(sweep)} == {TrialState.DONE}
    assert len(gated.runs()) == 4


def test_a_run_that_the_user_stops_is_resumed_only_when_the_sweep_begins_again(gated: SweepBench) -> None:
    sweep = a_sweep()
    gated.service.begin(sweep)
    gated.notes.wait_for(lambda: any(run.state is RunState.RUNNING for run in gated.notes.runs))
    gated.session.queue.stop_now()
    gated.trainer.free()
    assert [trial.state for trial in gated.ended(sweep)] == [TrialState.WAITING, *[TrialState.DONE] * 3]
    stopped = gated.runs()[0]
    assert {trial.state for trial in gated.train(sweep)} == {TrialState.DONE}
    assert gated.runs()[0].id == stopped.id
    assert gated.runs()[0].trial == stopped.trial
    assert len(gated.runs()) == 4


def test_a_run_that_is_taken_out_of_the_queue_does_not_hold_the_others_up(gated: SweepBench) -> None:
    sweep = a_sweep()
    gated.service.begin(sweep)
    wait_for_two(gated)
    (waiting,) = gated.session.queue.waiting
    gated.session.withdraw(waiting.id)
    gated.trainer.free()
    done = [trial.number for trial in gated.ended(sweep) if trial.state is TrialState.DONE]
    assert done == [1, 3, 4]


class FailingTrainer(ScriptedTrainer):
    """Fails each run as soon as the next seed of its trial waits."""

    def __init__(self) -> None:
        super().__init__(fails_with="There is no memory left.")
        self.notes = Notes()

    def train(self, run: Run, *given: Any) -> None:
        self.notes.wait_for(lambda: any(each.trial == run.trial and each.id != run.id for each in self.notes.runs))
        super().train(run, *given)


def test_a_trial_that_failed_is_not_trained_again(tmp_path: Path) -> None:
    trainer = FailingTrainer()
    bench = SweepBench(tmp_path / "store", trainer, trainer.notes)
    sweep = a_sweep(repeats=2, confirm=2)
    for _ in range(2):
        assert {trial.state for trial in bench.train(sweep)} == {TrialState.FAILED}
    assert len(trainer.trained) == len(bench.runs()) == 4
    bench.close()


def test_a_finished_run_of_the_same_settings_is_a_trial_of_a_grid(bench: SweepBench) -> None:
    sweep = a_sweep()
    bench.session.enqueue(RunRequest(points_of(sweep)[2].spec))
    bench.session.drain()
    assert {trial.state for trial in bench.train(sweep)} == {TrialState.DONE}
    assert len(bench.runs()) == 4


def test_two_sweeps_train_in_one_session(bench: SweepBench) -> None:
    one, other = a_sweep(), a_sweep(SPACE, search=Search.TPE, trials=5)
    for sweep in (one, other):
        bench.service.begin(sweep)
    for sweep in (one, other):
        assert {trial.state for trial in bench.ended(sweep)} == {TrialState.DONE}
    assert len(bench.runs()) == 9


def test_the_definitions_are_kept_and_forgotten(bench: SweepBench) -> None:
    sweep = a_sweep()
    bench.train(sweep)
    (kept,) = bench.service.sweeps()
    assert kept.model_copy(update={"estimate": None}) == sweep
    assert kept.estimate
    bench.service.remove(sweep.id)
    bench.session.settle()
    assert bench.service.sweeps() == ()
    assert len(bench.runs()) == 4


def test_a_removed_sweep_is_brought_back_and_removed_again(bench: SweepBench) -> None:
    sweep = a_sweep()
    bench.train(sweep)
    kept = bench.service.sweeps()
    bench.service.remove(sweep.id)
    bench.session.history.undo()
    bench.session.settle()
    assert bench.service.sweeps() == kept
    bench.session.history.redo()
    bench.session.settle()
    assert bench.service.sweeps() == ()


def test_a_sweep_of_other_digits_is_refused(bench: SweepBench) -> None:
    with pytest.raises(SweepInvalid, match="the sweep is of the digits mnist "):
        bench.service.begin(a_sweep().model_copy(update={"data": MNIST}))
    assert bench.service.sweeps() == ()


HOLDS_THE_SWEEP = """
with RunStore(Path(sys.argv[1])).sweeps.hold(sys.argv[2]):
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_a_sweep_that_another_process_trains_is_left_to_it(bench: SweepBench) -> None:
    sweep = a_sweep()
    with Child(HOLDS_THE_SWEEP, bench.store.folder, sweep.id) as child:
        assert child.said() == "held"
        with pytest.raises(StoreBusy, match=f"Another process trains the sweep {sweep.id}"):
            bench.service.begin(sweep)
    assert bench.service.active == frozenset()
    assert {trial.state for trial in bench.train(sweep)} == {TrialState.DONE}


def test_the_sweep_is_free_for_others_once_it_is_over(bench: SweepBench) -> None:
    sweep = a_sweep()
    bench.train(sweep)
    RunStore(bench.store.folder).sweeps.hold(sweep.id).release()


RATES = {"learning_rate": "0.003,0.004,0.002,0.005,0.0015,0.006,0.1,0.08,0.0025"}
"""Three of them do badly, after five from which that can be told."""


def test_a_trial_that_does_badly_ends_with_the_epoch_that_shows_it(bench: SweepBench) -> None:
    sweep = a_sweep(RATES, epochs=6, repeats=2, prune=Pruning.MEDIAN)
    states = {trial.number: trial.state for trial in bench.train(sweep)}
    assert [number for number, state in states.items() if state is TrialState.PRUNED] == [6, 7, 8]
    pruned = [run for run in bench.runs() if run.pruned]
    assert [len(bench.store.get(run.id).epochs) for run in pruned] == [2, 2, 2]
    assert [run.spec.seed for run in pruned] == [1, 1, 1]
    assert all(run.pruned.startswith("Pruned after 2 epochs: ") for run in pruned if run.pruned)
    assert len(bench.runs()) == 2 * 6 + 3
    assert bench.train(sweep) == bench.trials(sweep)
    assert len(bench.runs()) == 2 * 6 + 3


def test_a_pruned_trial_is_compared_with_what_was_kept_before(tmp_path: Path) -> None:
    folder, sweep = tmp_path / "store", a_sweep(RATES, epochs=6, prune=Pruning.MEDIAN)
    first = SweepBench(folder)
    first.train(sweep.model_copy(update={"trials": 6}))
    first.close()
    second = SweepBench(folder)
    states = [trial.state for trial in second.train(sweep)]
    second.close()
    assert [number for number, state in enumerate(states, 1) if state is TrialState.PRUNED] == [6, 7, 8]


def test_a_metric_that_no_epoch_has_cannot_prune(bench: SweepBench) -> None:
    with pytest.raises(SweepInvalid, match="the time of a run is not known after each epoch, so it cannot prune"):
        bench.service.begin(a_sweep(metric="seconds", prune=Pruning.HALVING))


def test_the_status_of_a_sweep_is_that_of_its_kept_runs(bench: SweepBench) -> None:
    sweep = a_sweep(SPACE, search=Search.RANDOM, trials=12, confirm=2)
    bench.train(sweep)
    status = bench.service.status(sweep, bench.store.summaries(), ())
    assert status.is_over
    assert not status.is_active
    assert status.result.is_confirmed
    assert {effect.importance is not None for effect in status.result.effects} == {True}


def test_a_search_of_few_points_is_confirmed_once_it_has_had_them_all(bench: SweepBench) -> None:
    space = {"optimizer": "sgd,adam", "momentum": "0,0.5"}
    sweep = a_sweep(space, search=Search.TPE, trials=9, confirm=1)
    assert [len(trial.fresh) for trial in bench.train(sweep)] == [1, 1, 1]


def test_a_tpe_search_is_not_confirmed_between_two_trials(bench: SweepBench) -> None:
    bench.train(a_sweep(SPACE, search=Search.TPE, trials=4))
    more = a_sweep(SPACE, search=Search.TPE, trials=5, confirm=2)
    assert bench.service.status(more, bench.store.summaries(), ()).result.chosen == ()


@pytest.mark.parametrize("options", [{}, {"search": Search.RANDOM, "trials": 8}, {"search": Search.TPE, "trials": 14}])
def test_several_slots_train_every_trial_once_and_none_twice(tmp_path: Path, options: Mapping[str, Any]) -> None:
    bench = SweepBench(tmp_path / "store", BowlTrainer(gated=True))
    bench.trainer.slots = 3
    sweep = a_sweep(SPACE if options else {"units": "16,32,48,64", "dropout": "0,0.2"}, confirm=2, **options)
    bench.service.begin(sweep)
    bench.notes.wait_for(lambda: sum(run.state is RunState.RUNNING for run in newest(bench).values()) == 3)
    bench.trainer.free()
    trials = bench.ended(sweep)
    assert {trial.state for trial in trials} == {TrialState.DONE}
    assert [len(trial.fresh) for trial in trials if trial.fresh] == [2, 2, 2]
    runs = bench.runs()
    assert len(runs) == len(set(specs(runs))) == len(trials) + 6
    bench.close()


def newest(bench: SweepBench) -> dict[str, Run]:
    return {run.id: run for run in list(bench.notes.runs)}


def test_a_sweep_whose_trials_all_failed_is_over(tmp_path: Path) -> None:
    bench = SweepBench(tmp_path / "store", ScriptedTrainer(fails_with="There is no memory left."))
    sweep = a_sweep(confirm=2)
    bench.train(sweep)
    assert bench.service.status(sweep, bench.store.summaries(), ()).is_over
    bench.close()


@pytest.mark.parametrize("search", [Search.RANDOM, Search.TPE])
def test_who_waits_for_the_session_waits_for_the_whole_sweep(bench: SweepBench, search: Search) -> None:
    sweep = a_sweep(SPACE, search=search, trials=4, confirm=1)
    bench.service.begin(sweep)
    bench.session.drain()
    assert len(bench.runs()) == 4 + 3
    assert not bench.session.is_training


def test_no_run_is_queued_once_the_session_starts_no_more(gated: SweepBench) -> None:
    sweep = a_sweep()
    gated.service.begin(sweep)
    wait_for_two(gated)
    gated.session.queue.stop_starting_runs()
    gated.service.close()
    gated.trainer.free()
    states = [trial.state for trial in gated.ended(sweep)]
    assert states == [TrialState.DONE, *[TrialState.WAITING] * 3]
    assert len(gated.runs()) == 1
    assert not gated.session.is_training


def test_a_sweep_stops_if_its_runs_cannot_be_kept(tmp_path: Path) -> None:
    bench = SweepBench(tmp_path / "store", BowlTrainer(gated=True))
    sweep = a_sweep({"units": "16,32,48,64,80"})
    bench.service.begin(sweep)
    wait_for_two(bench)
    assert bench.session.settle()
    (bench.store.folder / "runs").rename(tmp_path / "runs")
    (bench.store.folder / "runs").write_text("no folder")
    bench.trainer.free()
    bench.notes.wait_for(lambda: any("is not a folder" in sentence for sentence in bench.notes.troubles))
    assert bench.service.wait(sweep.id, SECONDS)
    assert len(bench.trainer.trained) < 5
    bench.close()
