"""Changes of the view: each is a value, and named for undo."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mnist_lab.domain.filters.query import filter_of
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.columns import NEWEST_FIRST, SortKey, columns_by_key
from mnist_lab.domain.tables.figure_choice import FigureChoice
from mnist_lab.domain.views import view_changes as changes
from mnist_lab.domain.views.arrangement import arrange
from mnist_lab.domain.views.table_view import USUAL_VIEW, TableView
from mnist_lab.domain.views.value_filters import can_filter_by, value_excluded, value_kept, with_condition
from support.fakes import a_history
from support.run_examples import a_summary

BY_LOSS = replace(USUAL_VIEW, sort=(SortKey("val_loss"), SortKey("units")))
UP, DOWN = SortKey("val_loss"), SortKey("val_loss", descending=True)
COLUMNS = tuple(columns_by_key()[key] for key in ("name", "val_loss", "units", "seed"))


def test_sorting_goes_up_down_and_off() -> None:
    orders = []
    view = USUAL_VIEW
    for _ in range(3):
        view, words = changes.sort_cycled(view, "val_loss")
        orders.append(view.sort)
        assert words
    assert orders == [(UP,), (DOWN,), NEWEST_FIRST]


def test_turning_the_first_key_keeps_the_others_and_another_column_drops_them() -> None:
    assert changes.sort_cycled(BY_LOSS, "val_loss")[0].sort == (DOWN, SortKey("units"))
    assert changes.sort_directed(BY_LOSS, "val_loss", descending=True)[0].sort == (DOWN, SortKey("units"))
    assert changes.sort_cycled(BY_LOSS, "seed")[0].sort == (SortKey("seed"),)


def test_further_keys_are_added_turned_and_taken_off() -> None:
    view = changes.sort_key_added(USUAL_VIEW, "val_loss")[0]
    assert view.sort == (UP,)
    orders = []
    for _ in range(3):
        view = changes.sort_key_added(view, "units")[0]
        orders.append(view.sort)
    assert orders == [(UP, SortKey("units")), (UP, SortKey("units", descending=True)), (UP,)]


def test_the_sort_moves_to_the_column_beside() -> None:
    view = replace(USUAL_VIEW, sort=(DOWN,))
    assert changes.sort_moved(view, COLUMNS, 1)[0].sort == (SortKey("units", descending=True),)
    assert changes.sort_moved(view, COLUMNS, -1)[0].sort == (SortKey("name", descending=True),)
    last = replace(USUAL_VIEW, sort=(SortKey("seed"),))
    assert changes.sort_moved(last, COLUMNS, 1) == (last, "")


@pytest.mark.parametrize(
    "change",
    [
        changes.filter_set(USUAL_VIEW, "  "),
        changes.column_hidden(USUAL_VIEW, "name"),
        changes.grouped(USUAL_VIEW, None),
        changes.figures_set(USUAL_VIEW, FigureChoice.LAST),
        changes.columns_chosen(USUAL_VIEW, ()),
        changes.sort_directed(replace(USUAL_VIEW, sort=(UP,)), "val_loss", descending=False),
    ],
)
def test_a_change_that_changes_nothing_has_no_words(change: tuple[TableView, str]) -> None:
    assert not change[1]


def test_columns_groups_and_figures() -> None:
    assert changes.column_hidden(USUAL_VIEW, "units")[0].hidden == {"units"}
    assert changes.columns_chosen(USUAL_VIEW, ["units"], {"name", "seed"})[0].hidden == {"seed"}
    assert changes.alike_toggled(USUAL_VIEW)[0].hides_alike is False
    assert changes.groups_toggled(USUAL_VIEW)[0].grouped_by == ()
    assert changes.groups_toggled(replace(USUAL_VIEW, grouped_by=("units",)))[0].grouped_by is None
    figures = USUAL_VIEW
    seen = []
    for _ in FigureChoice:
        figures = changes.figures_cycled(figures)[0]
        seen.append(figures.figures)
    assert seen == ["kept", "best", "min", "max", "last"]


RUNS = [
    a_summary(1, a_history([0.1, 0.2]), RunSpec(units=64), name='say "x" | y', tags=("a b",)),
    a_summary(2, a_history([0.3, 0.25]), RunSpec(units=64, seed=2)),
    a_summary(3, spec=RunSpec(max_norm=2.0)),
]


@pytest.mark.parametrize("key", [*columns_by_key()])
@pytest.mark.parametrize("figures", [FigureChoice.LAST, FigureChoice.BEST])
def test_the_value_of_a_cell_is_kept_or_excluded(key: str, figures: FigureChoice) -> None:
    view = replace(USUAL_VIEW, figures=figures)
    for line in arrange(RUNS, view).lines:
        kept, excluded = value_kept(view, key, line)[0], value_excluded(view, key, line)[0]
        with_it = {each.key for each in arrange(RUNS, kept).lines}
        without = {each.key for each in arrange(RUNS, excluded).lines}
        assert line.key in with_it
        assert with_it | without == {each.id for each in RUNS}
        assert with_it.isdisjoint(without)


def test_a_condition_is_added_to_each_alternative_once() -> None:
    assert with_condition('a=1 | b "x | y"', "c=2") == 'a=1 c=2 | b "x | y" c=2'
    assert with_condition("", "c=2") == "c=2"
    assert with_condition("c=2 | d=1", "c=2") == "c=2 | d=1 c=2"


def test_a_group_gives_only_what_all_its_runs_share() -> None:
    (line,) = [each for each in arrange(RUNS, replace(USUAL_VIEW, grouped_by=())).lines if each.is_group]
    assert can_filter_by("units", line)
    assert not can_filter_by("seed", line)
    assert not can_filter_by("val_loss", line)
    assert not can_filter_by("difference", line)
    assert filter_of(value_kept(USUAL_VIEW, "units", line)[0].filter).matches(RUNS[0])
