"""The baseline that runs are compared with."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from mnist_lab.domain.evidence.baseline import Baseline, choose_baseline
from mnist_lab.domain.evidence.groups import is_repeat
from mnist_lab.domain.fit.post_reading import post_reading
from mnist_lab.domain.runs.run import MNIST, Dataset, RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.run_summary import Summary
from support.fakes import an_epoch
from support.run_examples import BEGAN, a_summary

OTHER = Dataset(name="other", sha256="1")


def with_gap(number: int, gap: float, spec: RunSpec | None = None, **changes: object) -> Summary:
    return a_summary(number, (an_epoch(1, 0.1 + gap, loss=0.1),), spec, **changes)


def chosen(summaries: Sequence[Summary], data: Dataset = MNIST) -> Baseline:
    """Return the baseline, which there must be."""
    found = choose_baseline(summaries, data)
    assert found is not None
    return found


def test_without_runs_the_baseline_is_the_post() -> None:
    baseline = chosen([with_gap(1, 0.5, RunSpec(units=64)), with_gap(2, 0.5, state=RunState.STOPPED)])
    assert baseline.gap == pytest.approx(0.0702)
    assert baseline.run_ids == ()
    assert baseline.title == "the post"


def test_finished_runs_with_the_posts_settings_replace_it() -> None:
    runs = [with_gap(n, gap, RunSpec(seed=n)) for n, gap in ((1, 0.05), (2, 0.10), (3, 0.06))]
    baseline = chosen(runs)
    assert baseline.gap == pytest.approx(0.07)
    assert baseline.run_ids == ("run-3", "run-2", "run-1")
    assert baseline.title == "the baseline"


@pytest.mark.parametrize("pinned_at", [None, BEGAN])
def test_a_seed_that_is_trained_again_counts_once(pinned_at: datetime | None) -> None:
    first = with_gap(1, 0.05, RunSpec(seed=1), pinned_at=pinned_at)
    runs = [first, *(with_gap(n, gap, RunSpec(seed=n)) for n, gap in ((2, 0.09), (3, 0.07)))]
    again = [with_gap(number, 0.05, RunSpec(seed=1, device="cpu")) for number in (4, 5, 6)]
    baseline = chosen([*runs, *again])
    assert baseline.gap == pytest.approx(chosen(runs).gap) == pytest.approx(0.07)
    assert baseline.run_ids == ("run-6", "run-3", "run-2")
    assert baseline.seeds == {1, 2, 3}


def test_training_loss_above_validation_loss_makes_a_negative_gap() -> None:
    assert chosen([with_gap(1, -0.02)]).gap == pytest.approx(-0.02)


@pytest.mark.parametrize(
    ("lengths", "states", "epochs"),
    [
        ((2, 2), (RunState.FINISHED, RunState.FINISHED), 2),
        ((2, 1), (RunState.FINISHED, RunState.FINISHED), None),
        ((2, 1), (RunState.FINISHED, RunState.STOPPED), 2),
        ((1,), (RunState.STOPPED,), None),
    ],
)
def test_the_epochs_of_the_gap_are_known_if_all_its_runs_ended_after_as_many(
    lengths: tuple[int, ...], states: tuple[RunState, ...], epochs: int | None
) -> None:
    runs = [
        a_summary(n, [an_epoch(each + 1, 0.2) for each in range(length)], RunSpec(seed=n), state=state, pinned_at=BEGAN)
        for n, (length, state) in enumerate(zip(lengths, states, strict=True), start=1)
    ]
    assert chosen(runs).epochs == epochs


def test_only_runs_on_the_given_digits_count() -> None:
    runs = [with_gap(1, 0.05), with_gap(2, 0.5, data=OTHER)]
    assert chosen(runs).run_ids == ("run-1",)
    assert chosen(runs, OTHER).run_ids == ("run-2",)
    assert chosen(runs, Dataset(name="another name", sha256=OTHER.sha256)).run_ids == ("run-2",)


def test_a_run_that_is_pinned_is_no_baseline_on_other_digits() -> None:
    runs = [with_gap(1, 0.05, RunSpec(units=64), pinned_at=BEGAN), with_gap(2, 0.5, data=OTHER)]
    assert chosen(runs).run_ids == ("run-1",)
    assert chosen(runs, OTHER).run_ids == ("run-2",)


def test_the_posts_figures_are_no_baseline_on_other_digits() -> None:
    runs = [with_gap(1, 0.05), with_gap(2, 0.5, RunSpec(units=64), data=OTHER)]
    assert choose_baseline(runs, OTHER) is None
    assert choose_baseline((), OTHER) is None


@pytest.mark.parametrize(
    ("one", "other", "are_repeats"),
    [
        (RunSpec(seed=1), RunSpec(seed=2), True),
        (RunSpec(device="cpu"), RunSpec(device="gpu:0"), True),
        (RunSpec(), RunSpec(units=64), False),
        (RunSpec(), RunSpec(validation_from="shuffled"), False),
    ],
)
def test_repeats_differ_only_in_seed_and_device(one: RunSpec, other: RunSpec, are_repeats: bool) -> None:
    assert is_repeat(a_summary(1, spec=one), a_summary(2, spec=other)) is are_repeats


def test_runs_without_a_last_gap_are_no_baseline() -> None:
    lost = a_summary(1, (an_epoch(1, math.nan),))
    empty = a_summary(2)
    assert chosen([lost, empty]).title == "the post"
    assert chosen([lost, empty, with_gap(3, 0.05)]).run_ids == ("run-3",)


def test_a_pinned_run_that_was_stopped_counts_until_a_repeat_has_finished() -> None:
    pinned = with_gap(1, 0.2, RunSpec(units=64), pinned_at=BEGAN, state=RunState.STOPPED)
    repeats = [
        with_gap(2, 0.4, RunSpec(units=64, seed=2)),
        with_gap(3, 0.9, RunSpec(units=64, seed=3), state=RunState.STOPPED),
        with_gap(4, 0.9, RunSpec(units=64, seed=4), state=RunState.RUNNING),
        a_summary(5, (an_epoch(1, math.nan),), RunSpec(units=64, seed=5)),
    ]
    alone, baseline = chosen([pinned]), chosen([pinned, *repeats])
    assert (alone.run_ids, alone.epochs) == (("run-1",), None)
    assert baseline.run_ids == ("run-2",)
    assert baseline.gap == pytest.approx(0.4)
    assert baseline.title == alone.title == "the pinned baseline"


def test_a_run_of_the_baseline_group_reads_as_the_baseline() -> None:
    only = with_gap(1, 0.05)
    reading = post_reading((only.last,) if only.last else (), chosen([only]).gap)
    assert reading is not None
    assert reading.relative == "as the baseline"


def test_the_group_pinned_last_is_the_baseline() -> None:
    early, late = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
    runs = [
        with_gap(1, 0.05),
        with_gap(2, 0.2, RunSpec(units=64), pinned_at=late),
        with_gap(3, 0.3, RunSpec(units=64, seed=2)),
        with_gap(4, 0.4, RunSpec(units=32), pinned_at=early),
    ]
    baseline = chosen(runs)
    assert baseline.title == "the pinned baseline"
    assert set(baseline.run_ids) == {"run-2", "run-3"}
    assert baseline.spec.units == 64


@pytest.mark.parametrize(
    ("run_ids", "text"),
    [
        ((), "the post's +0.0702 (one run, its seed unknown)"),
        (("a",), "the post's +0.0702 (1 run)"),
        (("a", "b", "c"), "the post's +0.0702 (mean of 3 runs)"),
    ],
)
def test_the_gap_is_named_with_the_runs_it_rests_on(run_ids: tuple[str, ...], text: str) -> None:
    assert Baseline("the post", 0.0702, RunSpec(), run_ids).gap_text == text
