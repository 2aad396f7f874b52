"""Groups of repeats: their runs, those that count, their figures and their verdict."""

from __future__ import annotations

import math
from itertools import permutations

import pytest

from mnist_lab.domain.evidence.group_rows import GroupRow, format_group_row_verdict
from mnist_lab.domain.evidence.groups import Group, group_of, group_verdict, groups_of
from mnist_lab.domain.fit.verdict import judge
from mnist_lab.domain.runs.run import MNIST, Dataset, RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.metrics import METRICS, USUAL
from mnist_lab.domain.tables.run_summary import Summary
from support.fakes import a_history
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

    def test_runs_that_differ_in_the_weights_kept_count_once(self) -> None:
        same = [a_summary(number, spec=RunSpec(keep=keep)) for number, keep in ((1, "loss"), (2, "last"))]
        other = a_summary(3, spec=RunSpec(batch_size=32))
        (group,) = groups_of([*same, other], by=("units",))
        assert {summary.id for summary in group.counted} == {"run-2", "run-3"}

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


def judged(seed: int, words: str | None, **changes: object) -> Summary:
    """Return a run of the baseline with this verdict, such as "good · unstable"; None if it is not judged."""
    label, _, course = (words or "").partition(" · ")
    document = {
        "label": label,
        "course": course or None,
        "rule": f"the rule of seed {seed}",
        "numbers": {},
        "course_rule": None,
        "course_numbers": {},
    }
    return seeded(seed, seed, **changes).model_copy(update={"verdict": document if words is not None else None})


class TestGroupVerdict:
    @pytest.mark.parametrize(
        ("words", "expected", "seed"),
        [
            (["good"], "good", 1),
            (["good · unstable"], "good · unstable", 1),
            (["good", "over-confident", "over-confident"], "over-confident (2 of 3 seeds)", 2),
            (["good", "over-confident"], "over-confident (1 of 2 seeds)", 2),
            (["good", "diverged", "good"], "good (2 of 3 seeds)", 1),
            (["good", "good", "diverged", "diverged"], "diverged (2 of 4 seeds)", 3),
            (["good", "over-fitting", "over-confident"], "over-fitting (1 of 3 seeds)", 2),
            (["good · steady", "good · unstable", "good · unstable"], "good (3 of 3 seeds) · unstable", 2),
            (["good · steady", "good · unstable"], "good (2 of 2 seeds) · unstable", 2),
            (["over-fitting · unstable"] * 2 + ["good · steady"] * 3, "good (3 of 5 seeds)", 3),
            (["under-fitting · still improving"] * 2, "under-fitting (2 of 2 seeds) so far", 1),
            ([None, "good", "good"], "good (2 of 2 seeds)", 2),
            ([None, None, "diverged"], "diverged", 3),
        ],
        ids=[
            "one run", "one run and its course", "most are over-confident", "a tie", "one diverged",
            "a tie with diverged", "all differ", "the commonest course", "a tie of courses",
            "only the courses of its label count", "so far", "one without an epoch", "one judged so far",
        ],
    )  # fmt: skip
    def test_is_that_of_most_seeds(self, words: list[str | None], expected: str, seed: int) -> None:
        found = group_verdict(judged(place, each) for place, each in enumerate(words, start=1))
        assert found is not None
        assert found.text == expected
        assert found.shown.run.spec.seed == seed
        assert found.verdict.rule == f"the rule of seed {seed}"

    def test_does_not_depend_on_the_order_of_the_runs(self) -> None:
        runs = [judged(1, "good · steady"), judged(2, "over-confident"), judged(3, "good · unstable")]
        found = {(each.text, each.shown.id) for order in permutations(runs) if (each := group_verdict(order))}
        assert found == {("good (2 of 3 seeds) · unstable", "run-3")}

    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            (["good · steady"], "good"),
            (["good", "good", "good"], "good 3/3"),
            (["under-fitting · still improving"] * 2, "under-fitting 2/2 so far"),
            (["good · still improving", "good · still improving", "too short"], "good 2/3 · still improving"),
        ],
    )
    def test_is_short_for_a_column(self, words: list[str], expected: str) -> None:
        found = group_verdict(judged(place, each) for place, each in enumerate(words, start=1))
        assert found is not None
        assert found.in_short == expected
        assert found.fit_in_short == expected.partition(" · ")[0].removesuffix(" so far")

    def test_is_found_for_real_histories(self) -> None:
        histories = (FALLING, FLAT, FALLING, WEAK, ())
        found = group_verdict(
            seeded(seed, seed, epochs=a_history(each)) for seed, each in enumerate(histories, start=1)
        )
        assert found is not None
        assert found.text == "good (3 of 4 seeds) · still improving"
        assert found.verdict.numbers == judge(a_history(FALLING)).numbers

    @pytest.mark.parametrize("runs", [[], [judged(1, None)], [seeded(1, 1), seeded(2, 2)]])
    def test_there_is_none_without_an_epoch(self, runs: list[Summary]) -> None:
        assert group_verdict(runs) is None

    def test_of_a_row_rests_on_the_runs_that_count(self) -> None:
        runs = [judged(1, "good"), judged(2, "diverged", state=RunState.STOPPED), judged(3, "good")]
        (group,) = groups_of(runs)
        assert format_group_row_verdict(GroupRow(group)) == "good 2/2"
