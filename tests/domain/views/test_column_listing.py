"""Choosing columns: ticks and order become a view."""

from __future__ import annotations

import pytest

from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.columns import columns_of
from mnist_lab.domain.tables.run_summary import summary_of
from mnist_lab.domain.views.arrangement import arrange
from mnist_lab.domain.views.column_listing import ColumnListing, listing_of
from mnist_lab.domain.views.table_view import USUAL_VIEW, TableView
from support.store_examples import example_run

RUNS = tuple(summary_of(example_run(number, spec=RunSpec(units=64 * number))) for number in (1, 2, 3))


def listed(view: TableView = USUAL_VIEW) -> ColumnListing:
    return listing_of(arrange(RUNS, view), view)


def shown(view: TableView) -> list[str]:
    return [column.key for column in arrange(RUNS, view).columns]


def test_every_column_is_listed_once_those_of_the_table_first() -> None:
    listing = listed()
    assert sorted(listing.order) == sorted(column.key for column in columns_of())
    assert set(shown(USUAL_VIEW)) < listing.ticked
    assert "dropout" in listing.ticked  # left out only because it is alike


def test_nothing_changed_is_no_change() -> None:
    assert listed().change(USUAL_VIEW, listed()) == (USUAL_VIEW, "")


def test_a_column_that_is_unticked_is_hidden_and_the_others_stay_the_usual_ones() -> None:
    view, text = listed().toggled("clean_gap").change(USUAL_VIEW, listed())
    assert text
    assert view.columns == ()
    assert view.hidden == {"clean_gap"}
    again, _ = listed(view).toggled("clean_gap").change(view, listed(view))
    assert again == USUAL_VIEW


def test_columns_in_another_order_are_shown_in_it() -> None:
    view, _ = listed().moved("loss", -1).change(USUAL_VIEW, listed())
    places = [shown(view).index(key) for key in ("test_accuracy", "loss")]
    assert shown(USUAL_VIEW).index("test_accuracy") < shown(USUAL_VIEW).index("loss")
    assert places[1] < places[0]


def test_a_column_that_is_ticked_is_shown() -> None:
    assert "parameters" not in shown(USUAL_VIEW)
    view, _ = listed().toggled("parameters").change(USUAL_VIEW, listed())
    assert "parameters" in shown(view)


@pytest.mark.parametrize("by", [-1, 1])
def test_the_name_stays_first_and_ticked(by: int) -> None:
    listing = listed()
    assert listing.toggled("name") == listing
    assert listing.moved("name", by) == listing
    assert listing.moved(listing.order[1], -1) == listing
