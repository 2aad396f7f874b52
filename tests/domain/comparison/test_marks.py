"""Marks and their letters."""

from __future__ import annotations

from mnist_lab.domain.comparison.marks import LETTERS, Marks


def test_letters_are_given_in_order_and_kept() -> None:
    marks = Marks().marked("first", ["1"]).marked("second", ["2"]).marked("third", ["3"])
    assert [mark.letter for mark in marks.marks] == ["A", "B", "C"]
    assert [mark.letter for mark in marks.unmarked("second").marks] == ["A", "C"]


def test_a_free_letter_is_given_again() -> None:
    marks = Marks().marked("first", ["1"]).marked("second", ["2"]).unmarked("first").marked("third", ["3"])
    assert marks.letter_of("third") == "A"
    assert marks.letter_of("second") == "B"


def test_no_more_are_marked_than_there_are_letters() -> None:
    marks = Marks()
    for number in range(20):
        marks = marks.marked(str(number), [str(number)])
    assert marks.is_full
    assert "".join(mark.letter for mark in marks.marks) == LETTERS
    assert marks.marked("0", ["0"]) == marks
