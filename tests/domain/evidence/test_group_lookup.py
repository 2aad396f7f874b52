"""Finds the groups that a comparison names: a run names its group of repeats, and so does a filter."""

from __future__ import annotations

import pytest

from mnist_lab.domain.evidence.group_lookup import SeveralGroups, side_named, side_of, to_compare
from mnist_lab.domain.runs.run import Dataset
from mnist_lab.domain.runs.spec import RunSpec
from support.run_examples import a_summary

BASELINE = [a_summary(number, spec=RunSpec(seed=number)) for number in (1, 2, 3)]
NARROW = [a_summary(number, spec=RunSpec(units=64, seed=number)) for number in (4, 5)]
KEPT = (*BASELINE, *NARROW)


def test_a_run_names_its_group() -> None:
    side = side_of(BASELINE[0], KEPT)
    assert side.run == BASELINE[0]
    assert side.group.ids == ("run-3", "run-2", "run-1")
    assert to_compare([side, side_of(NARROW[1], KEPT)])[1].group.ids == ("run-5", "run-4")


def test_some_repeats_name_all_of_their_group() -> None:
    side = side_named("test_accuracy>.98", BASELINE[:1], KEPT)
    assert side.run is None
    assert side.group.ids == ("run-3", "run-2", "run-1")


def test_two_runs_of_one_group_are_compared_as_single_runs() -> None:
    a, b = to_compare([side_of(BASELINE[0], KEPT), side_of(BASELINE[1], KEPT)])
    assert (a.group.ids, b.group.ids, a.by) == (("run-1",), ("run-2",), None)
    whole = side_named("baseline", BASELINE, KEPT)
    assert {each.group.ids for each in to_compare([whole, side_of(BASELINE[1], KEPT)])} == {whole.group.ids}


def test_of_three_sides_only_those_of_one_group_are_single_runs() -> None:
    sides = [side_of(BASELINE[0], KEPT), side_of(NARROW[0], KEPT), side_of(BASELINE[1], KEPT)]
    assert [each.group.ids for each in to_compare(sides)] == [("run-1",), ("run-5", "run-4"), ("run-2",)]


def test_a_run_names_the_runs_alike_in_chosen_settings_or_itself_alone() -> None:
    assert side_of(BASELINE[0], KEPT, ("dropout",)).group.ids == ("run-5", "run-4", "run-3", "run-2", "run-1")
    assert side_of(BASELINE[0], KEPT, None).group.ids == ("run-1",)
    assert side_named("some", (BASELINE[0], NARROW[0]), KEPT, ("dropout",)).group.ids[0] == "run-5"
    with pytest.raises(SeveralGroups, match=r"differ in nodes per layer\.$"):
        side_named("some", (BASELINE[0], NARROW[0]), KEPT, ("units",))


def test_a_group_of_chosen_settings_stays_beside_the_same_runs_as_repeats() -> None:
    sides = [side_of(BASELINE[0], KEPT), side_of(BASELINE[1], KEPT, ("units",))]
    assert [len(each.group.summaries) for each in to_compare(sides)] == [3, 3]


def test_several_groups_are_an_error_that_names_their_difference() -> None:
    with pytest.raises(SeveralGroups) as refused:
        side_named("run", KEPT, KEPT)
    for part in ("“run”", "2 groups", "nodes 64 (2 runs)", "baseline (3 runs)", "nodes per layer"):
        assert part in str(refused.value)


def test_only_the_first_of_many_groups_are_named() -> None:
    kept = [a_summary(number, spec=RunSpec(units=number)) for number in (1, 2, 3, 4, 5, 6)]
    elsewhere = a_summary(7, data=Dataset(name="others", sha256="1"))
    with pytest.raises(SeveralGroups, match=r"nodes 3 \(1 run\) and 2 more .* nodes per layer\.$"):
        side_named("run", kept, kept)
    with pytest.raises(SeveralGroups, match=r"nodes per layer, their digits\.$"):
        side_named("run", [*kept, elsewhere], [*kept, elsewhere])
