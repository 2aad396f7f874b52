"""What the line above the table says in how much room."""

from __future__ import annotations

import pytest

from mnist_lab.tui.runs.count_line import CountPart, parts_that_fit

PARTS = (
    CountPart("41 runs in 13 groups"),
    CountPart("sorted by val loss", "by val loss"),
    CountPart("all with digits 6000", "all: digits 6000"),
    CountPart("14 alike hidden"),
)


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (90, "41 runs in 13 groups · sorted by val loss · all with digits 6000 · 14 alike hidden"),
        (80, "41 runs in 13 groups · by val loss · all: digits 6000 · 14 alike hidden"),
        (54, "41 runs in 13 groups · by val loss · all: digits 6000"),
        (40, "41 runs in 13 groups · by val loss"),
        (10, "41 runs in 13 groups"),
    ],
)
def test_parts_are_in_short_before_the_last_ones_are_left_out(width: int, shown: str) -> None:
    assert " · ".join(parts_that_fit(PARTS, width)) == shown
