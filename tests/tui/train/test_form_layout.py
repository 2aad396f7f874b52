"""The lines of the form in rooms of several sizes."""

from __future__ import annotations

import pytest

from mnist_lab.tui.train.form_layout import GUTTER, fitting, wrapped
from mnist_lab.tui.train.form_values import FIELDS, FormValues
from mnist_lab.tui.train.form_words import format_problems

ROWS, GROUPS = len(FIELDS), 3


@pytest.mark.parametrize(
    ("width", "height", "lines", "beside"),
    [
        (34, 40, ROWS + GROUPS, False),
        (34, 10, ROWS + GROUPS, False),
        (44, ROWS + GROUPS, ROWS + GROUPS, False),
        (44, ROWS + GROUPS - 1, ROWS + GROUPS - 1, True),
        (44, ROWS, ROWS, True),
        (44, 5, ROWS, True),
    ],
)
def test_groups_are_named_beside_the_rows_only_if_all_fits_then(
    width: int, height: int, lines: int, beside: bool
) -> None:
    form = fitting(FIELDS, {}, width, height)
    assert len(form) == lines
    assert any(line.is_beside for line in form) is beside
    assert [line.place for line in form if line.is_row] == [*range(ROWS)]
    assert [line.heading for line in form if line.heading] == ["MODEL", "TRAINING", "DATA"]


@pytest.mark.parametrize(("width", "room"), [(34, 30), (44, 40 - GUTTER)])
def test_what_is_wrong_is_below_its_row_and_fits_the_width(width: int, room: int) -> None:
    words = "nodes per layer takes a whole number from 1 to 4096, not “0”"
    form = fitting(FIELDS, {"units": words}, width, 10)
    told = [line.problem for line in form if line.problem]
    assert " ".join(told) == words
    assert max(map(len, told)) <= room
    first = next(number for number, line in enumerate(form) if line.problem)
    assert form[first - 1].is_row
    assert FIELDS[form[first - 1].place or 0].name == "units"


def test_a_word_longer_than_the_line_has_one_of_its_own() -> None:
    assert wrapped("a " + "x" * 9 + " b", 4) == ["a", "x" * 9, "b"]


def test_what_is_wrong_is_read_on_from_the_label_of_its_row() -> None:
    problems = format_problems(FormValues().typed("dropout", "5"), lambda _, key: key)
    assert problems["dropout"] == "takes a number from 0 to 0.9, not “5”. esc: back to 0.20"
