"""What is kept of a filter when its user presses enter."""

from __future__ import annotations

import pytest

from mnist_lab.domain.filters.kept_text import kept_text
from mnist_lab.domain.filters.query import parse


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("", ""), (" tag:lab3 ", "tag:lab3"), ("wide", "wide"), ("val", '"val"'), ("dropout=0 -val", 'dropout=0 -"val"')],
)
def test_a_whole_filter_is_kept_and_a_bare_word_searched(typed: str, kept: str) -> None:
    assert kept_text(typed) == (kept, None)
    assert parse(kept).problem is None


@pytest.mark.parametrize("typed", ["val_loss<", "val_loss<x", "nonsense=3", "tag:a |", 'name:"open'])
def test_what_is_wrong_is_reported(typed: str) -> None:
    kept, problem = kept_text(typed)
    assert kept == typed
    assert problem is not None
