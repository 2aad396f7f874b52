"""Where the letters at the ends of curves are."""

from __future__ import annotations

import pytest

from mnist_lab.tui.charts.grid import letter_rows


@pytest.mark.parametrize(
    ("rows", "places"),
    [
        ([5, 3, 0], [(0, 5), (0, 3), (0, 0)]),
        ([3, 3, 3], [(0, 3), (0, 2), (0, 1)]),
        ([0, 0, 0], [(0, 2), (0, 1), (0, 0)]),
        ([9, 3], [(0, 7), (0, 3)]),
    ],
)
def test_letters_that_meet_are_below_one_another(rows: list[int], places: list[tuple[int, int]]) -> None:
    assert letter_rows(rows, 8, 1) == places


@pytest.mark.parametrize(
    ("rows", "places"),
    [
        ([1, 0, 0], [(0, 1), (0, 0), (1, 0)]),
        ([1, 1, 1], [(0, 1), (1, 1), (0, 0)]),
        ([0, 0, 0], [(0, 1), (0, 0), (1, 0)]),
        ([3, 3, 0], [(0, 3), (1, 3), (0, 0)]),
    ],
)
def test_two_letters_may_share_a_row(rows: list[int], places: list[tuple[int, int]]) -> None:
    assert letter_rows(rows, 4, 2) == places
