"""The checks of a verdict: each figure beside its condition."""

from __future__ import annotations

import pytest

from mnist_lab.domain.fit.verdict import judge
from mnist_lab.domain.runs.history import Epoch
from support.made_histories import flat, learning
from support.read_histories import real


@pytest.mark.parametrize(
    ("epochs", "rows"),
    [
        (
            real("no dropout, seed 1"),
            [
                ("lowest mean of 3 epochs", "epochs 3–5", ""),
                ("val loss, mean last 3", "25 % above it", "at least 10 %"),
                ("the median of these", "", "above the lowest"),
                ("clean loss, mean last 3", "then 0.0271", "lower than then"),
                ("valid. accuracy, last 3", "best 3: 97.87 %", "not 0.3 points down"),
            ],
        ),
        (
            real("500 digits, 20 epochs"),
            [
                ("clean accuracy, last 3", "0.0 points missing", "under the gap"),
                ("valid. accuracy, last 3", "13.8 points below", "at least 4 points"),
            ],
        ),
        (
            real("256 nodes, dropout 0.5"),
            [
                ("lowest mean of 3 epochs", "epochs 7–9", ""),
                ("val loss, mean last 3", "1 % above it", "under 10 %"),
                ("clean accuracy, last 3", "", "at least 95 %"),
                ("valid. accuracy, last 3", "1.4 points below", "under 4 points"),
            ],
        ),
        (real("three epochs"), [("epochs", "", "under 4")]),
        (real("diverging"), [("losses", "epoch 1", "not a finite number")]),
        (real("four nodes"), [("clean accuracy, last 3", "", "under 95 %")]),
        (
            flat(0.12, clean=0.05),
            [
                ("lowest mean of 3 epochs", "epochs 3–5", ""),
                ("clean loss, mean last 3", "then 0.0500", "not lower than then"),
                ("clean accuracy, last 3", "", "at least 95 %"),
                ("valid. accuracy, last 3", "1.0 points below", "under 4 points"),
            ],
        ),
    ],
)
def test_the_checks_show_each_figure_beside_its_condition(
    epochs: tuple[Epoch, ...], rows: list[tuple[str, str, str]]
) -> None:
    checks = judge(epochs).checks
    assert [(check.what, check.aside, check.rule) for check in checks] == rows
    assert all(check.holds for check in checks)


@pytest.mark.parametrize(
    ("epochs", "rows"),
    [
        (
            real("SGD, 64 nodes, 10 epochs"),
            [
                ("lowest validation loss", "epoch 10, the last", "in the last 2"),
                ("val loss, median last 3", "14 % down", "at least 2.5 %"),
            ],
        ),
        (
            real("two nodes, no dropout"),
            [
                ("lowest validation loss", "epoch 20, the last", "in the last 2"),
                ("val loss, median last 3", "1 % down", ""),
                ("valid. accuracy, last 3", "1.3 points up", "at least 1"),
            ],
        ),
        (
            real("rate 0.01"),
            [
                ("mean change", "21 % of the loss", "over 10 %"),
                ("4 changes added", "from 0.1878 to 0.1667", "over 2 times as far"),
                ("rises of these", "falls: 0.0697", "at least 25 % of falls"),
            ],
        ),
        (
            flat(0.12, clean=0.05),
            [
                ("lowest mean of 3 epochs", "epochs 3–5", ""),
                ("val loss, mean last 3", "20 % above it", "at least 10 %"),
                ("the median of these", "", "above the lowest"),
            ],
        ),
        (
            learning(0.98, losses=(0.2, 0.2, 0.2, 0.2, 0.15)),
            [
                ("lowest validation loss", "epoch 5, the last", "the last"),
                ("val loss, median last 3", "33 % above it", "at least 10 %"),
            ],
        ),
        (
            real("early stop after 5"),
            [
                ("lowest validation loss", "epoch 10, last but 5", ""),
                ("val loss, median last 3", "1 % up", ""),
            ],
        ),
    ],
)
def test_the_checks_of_the_course_do_so_too(epochs: tuple[Epoch, ...], rows: list[tuple[str, str, str]]) -> None:
    course = judge(epochs).course
    assert course is not None
    assert [(check.what, check.aside, check.rule) for check in course.checks] == rows
    assert all(check.holds for check in course.checks)


def test_accuracy_rises_by_points_and_loss_falls_by_a_share() -> None:
    course = judge(real("two nodes, no dropout")).course
    assert course is not None
    assert "falls by at least 2.5 %" in course.rule
    assert "rises by at least 1 point." in course.rule
