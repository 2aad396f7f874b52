"""Which columns are shown, and what names leave out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mnist_lab.domain.runs.run import Dataset, RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.naming import NOTHING_ELSE
from mnist_lab.domain.views.against_pinned import DIFFERENCE
from mnist_lab.domain.views.arrangement import Arrangement, arrange
from mnist_lab.domain.views.cells import cell_tail, cell_text, explanation
from mnist_lab.domain.views.column_choice import SETTINGS
from mnist_lab.domain.views.table_view import USUAL_VIEW
from support.fakes import an_epoch
from support.run_examples import BEGAN, a_summary


def keys(found: Arrangement) -> list[str]:
    return [column.key for column in found.columns]


def names(found: Arrangement) -> list[str]:
    return [cell_text(found.columns[0], line) for line in found.lines]


SMALL = RunSpec(units=64, epochs=3)
RUNS = [a_summary(1, spec=RunSpec(epochs=3)), a_summary(2, spec=SMALL), a_summary(3, spec=SMALL, name="mine")]


def test_settings_in_which_the_shown_runs_are_alike_are_left_out_and_counted() -> None:
    found = arrange(RUNS, USUAL_VIEW)
    assert "units" in keys(found)
    assert set(SETTINGS) - set(keys(found)) == set(found.alike) == set(SETTINGS) - {"units"}
    everything = arrange(RUNS, replace(USUAL_VIEW, hides_alike=False))
    assert set(SETTINGS) <= set(keys(everything))
    assert everything.alike == ()


def test_alike_are_settings_of_the_runs_that_the_filter_leaves() -> None:
    assert "units" in arrange(RUNS, replace(USUAL_VIEW, filter="units=64")).alike


def test_chosen_columns_are_in_their_order_behind_the_name() -> None:
    view = replace(USUAL_VIEW, columns=("units", "val_loss", "dropout"))
    assert keys(arrange(RUNS, replace(view, hides_alike=False))) == ["name", "units", "val_loss", "dropout"]
    found = arrange(RUNS, view)
    assert (keys(found), found.alike) == (["name", "units", "val_loss"], ("dropout",))


def test_hidden_columns_are_left_out_but_for_the_name() -> None:
    view = replace(USUAL_VIEW, hidden=frozenset({"name", "val_loss", "units"}))
    assert {"val_loss", "units"}.isdisjoint(keys(arrange(RUNS, view)))
    assert keys(arrange(RUNS, view))[0] == "name"


def test_unknown_columns_are_ignored() -> None:
    assert keys(arrange(RUNS, replace(USUAL_VIEW, columns=("colour", "units")))) == ["name", "units"]


def test_names_leave_out_what_all_shown_runs_share() -> None:
    found = arrange(RUNS, USUAL_VIEW)
    assert tuple(found.naming.shared.values()) == ("epochs 3",)
    assert names(found) == ["mine", "nodes 64", NOTHING_ELSE]
    few = arrange(RUNS[:1], USUAL_VIEW)
    assert (few.naming.shared, names(few)) == ({}, ["epochs 3"])


def test_an_optimizers_own_rate_goes_without_saying_in_short_names_too() -> None:
    adam = RunSpec(optimizer="adam", units=64)
    found = arrange([a_summary(1, spec=adam), a_summary(2, spec=RunSpec(optimizer="adam"))], USUAL_VIEW)
    assert ([*found.naming.shared.values()], names(found)) == (["Adam"], [NOTHING_ELSE, "nodes 64"])


def test_digits_are_a_column_only_if_there_are_several() -> None:
    others = a_summary(9, data=Dataset(name="others", sha256="1" * 64))
    assert "data" not in keys(arrange(RUNS, USUAL_VIEW))
    assert keys(arrange([*RUNS, others], USUAL_VIEW))[1] == "data"


def test_seeds_follow_the_names_of_runs_but_not_of_groups() -> None:
    runs = [a_summary(1, spec=RunSpec(seed=1)), a_summary(2, spec=RunSpec(seed=2))]
    single = arrange(runs, USUAL_VIEW)
    assert [cell_tail(single.columns[0], line) for line in single.lines] == [" · 2", " · 1"]
    grouped = arrange(runs, replace(USUAL_VIEW, grouped_by=()), opened=frozenset({"group run-1"}))
    assert grouped.columns[0].heading == "name"
    assert [cell_tail(grouped.columns[0], line) for line in grouped.lines] == [" (2 runs)", ", seed 2", ", seed 1"]


def test_the_clean_gap_of_groups_is_signed_and_stands_behind_test_accuracy_and_the_difference() -> None:
    measured = {"val_loss": 0.10, "clean_loss": 0.06}
    runs = [
        a_summary(number, [an_epoch(1, **measured)], spec=SMALL.model_copy(update={"seed": number}), test_accuracy=0.9)
        for number in (1, 2)
    ]
    pinned = a_summary(3, test_accuracy=0.95, pinned_at=BEGAN)
    grouped = replace(USUAL_VIEW, grouped_by=())
    assert keys(arrange(runs, grouped))[:4] == ["name", "verdict", "test_accuracy", "clean_gap"]
    found = arrange([*runs, pinned], grouped)
    assert keys(found)[:5] == ["name", "verdict", "test_accuracy", DIFFERENCE, "clean_gap"]
    line = next(line for line in found.lines if line.is_group)
    assert cell_text(found.columns[4], line).startswith("+0.0400 ±")


@pytest.mark.parametrize(
    ("seeds", "states", "told"),
    [
        ((1, 1), (RunState.FINISHED, RunState.FINISHED), ("1 of 2 runs", "the seed of a newer one")),
        ((1, 2), (RunState.FINISHED, RunState.STOPPED), ("1 of 2 runs", "1 run not finished")),
        ((1, 2), (RunState.FINISHED, RunState.FINISHED), ()),
    ],
)
def test_the_explanation_of_a_name_says_which_runs_the_figures_of_its_group_leave_out(
    seeds: tuple[int, ...], states: tuple[RunState, ...], told: tuple[str, ...]
) -> None:
    runs = [
        a_summary(number, spec=RunSpec(seed=seed), state=state)
        for number, (seed, state) in enumerate(zip(seeds, states, strict=True), 1)
    ]
    found = arrange(runs, replace(USUAL_VIEW, grouped_by=()))
    name = found.columns[0]
    said = explanation(name, found.lines[0])
    assert said.endswith(name.explanation)
    assert (said == name.explanation) == (not told)
    assert all(words in said for words in told)


@pytest.mark.parametrize(("by", "name"), [(("units",), "nodes 64"), (("units", "dropout"), "nodes 64, dropout 0.20")])
def test_groups_by_settings_are_called_after_them(by: tuple[str, ...], name: str) -> None:
    found = arrange(RUNS, replace(USUAL_VIEW, grouped_by=by))
    assert name in names(found)


def test_a_group_names_the_values_in_which_its_runs_differ() -> None:
    runs = [a_summary(number, spec=RunSpec(units=units)) for number, units in enumerate((518, 64, 2048, 8), 1)]
    columns = {column.key: column for column in arrange(runs, USUAL_VIEW).columns}
    three, four = (arrange(some, replace(USUAL_VIEW, grouped_by=("dropout",))).lines[0] for some in (runs[:3], runs))
    assert cell_text(columns["units"], three) == "64, 518, 2048"
    assert cell_text(columns["units"], four) == "4 values"
