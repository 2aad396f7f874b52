"""The lines that the progress of a sweep is told in."""

from __future__ import annotations

import io
from itertools import pairwise
from typing import Any

import pytest

from mnist_lab.cli.sweep_progress import SweepLines
from mnist_lab.domain.experiments.plan import seconds_of
from mnist_lab.domain.formatting.units import format_duration
from mnist_lab.domain.runs.events import Loading, Progress
from mnist_lab.domain.runs.run import Run, RunState, TrialOf
from mnist_lab.domain.sweeps.sampling import points_of
from mnist_lab.domain.sweeps.sweep import Search, Sweep
from mnist_lab.domain.sweeps.trials import trials_of
from support.fakes import a_history
from support.shell import Terminal
from support.sweep_bench import DIGITS, SPACE, a_sweep

SWEEP = a_sweep({"units": "16,64"}, repeats=2, confirm=1)
SPECS = [point.spec for point in points_of(SWEEP) for _ in range(2)]
TOGETHER = [seconds_of(SPECS[:count], (), DIGITS.count) for count in range(len(SPECS) + 1)]
EXPECTED = [after - before for before, after in pairwise(TOGETHER)]


def a_run(
    number: int, seed: int = 1, sweep: Sweep = SWEEP, losses: tuple[float, ...] = (0.5, 0.3), **changes: Any
) -> Run:
    spec = points_of(sweep)[number - 1].spec if sweep.search is Search.GRID else sweep.base
    return Run(
        id=f"run-{number}-{seed}",
        created=sweep.created,
        spec=spec.model_copy(update={"seed": seed}),
        data=sweep.data,
        parameters=1,
        **{
            "state": RunState.FINISHED,
            "epochs": a_history(losses),
            "seconds": EXPECTED[0],
            "trial": TrialOf(sweep=sweep.id, number=number, is_confirmation=seed not in sweep.search_seeds),
            **changes,
        },
    )


def told(*runs: Run, sweep: Sweep = SWEEP, moves: bool = False) -> list[str]:
    stream = Terminal() if moves else io.StringIO()
    trials = trials_of(sweep, ())
    lines = SweepLines(sweep, trials, sum(EXPECTED), (), DIGITS.count, stream, moves=moves)
    for run in runs:
        lines.run_changed(run)
    lines.end()
    return stream.getvalue().splitlines()


def test_each_run_that_ends_is_told_once_with_its_trial_and_the_best_so_far() -> None:
    lines = told(a_run(1), a_run(1), a_run(1, 2, losses=(0.4, 0.2)), a_run(2, losses=(0.5, 0.1)), a_run(2, 2))
    assert [line.split("; about")[0] for line in lines] == [
        "1/2  nodes 16, seed 1: validation loss 0.3000, 4.0 s",
        "1/2  nodes 16, seed 2: validation loss 0.2000, 4.0 s; best so far 0.2500, trial 1",
        "2/2  nodes 64, seed 1: validation loss 0.1000, 4.0 s; best so far 0.2500, trial 1",
        "2/2  nodes 64, seed 2: validation loss 0.3000, 4.0 s; best so far 0.2000, trial 2",
    ]


@pytest.mark.parametrize(
    ("run", "words"),
    [
        (a_run(1, state=RunState.FAILED, error="No memory is left."), "failed: No memory is left."),
        (a_run(1, state=RunState.STOPPED, pruned="Pruned after 2 epochs: too bad."), "pruned after 2 epochs: too bad"),
        (a_run(1, state=RunState.STOPPED), "validation loss 0.3000, stopped after "),
        (a_run(1, losses=(0.5, float("nan"))), "1/2  nodes 16, seed 1: 4.0 s"),
        (a_run(1, 3), "nodes 16, fresh seed 3: validation loss 0.3000"),
    ],
    ids=["failed", "pruned", "stopped", "diverged", "again"],
)
def test_a_run_is_told_as_it_ended(run: Run, words: str) -> None:
    (line,) = told(run)
    assert words in line


def test_a_trial_that_a_search_has_just_chosen_is_told_too() -> None:
    sweep = a_sweep(SPACE, search=Search.TPE, trials=12)
    (line,) = told(a_run(7, sweep=sweep), sweep=sweep)
    assert line.startswith(" 7/12  dropout 0.20, rate 0.001, seed 1: validation loss 0.3000")
    assert "best so far 0.3000, trial 7" in line


def test_the_time_left_goes_by_what_the_runs_took() -> None:
    first, *rest = EXPECTED
    (line,) = told(a_run(1, seconds=600 * first))
    assert line.endswith(f"about {format_duration(600 * sum(rest))} left")


def test_the_other_seeds_of_a_pruned_trial_take_no_time() -> None:
    pruned = a_run(1, state=RunState.STOPPED, pruned="Too bad.")
    done = [a_run(2), a_run(2, 2)]
    assert "left" in told(*done)[-1]
    assert "left" not in told(pruned, *done)[-1]


def test_runs_of_others_are_not_told() -> None:
    assert told(a_run(1, trial=None), a_run(1, 2, trial=TrialOf(sweep="sweep-other", number=1))) == []


def test_the_bar_has_the_epoch_and_the_time_left() -> None:
    stage = Progress(2, 1, 2, 0.4, 0.9, 1.0)
    shown = "".join(told(a_run(1, state=RunState.RUNNING, stage=stage, losses=(0.5,)), moves=True))
    assert "1/2 nodes 16, seed 1, epoch 2" in shown
    assert "left" in shown


def test_loading_is_told_once() -> None:
    loading = [a_run(number, state=RunState.RUNNING, stage=Loading(), losses=()) for number in (1, 2)]
    assert told(*loading) == ["loading TensorFlow"]
