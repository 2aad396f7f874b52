"""Times in words."""

from __future__ import annotations

import math

import pytest

from mnist_lab.domain.formatting.units import format_duration, format_estimate


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(76, "1 min 16 s"), (299, "4 min 59 s"), (300, "5 min"), (1283, "21 min"), (3569, "59 min"), (5280, "1 h 28 min")],
)
def test_an_estimate_is_no_more_exact_than_it_can_be(seconds: float, text: str) -> None:
    assert format_estimate(seconds) == text


@pytest.mark.parametrize("seconds", [0.4, 27, 299, 3570, 3600, 7500, math.inf, math.nan])
def test_short_and_long_estimates_read_as_durations(seconds: float) -> None:
    assert format_estimate(seconds) == format_duration(seconds)
