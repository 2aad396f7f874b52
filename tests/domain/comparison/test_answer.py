"""Which side is best, and whether it really is."""

from __future__ import annotations

import pytest

from mnist_lab.domain.comparison.answer import answer_lines, answer_of
from mnist_lab.domain.comparison.comparison import Comparison
from mnist_lab.domain.tables.metrics import METRICS, USUAL, Metric
from support.accuracies import REPEATS, shifted
from support.compare_examples import comparing, groups, lone, repeats

UNITS = (518, 256, 128, 64, 32)


def compared(*shifts: float, metric: Metric = USUAL) -> Comparison:
    """Return a comparison of groups whose accuracies are so much higher than those of A."""
    of = [
        repeats(1 + 10 * place, shifted(REPEATS, shift), units=UNITS[place])
        for place, shift in enumerate((0.0, *shifts))
    ]
    return comparing(groups(*of), *of, metric=metric)


@pytest.mark.parametrize(
    ("shifts", "answer"),
    [
        ([-0.01], "A is best: really better than B"),
        ([-0.01, -0.02, -0.015], "A is best: really better than B to D"),
        ([-0.0003, -0.01], "A is best so far: better than C; no evidence it beats B"),
        ([-0.0003, -0.0002], "A is best so far; no evidence it beats B and C"),
        ([0.01, -0.01], "B is best: really better than A"),
        ([0.0003, -0.01], "B is best so far; no evidence it beats A"),
    ],
)
def test_the_best_side_is_named_with_those_that_it_is_really_better_than(shifts: list[float], answer: str) -> None:
    assert answer_of(compared(*shifts)) == answer


def test_one_run_each_is_no_evidence() -> None:
    a, b = repeats(1, [0.97]), repeats(11, [0.98], units=64)
    assert answer_of(comparing(lone(a[0], b[0]), a, b)) == "B is best so far; no evidence it beats A"


def test_there_is_no_answer_without_two_figures_or_a_better_direction() -> None:
    one = repeats(1, REPEATS)
    assert answer_of(comparing(groups(one), one)) == ""
    neither = next(metric for metric in METRICS.values() if not metric.better)
    assert answer_of(compared(-0.01, metric=neither)) == ""


def test_the_answer_is_a_line_of_its_own_if_there_are_several_pairs_to_read() -> None:
    assert answer_lines(compared(-0.01)) == []
    assert answer_lines(compared(-0.01, -0.02)) == ["A is best: really better than B and C."]
