"""Columns side by side: each is shown as a whole or not at all."""

from __future__ import annotations

import pytest
from rich.segment import Segment
from rich.style import Style

from mnist_lab.tui.widgets.cell_layout import CellLayout, LineCell

WORDS = ("name", "good", "111111", "2222", "33333333", "444")
LAYOUT = CellLayout(tuple(len(word) for word in WORDS))
MARK = (Segment("▌A ", Style()),)
CELLS = [LineCell(word, True, Style()) for word in WORDS]


@pytest.mark.parametrize("width", [20, 24, 31, 40, 80])
def test_no_figure_is_cut_at_any_scroll_position(width: int) -> None:
    for scrolled in range(40):
        line = LAYOUT.strip(MARK, CELLS, Style(), scrolled, width, "›")
        assert line.cell_length == width
        assert set(line.text.removesuffix("›").split()) <= {"▌A", *WORDS}


@pytest.mark.parametrize("width", [24, 31, 40])
def test_every_column_can_be_scrolled_into_view(width: int) -> None:
    for place, word in enumerate(WORDS):
        scrolled = LAYOUT.scroll_for(place, 0, width)
        assert word in LAYOUT.strip(MARK, CELLS, Style(), scrolled, width).text.split()


def test_more_columns_are_announced_until_the_last_is_in_view() -> None:
    assert LAYOUT.has_more(0, 24)
    assert not LAYOUT.has_more(LAYOUT.scroll_for(len(WORDS) - 1, 0, 24), 24)
    assert not LAYOUT.has_more(0, 80)


@pytest.mark.parametrize("width", [24, 31, 40])
def test_the_first_column_in_sight_is_next_to_those_that_stay(width: int) -> None:
    scrolled = 0
    for place in range(2, len(WORDS)):
        scrolled = LAYOUT.scroll_for(place, scrolled, width)
        assert scrolled <= LAYOUT.width_to_scroll(width) - width
        line = LAYOUT.strip(MARK, CELLS, Style(), scrolled, width).text
        assert line.split("good  ")[1][0] != " "
