"""The settings in which groups differ, of which some have runs of several specs."""

from __future__ import annotations

from mnist_lab.domain.evidence.group_diff import (
    differing,
    differing_by_hand,
    format_group_change,
    has_one_spec,
    values_of,
    values_text,
)
from mnist_lab.domain.evidence.groups import Group
from mnist_lab.domain.runs.spec import RunSpec
from support.run_examples import a_summary


def group(*specs: RunSpec) -> Group:
    return Group(tuple(a_summary(number, spec=spec) for number, spec in enumerate(specs)))


BASE = group(RunSpec(seed=1), RunSpec(seed=2, device="cpu"))
MIXED = group(RunSpec(dropout=0.0), RunSpec(dropout=0.5), RunSpec(dropout=0.0, seed=4))
MIXED_NARROW = group(RunSpec(dropout=0.5, units=64), RunSpec(dropout=0.0, units=64))


def test_repeats_have_one_spec() -> None:
    assert [has_one_spec(each) for each in (BASE, MIXED)] == [True, False]


def test_groups_with_the_same_values_do_not_differ_in_them() -> None:
    assert differing(MIXED, MIXED_NARROW) == differing_by_hand(MIXED, MIXED_NARROW) == ("units",)
    assert format_group_change(MIXED, MIXED_NARROW) == "nodes per layer 518 → 64"


def test_a_group_of_several_values_has_them_all() -> None:
    assert differing(BASE, MIXED) == ("dropout",)
    assert format_group_change(BASE, MIXED) == "dropout 0.20 → off, 0.50"
    assert (values_of(MIXED, "dropout"), values_text(MIXED, "dropout")) == ([0.0, 0.5], "off, 0.50")


def test_repeats_differ_as_their_specs_do() -> None:
    sgd = group(RunSpec.of({"optimizer": "sgd"}))
    assert differing(BASE, sgd) == ("optimizer", "learning_rate")
    assert differing_by_hand(BASE, sgd) == ("optimizer",)
