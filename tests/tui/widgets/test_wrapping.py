"""Text in lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text

from mnist_lab.tui.widgets.wrapping import items_whole, line_count, wrapped


def lines_of(text: str, width: int) -> list[str]:
    return [line.plain for line in wrapped(Text(text), width)]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 20, ["one two three"]),
        ("one two three", 8, ["one two", "three"]),
        ("one two three four", 14, ["one two", "three four"]),
        ("one two\n\nthree", 20, ["one two", "", "three"]),
        ("good  It has learnt", 12, ["good  It", "has learnt"]),
        ("  set in by two", 9, ["  set in", "by two"]),
        ("a share of 20 % here", 13, ["a share of", "20 % here"]),
        ("abcdefgh ij", 5, ["abcde", "fgh", "ij"]),
        ("see https://example.com/a/long/path", 24, ["see", "https://example.com/a/", "long/path"]),
        ("", 5, [""]),
    ],
)
def test_lines_end_between_words_and_no_word_is_alone_in_the_last_one(text: str, width: int, lines: list[str]) -> None:
    assert lines_of(text, width) == lines


def test_an_item_of_a_list_is_not_broken() -> None:
    text = items_whole("hidden layers 2, batch size 128, and whatever else there is to be said of it")
    assert lines_of(text, 25)[:2] == ["hidden layers 2,", "batch size 128, and"]


def test_styles_stay_where_they_are() -> None:
    text = Text.assemble("one two ", ("three", "bold"), " four")
    styled = [(line.plain[span.start : span.end], span.style) for line in wrapped(text, 9) for span in line.spans]
    assert styled == [("three", "bold")]


@given(st.text(alphabet="ab c%\n長"), st.integers(min_value=2, max_value=12))
def test_every_word_is_there_and_no_line_is_too_long(text: str, width: int) -> None:
    lines = lines_of(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(cell_len(line) <= width for line in lines)


@given(st.text(alphabet="ab \n%1数", max_size=40), st.integers(2, 12))
def test_lines_are_counted_as_they_are_wrapped(text: str, width: int) -> None:
    assert line_count(Text(text), width) == len(wrapped(Text(text), width))
