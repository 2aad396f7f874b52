"""What is written below the points of a slice."""

from __future__ import annotations

import pytest

from mnist_lab.domain.sweeps.axis import axis_of
from mnist_lab.tui.sweeps.slice_view import _ticks


@pytest.mark.parametrize(
    ("name", "text", "ticks"),
    [
        ("units", "16,64,256,1024", "16        64         256    1024"),
        ("dropout", "0,0.2,0.4", "off             0.20        0.40"),
        ("learning_rate", "log:1e-4:1e-1", "0.0001                       0.1"),
        ("units", "100:2000:100", "100  400  700  1000 1300    2000"),
        ("units", "16", "16"),
    ],
)
def test_values_are_below_their_points_where_there_is_room(name: str, text: str, ticks: str) -> None:
    assert _ticks(axis_of(name, text), 32) == ticks
