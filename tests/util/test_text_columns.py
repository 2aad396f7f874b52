"""Columns of text line up in a terminal, whatever their characters."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from mnist_lab.util.text_columns import align_columns, clipped, column_widths, padded

NAMES = ("ab", "数字", "🚀 run", "naïve", "e\u0301te\u0301", "")


def test_columns_are_aligned_left_or_right_and_lines_end_without_blanks() -> None:
    assert align_columns([("a", "1"), ("bcd", "23")], (False, True)) == ["a     1", "bcd  23"]
    assert align_columns([("a", "1"), ("bcd", "")]) == ["a    1", "bcd"]
    assert align_columns([]) == []


@pytest.mark.parametrize("right", [False, True])
def test_wide_and_combining_characters_take_their_cells(right: bool) -> None:
    assert column_widths([(name,) for name in NAMES]) == [6]
    assert {cell_len(padded(name, 6, right=right)) for name in NAMES} == {6}
    lines = align_columns([(name, "|") for name in NAMES], (right, False))
    assert {cell_len(line) for line in lines} == {9}


def test_padding_never_cuts() -> None:
    assert padded("数字", 3) == "数字"


@pytest.mark.parametrize(
    ("width", "cut"), [(9, "数字数字"), (8, "数字数字"), (6, "数字…"), (5, "数字…"), (1, "…"), (0, ""), (-1, "")]
)
def test_a_cut_text_ends_with_a_sign(width: int, cut: str) -> None:
    assert clipped("数字数字", width) == cut


@pytest.mark.parametrize(("width", "cut"), [(20, "dropout off, epochs…"), (13, "dropout off…"), (12, "dropout off…")])
def test_no_comma_or_blank_is_left_before_the_cut(width: int, cut: str) -> None:
    assert clipped("dropout off, epochs 5, digits 10000", width) == cut


@given(st.text(st.characters(categories=("L", "M", "N", "S", "P")), max_size=40), st.integers(0, 60))
@settings(max_examples=200, deadline=None)
def test_a_clipped_text_never_takes_more_cells_than_there_are(text: str, width: int) -> None:
    assert cell_len(clipped(text, width)) <= width
    assert cell_len(padded(clipped(text, width), width)) == width
