"""What the evidence says of each side against the reference."""

from __future__ import annotations

import pytest

from mnist_lab.domain.comparison.comparison import Comparison
from mnist_lab.domain.evidence.contrast import contrast, contrasts
from mnist_lab.domain.tables.metrics import METRICS, USUAL
from support.accuracies import REPEATS, shifted
from support.compare_examples import comparing, groups, lone, repeats

BASE = repeats(1, REPEATS)


def only(comparison: Comparison) -> str:
    (pair,) = comparison.pairs
    return pair.sentence


def test_a_difference_has_its_size_and_its_interval() -> None:
    better = repeats(11, shifted(REPEATS, 0.01), dropout=0.0)
    found = comparing(groups(BASE, better), BASE, better)
    (pair,) = found.pairs
    assert (pair.is_conclusive, pair.difference, pair.more_runs, pair.differing) == (True, "+1.00", None, 1)
    assert pair.sentence.startswith("B is better by 1.00 points (")


def test_worse_has_the_smaller_end_of_its_interval_first() -> None:
    worse = repeats(11, shifted(REPEATS, -0.01), dropout=0.0)
    (pair,) = comparing(groups(BASE, worse), BASE, worse).pairs
    low, high = (float(word) for word in pair.sentence.partition("(")[2].rstrip(").").split(" to "))
    assert "worse by 1.00" in pair.sentence
    assert 0 < low < 1 < high


def test_too_few_runs_say_how_many_more() -> None:
    close = repeats(11, shifted(REPEATS, 0.001), dropout=0.0)
    (pair,) = comparing(groups(BASE, close), BASE, close).pairs
    assert pair.more_runs is not None
    assert pair.more_runs > 5
    assert f"about {pair.more_runs} more runs each" in pair.sentence


@pytest.mark.parametrize(("counts", "words"), [((1, 1), "each"), ((1, 3), "of A"), ((3, 1), "of B")])
def test_one_run_is_no_evidence(counts: tuple[int, int], words: str) -> None:
    a = repeats(1, REPEATS[: counts[0]])
    b = repeats(11, REPEATS[: counts[1]], dropout=0.0)
    assert only(comparing(groups(a, b), a, b)) == f"One run {words}: no evidence."


def test_enough_runs_say_which_difference_there_is_not() -> None:
    many = [0.97 + 0.0001 * (place % 3) for place in range(20)]
    a, b = repeats(1, many), repeats(31, many, dropout=0.0)
    assert only(comparing(groups(a, b), a, b)) == "No difference as large as 0.10 points."


def test_repeats_differ_by_chance() -> None:
    assert "chance alone" in only(comparing(lone(*BASE[:2]), BASE))


def test_a_side_marked_twice_is_the_same() -> None:
    assert only(comparing(groups(BASE, BASE[1:]), BASE)) == "B is the same as A."


def test_a_side_without_the_figure_is_named() -> None:
    none = [run.model_copy(update={"test_accuracy": None}) for run in repeats(11, [0.9], dropout=0.0)]
    assert only(comparing(groups(BASE, none), BASE, none)) == "B has no finished run with a test accuracy."


def test_several_sides_are_corrected_for_their_number() -> None:
    others = [repeats(10 * n, shifted(REPEATS, n / 1000), units=2**n) for n in range(2, 9)]
    found = comparing(groups(BASE, *others), BASE, *others)
    expected = contrasts(found.sides[0].group, [side.group for side in found.sides[1:]], USUAL)
    assert [pair.contrast.evidence for pair in found.pairs] == [each.evidence for each in expected]
    assert {pair.contrast.evidence.family for pair in found.pairs if pair.contrast.evidence is not None} == {7}
    assert all(pair.letter in pair.contrast.sentence for pair in found.pairs if pair.is_conclusive)


def test_another_figure_can_be_compared() -> None:
    other = repeats(11, REPEATS, seconds=60, dropout=0.0)
    found = comparing(groups(BASE, other), BASE, other, metric=METRICS["seconds"])
    assert only(found).startswith("B is slower by 40.0 s")


def test_a_single_pair_is_not_corrected() -> None:
    other = repeats(11, shifted(REPEATS, 0.002), dropout=0.0)
    found = comparing(groups(BASE, other), BASE, other)
    a, b = (side.group for side in found.sides)
    assert found.pairs[0].contrast.evidence == contrast(a, b, USUAL).evidence
