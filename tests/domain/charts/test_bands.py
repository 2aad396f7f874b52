"""The band of several histories."""

from __future__ import annotations

import math

import pytest

from mnist_lab.domain.charts.bands import BandPoint, band_of
from support.fakes import a_history


def test_a_band_spans_the_finite_repeats() -> None:
    histories = [a_history([0.3, 0.2]), a_history([0.1, math.nan]), a_history([0.2])]
    assert band_of(histories, lambda epoch: epoch.val_loss) == (
        BandPoint(1, pytest.approx(0.2), 0.1, 0.3, 3),
        BandPoint(2, 0.2, 0.2, 0.2),
    )
    assert band_of([], lambda epoch: epoch.val_loss) == ()
