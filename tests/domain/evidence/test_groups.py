"""Groups of repeats: their runs, those that count, their figures and their median history."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from mnist_lab.domain.evidence.groups import Group, group_of, group_verdict, groups_of, median_history
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.run import MNIST, Dataset, RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.metrics import METRICS, USUAL
from mnist_lab.domain.tables.run_summary import Summary
from support.fakes import a_history, an_epoch
from support.run_examples import a_summary

OTHERS = Dataset(name="others", sha256="1")
FALLING = (0.5, 0.3, 0.2, 0.12, 0.1, 0.09, 0.08, 0.06)
WEAK = (0.2, math.nan)
FLAT = (0.2, 0.12, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1)


def seeded(number: int, seed: int, accuracy: float | None = 0.98, **changes: object) -> Summary:
    """Return a run of the baseline with this seed; a higher number is newer."""
    return a_summary(number, spec=RunSpec(seed=seed), test_accuracy=accuracy, **changes)


class TestMembers:
    @pytest.mark.parametrize(
        ("other", "is_one"),
        [
            (a_summary(2, spec=RunSpec(seed=7)), True),
            (a_summary(2, spec=RunSpec(device="gpu:0")), True),
            (a_summary(2, spec=RunSpec(units=64)), False),
            (a_summary(2, spec=RunSpec(epochs=11)), False),
            (a_summary(2, data=OTHERS), False),
            (a_summary(2, data=Dataset(name="another name", sha256=MNIST.sha256)), True),
            (a_summary(2, name="named", tags=("a",)), True),
        ],
        ids=["seed", "device", "nodes", "epochs", "digits", "the name of the digits", "what a person wrote"],
    )
    def test_repeats_differ_only_in_seed_and_device(self, other: Summary, is_one: bool) -> None:
        one = a_summary(1)
        assert (len(groups_of([one, other])) == 1) is is_one
        assert (other.id in group_of(one, [one, other]).ids) is is_one

    def test_groups_and_their_runs_are_sorted_newest_first(self) -> None:
        wide = RunSpec(units=2048)
        runs = [a_summary(1), a_summary(4, spec=wide), a_summary(3), a_summary(2, spec=wide)]
        assert [group.ids for group in groups_of(runs)] == [("run-4", "run-2"), ("run-3", "run-1")]

    def test_a_run_belongs_to_its_group_even_if_it_is_not_listed(self) -> None:
        assert group_of(a_summary(1), [a_summary(2)]).ids == ("run-2", "run-1")
        assert group_of(a_summary(1), []).ids == ("run-1",)

    def test_a_group_has_the_name_of_its_newest_run(self) -> None:
        (group,) = groups_of([a_summary(1, name="old"), a_summary(2, name="new")])
        assert group.title == "new"
        assert groups_of([])[:1] == ()


class TestCountedRuns:
    @pytest.mark.parametrize("state", [state for state in RunState if state is not RunState.FINISHED])
    def test_a_run_that_is_not_finished_does_not_count(self, state: RunState) -> None:
        group = Group((seeded(2, 2, state=state), seeded(1, 1)))
        assert [summary.id for summary in group.counted] == ["run-1"]
        assert group.figures(USUAL) == {1: 0.98}

    def test_the_newest_finished_run_of_a_seed_counts(self) -> None:
        runs = [seeded(1, 5, 0.91), seeded(2, 5, 0.92), seeded(3, 5, 0.93, state=RunState.FAILED), seeded(4, 3, 0.94)]
        (group,) = groups_of(runs)
        assert group.figures(USUAL) == {3: 0.94, 5: 0.92}

    @pytest.mark.parametrize("lost", [None, math.nan, math.inf])
    def test_a_figure_that_is_missing_or_not_finite_is_left_out(self, lost: float | None) -> None:
        (group,) = groups_of([seeded(1, 1, 0.97), seeded(2, 2, lost)])
        assert len(group.counted) == 2
        assert [summary.id for summary in group.with_figure(USUAL)] == ["run-1"]
        average = group.average(USUAL)
        assert average is not None
        assert (average.mean, average.sd, average.count) == (0.97, None, 1)

    def test_mean_and_standard_deviation(self) -> None:
        (group,) = groups_of([seeded(1, 1, 0.97), seeded(2, 2, 0.98), seeded(3, 3, 0.99)])
        average = group.average(USUAL)
        assert average is not None
        assert (average.mean, average.sd, average.count) == (pytest.approx(0.98), pytest.approx(0.01), 3)
        assert average.text(USUAL) == "98.00 ±1.00"

    def test_without_a_figure_there_is_no_average(self) -> None:
        (group,) = groups_of([seeded(1, 1, None)])
        assert group.average(USUAL) is None
        assert group.average(METRICS["val_loss"]) is None


def losses(history: Sequence[Epoch]) -> list[float]:
    return [round(epoch.val_loss, 6) for epoch in history]


class TestMedianHistory:
    @pytest.mark.parametrize(
        ("histories", "expected"),
        [
            ([], []),
            ([[]], []),
            ([[0.3, 0.2]], [0.3, 0.2]),
            ([[0.3, 0.2], [0.1, 0.4]], [0.2, 0.3]),
            ([[0.3, 0.2], [0.1, 0.4], [0.9, 0.9]], [0.3, 0.4]),
            ([[0.3, 0.2, 0.1], [0.3, 0.2, 0.1], [0.5]], [0.3, 0.2, 0.1]),
            ([[0.3, 0.2, 0.1], [0.5, 0.4], [0.1]], [0.3, 0.3]),
            ([[0.3, 0.2, 0.1], [0.5]], [0.4]),
            ([[0.3, 0.2, 0.1], [0.5], []], [0.4]),
            ([[0.3, math.nan], [0.1, 0.2], [0.2, 0.4]], [0.2, 0.4]),
            ([[0.3, math.inf], [0.1, math.nan], [0.2, 0.4]], [0.2, math.nan]),
            ([[0.3, -math.inf], [0.1, 0.2]], [0.2, math.nan]),
        ],
        ids=[
            "no repeat", "no epoch", "one", "two: the middle between", "three", "one cut short",
            "one after the other ends", "of two the shorter", "one that never began",
            "one diverged", "most diverged", "one of two diverged",
        ],
    )  # fmt: skip
    def test_has_the_median_of_each_epoch_that_most_reached(
        self, histories: list[list[float]], expected: list[float]
    ) -> None:
        found = median_history([a_history(each) for each in histories])
        assert [epoch.epoch for epoch in found] == list(range(1, len(expected) + 1))
        assert losses(found) == pytest.approx(expected, nan_ok=True)

    def test_an_accuracy_that_is_not_finite_is_the_lowest(self) -> None:
        figures = (math.nan, 0.9, 0.8)
        found = median_history([(an_epoch(1, val_accuracy=figure),) for figure in figures])
        assert found[0].val_accuracy == 0.8

    def test_temperatures_have_a_median_if_every_repeat_has_one(self) -> None:
        figures = ((1.2, 0.1), (1.5, 0.3), (1.3, 0.2))
        runs = [(an_epoch(1, temperature=heat, refined_val_loss=loss),) for heat, loss in figures]
        (found,) = median_history(runs)
        assert (found.temperature, found.refined_val_loss) == (1.3, 0.2)
        (older,) = median_history([*runs, (an_epoch(1),)])
        assert (older.temperature, older.refined_val_loss) == (None, None)

    def test_clean_figures_missing_in_one_repeat_are_none(self) -> None:
        bare = an_epoch(1).model_copy(update={"clean_loss": None, "clean_accuracy": None})
        (found,) = median_history([(an_epoch(1),), (bare,), (an_epoch(1),)])
        assert (found.clean_loss, found.clean_accuracy) == (None, None)
        assert found.loss == an_epoch(1).loss


class TestGroupVerdict:
    @pytest.mark.parametrize(
        ("histories", "words"),
        [
            ([FLAT], "good"),
            ([FLAT, FLAT, FALLING], "good, 3 of 3 seeds agree"),
            ([FALLING, FALLING, WEAK], "good · still improving, 2 of 3 seeds agree"),
            ([FLAT, FALLING], "good · still improving, 2 of 2 seeds agree"),
            ([FLAT, FLAT, ()], "good, 2 of 2 seeds agree"),
            ([FLAT, FLAT[:3]], "too short, 1 of 2 seeds agree"),
            ([FLAT, FLAT, FLAT[:3]], "good, 2 of 3 seeds agree"),
            ([FLAT, FLAT, (0.2, math.nan)], "good, 2 of 3 seeds agree"),
            ([(math.nan,), (math.nan,)], "diverged, 2 of 2 seeds agree"),
        ],
        ids=[
            "one run", "most are good", "most still improve", "the course is not counted", "one without an epoch",
            "two lengths", "one cut short", "one diverged", "all diverged",
        ],
    )  # fmt: skip
    def test_is_that_of_the_median_history_and_counts_who_agrees(
        self, histories: list[tuple[float, ...]], words: str
    ) -> None:
        found = group_verdict([a_history(each) for each in histories])
        assert found is not None
        assert found.text == words

    def test_is_marked_if_no_repeat_agrees_with_the_median(self) -> None:
        low, usual = (0.08,) * 3, (0.1,) * 3  # each is over-confident, and their median is flat
        dipping = [(*low, *usual, *usual, *usual), (*usual, *low, *usual, *usual), (*usual, *usual, *low, *usual)]
        found = group_verdict([a_history(each) for each in dipping])
        assert found is not None
        assert found.text == "good on the median, 0 of 3 seeds alone"
        assert found.in_short == "good (median) 0/3"
        assert found.is_the_medians_alone

    @pytest.mark.parametrize(
        ("histories", "words"),
        [
            ([FLAT], "good"),
            ([FLAT, FLAT, FALLING], "good 3/3"),
            ([FALLING, FALLING], "good · still improving 2/2"),
            ([FLAT, FLAT], "good 2/2"),
        ],
    )
    def test_is_short_for_a_column(self, histories: list[tuple[float, ...]], words: str) -> None:
        found = group_verdict([a_history(each) for each in histories])
        assert found is not None
        assert found.in_short == words

    @pytest.mark.parametrize("histories", [[], [()], [(), ()]])
    def test_there_is_none_without_an_epoch(self, histories: list[tuple[Epoch, ...]]) -> None:
        assert group_verdict(histories) is None
