"""Where the letters at the ends of curves are."""

from __future__ import annotations

import pytest

from mnist_lab.tui.charts.drawing import Drawing, Ink, Sign, Stroke, Trace
from mnist_lab.tui.charts.grid import Grid
from mnist_lab.tui.charts.letters import letter_rows, placed_letters
from mnist_lab.tui.charts.plot import draw


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


GRID = Grid(columns=23, rows=6, across=2, up=4, extent=20.0)


def ending_at(x: float, letters: str) -> list[Trace]:
    return [Trace(Ink.GROUP_A, Stroke.THIN, ((0.0, 0.5), (x, 0.5)), letter) for letter in letters]


def test_curves_that_end_sooner_keep_their_letters_beside_them() -> None:
    traces = [*ending_at(0.5, "A"), *ending_at(1.0, "BCDEF")]
    assert {trace.letter: at for trace, at in placed_letters(traces, GRID)}["A"] == (11, GRID.cell((0.5, 0.5))[1])


def test_more_letters_than_rows_are_side_by_side_and_the_last_drawn_stay() -> None:
    found = [(trace.letter, at) for trace, at in placed_letters(ending_at(1.0, "abcdefghijklmnop"), GRID)]
    assert {letter for letter, _ in found} == set("efghijklmnop")
    assert {at for _, at in found} == {(column, row) for column in (21, 22) for row in range(6)}


def test_a_letter_beside_a_sign_covers_none_of_its_words() -> None:
    curve = Trace(Ink.GROUP_B, Stroke.THIN, ((0, -0.4), (0.5, -0.4)), "B")
    below = Sign("↓", (0.5, 0.0), Ink.NOTE, "9.56 %")
    rows = draw(Drawing(40, 12, (curve,), x_ticks=(), y_ticks=(), signs=(below,)))
    assert any("↓B 9.56 %" in "".join(words for words, _ in row) for row in rows)
