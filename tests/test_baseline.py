"""What runs are compared with."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from fakes import an_epoch
from run_examples import a_summary

from mnist_lab.domain.baseline import choose_baseline
from mnist_lab.domain.experiments import BASELINE, EXPERIMENTS
from mnist_lab.domain.run import Dataset, RunState
from mnist_lab.domain.spec import RunSpec
from mnist_lab.domain.summary import Summary


def with_gap(number: int, gap: float, spec: RunSpec | None = None, **changes: object) -> Summary:
    return a_summary(number, (an_epoch(1, 0.1 + gap, loss=0.1),), spec, **changes)


def test_without_runs_it_is_the_posts_own_row() -> None:
    baseline = choose_baseline([with_gap(1, 0.5, RunSpec(units=64)), with_gap(2, 0.5, state=RunState.STOPPED)])
    assert baseline.gap == pytest.approx(0.0702)
    assert baseline.run_ids == ()
    assert baseline.gap_words == "the post's 0.0702 (one run, its seed unknown)"


def test_finished_runs_of_the_posts_settings_come_before_it_with_their_median_gap() -> None:
    runs = [with_gap(n, gap, RunSpec(seed=n)) for n, gap in ((1, 0.05), (2, 0.09), (3, 0.06))]
    baseline = choose_baseline(runs)
    assert baseline.gap == pytest.approx(0.06)
    assert baseline.run_ids == ("run-3", "run-2", "run-1")
    assert baseline.gap_words == "the baseline's 0.0600 (median of 3 runs)"


def test_runs_on_other_digits_are_no_repeats() -> None:
    other = with_gap(2, 0.5, data=Dataset(name="other", sha256="1"))
    assert choose_baseline([other, with_gap(3, 0.05)]).run_ids == ("run-3",)


def test_a_pinned_group_comes_before_all_and_of_several_the_latest_pinned() -> None:
    early, late = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
    runs = [
        with_gap(1, 0.05),
        with_gap(2, 0.2, RunSpec(units=64), pinned_at=late),
        with_gap(3, 0.3, RunSpec(units=64, seed=2)),
        with_gap(4, 0.4, RunSpec(units=32), pinned_at=early),
    ]
    baseline = choose_baseline(runs)
    assert baseline.title == "the pinned baseline"
    assert set(baseline.run_ids) == {"run-2", "run-3"}
    assert baseline.spec.units == 64


def test_the_posts_experiments_are_seven_and_each_variation_makes_a_spec() -> None:
    assert [experiment.number for experiment in EXPERIMENTS] == list(range(1, 8))
    assert BASELINE.spec == RunSpec()
    for experiment in EXPERIMENTS:
        for variation in experiment.variations:
            assert set(variation.spec.differences(RunSpec())) >= set(variation.changes)
    sgd = next(experiment for experiment in EXPERIMENTS if experiment.name == "optimizer").variations[0]
    assert (sgd.spec.learning_rate, sgd.post.test_accuracy, sgd.post.gap) == (0.01, 0.9334, None)
