"""Views as documents, from files that anyone may have edited."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_lab.domain.tables.columns import NEWEST_FIRST, SortKey, columns_by_key
from mnist_lab.domain.tables.figure_choice import FigureChoice
from mnist_lab.domain.views.table_view import USUAL_VIEW, TableView
from mnist_lab.domain.views.view_document import view_document, view_from_document

KEYS = sorted(columns_by_key())
SETTINGS = [key for key in KEYS if columns_by_key()[key].setting is not None]
VIEWS = st.builds(
    TableView,
    filter=st.sampled_from(["", "dropout=0 val_loss<.12", "pinned | tag:a", "wide"]),
    sort=st.lists(
        st.builds(SortKey, st.sampled_from(KEYS), st.booleans()), min_size=1, max_size=3, unique_by=lambda key: key.key
    ).map(tuple),
    columns=st.lists(st.sampled_from(KEYS), max_size=4, unique=True).map(tuple),
    hidden=st.frozensets(st.sampled_from([key for key in KEYS if key != "name"]), max_size=4),
    hides_alike=st.booleans(),
    grouped_by=st.none() | st.lists(st.sampled_from(SETTINGS), max_size=3, unique=True).map(tuple),
    figures=st.sampled_from(FigureChoice),
)
WORDS = st.sampled_from(["", "-", "val_loss<", "dropout=0", "last", "\n", "\ud800", *KEYS])
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | WORDS,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(WORDS, inside, max_size=3),
    max_leaves=8,
)


@given(VIEWS)
def test_a_view_is_read_back_as_it_was_written(view: TableView) -> None:
    assert view_from_document(json.loads(json.dumps(view_document(view)))) == view


@given(st.dictionaries(st.sampled_from(sorted(view_document(USUAL_VIEW))), JSON))
def test_any_document_is_a_view_that_can_be_written_again(document: dict[str, object]) -> None:
    view = view_from_document(document)
    assert view is not None
    assert view_from_document(view_document(view)) == view


@pytest.mark.parametrize("document", [None, 3, "view", [], [["filter", "a"]]])
def test_what_is_no_document_is_no_view(document: object) -> None:
    assert view_from_document(document) is None


@pytest.mark.parametrize(
    ("document", "view"),
    [
        ({}, USUAL_VIEW),
        ({"sort": ["-val_loss", "no such column", 3, "-val_loss"]}, TableView(sort=(SortKey("val_loss", True),))),
        ({"sort": ["no such column"]}, TableView(sort=NEWEST_FIRST)),
        ({"columns": ["val_loss", "x", "val_loss"], "hidden": ["name"]}, TableView(columns=("val_loss",))),
        ({"grouped_by": []}, TableView(grouped_by=())),
        ({"grouped_by": ["x"]}, USUAL_VIEW),
        ({"grouped_by": "dropout"}, USUAL_VIEW),
        ({"filter": "val_loss<words"}, USUAL_VIEW),
        ({"figures": "first"}, USUAL_VIEW),
    ],
)
def test_what_a_document_has_wrong_is_left_out(document: object, view: TableView) -> None:
    assert view_from_document(document) == view
