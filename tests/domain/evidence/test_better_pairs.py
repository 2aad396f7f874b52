"""The effect in words: in how many pairs the second side was better."""

from __future__ import annotations

import pytest

from mnist_lab.domain.evidence.better_pairs import better_pairs
from mnist_lab.domain.tables.metrics import METRICS, USUAL


@pytest.mark.parametrize(
    ("metric", "words"),
    [
        (USUAL, "better in 3 of 6 pairs (1 tie)"),
        (METRICS["val_loss"], "worse in 3 of 6 pairs (1 tie)"),
        (METRICS["clean_gap"], "higher in 3 of 6 pairs (1 tie)"),
        (METRICS["seconds"], "slower in 3 of 6 pairs (1 tie)"),
    ],
)
def test_all_pairs_are_counted_in_the_sense_of_the_figure(metric: object, words: str) -> None:
    assert better_pairs([0.1, 0.2, 0.3], [0.2, 0.25], metric).text == words  # type: ignore[arg-type]


def test_the_opposite_leaves_ties_out() -> None:
    found = better_pairs([0.1, 0.2, 0.3], [0.2, 0.25], USUAL)
    assert (found.that_are("better"), found.that_are("worse")) == (3, 2)


def test_without_ties_none_are_said() -> None:
    assert better_pairs([0.1, 0.2], [0.3, 0.4], USUAL).text == "better in 4 of 4 pairs"
