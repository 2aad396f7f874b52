"""How days are named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mnist_lab.domain.formatting.days import format_day

NOON = datetime(2026, 5, 3, 12, tzinfo=UTC).astimezone()


@pytest.mark.parametrize(
    ("before", "name"),
    [
        (timedelta(hours=1), "today"),
        (timedelta(days=1), "yesterday"),
        (timedelta(days=2), "on 1 May"),
        (timedelta(days=365), "on 3 May 2025"),
    ],
)
def test_a_day_is_named_by_its_distance(before: timedelta, name: str) -> None:
    assert format_day(NOON - before, NOON) == name
