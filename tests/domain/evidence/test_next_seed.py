"""The seeds that no run of a group has, and whether a run is kept already."""

from __future__ import annotations

from itertools import islice

import pytest

from mnist_lab.domain.evidence.next_seed import is_trained_already, unused_seeds
from mnist_lab.domain.runs.run import MNIST, RunState
from mnist_lab.domain.runs.run_request import LARGEST_SEED
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.run_summary import Summary
from support.run_examples import a_summary


def kept(spec: RunSpec, state: RunState = RunState.FINISHED) -> Summary:
    return a_summary(1, spec=spec, state=state)


@pytest.mark.parametrize(
    ("seeds", "free"),
    [((), [7, 8]), ((1, 2, 4), [3, 5]), ((7,), [8, 9]), ((LARGEST_SEED,), [0, 1])],
)
def test_gaps_are_filled_before_new_seeds(seeds: tuple[int, ...], free: list[int]) -> None:
    runs = [kept(RunSpec(seed=seed)) for seed in seeds] + [kept(RunSpec(seed=7, units=64))]
    assert [*islice(unused_seeds(RunSpec(seed=7), MNIST.sha256, runs), 2)] == free


def test_runs_on_other_digits_do_not_count() -> None:
    runs = [kept(RunSpec())]
    assert next(unused_seeds(RunSpec(), "other", runs)) == 1
    assert not is_trained_already(RunSpec(), "other", runs)


def test_a_run_is_trained_already_if_a_finished_one_has_its_settings_and_seed() -> None:
    runs = [kept(RunSpec()), kept(RunSpec(seed=2), RunState.STOPPED)]
    assert is_trained_already(RunSpec(), MNIST.sha256, runs)
    assert not is_trained_already(RunSpec(seed=2), MNIST.sha256, runs)
    assert not is_trained_already(RunSpec(units=64), MNIST.sha256, runs)
