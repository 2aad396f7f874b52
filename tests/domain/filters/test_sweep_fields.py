"""Filters for the runs of a sweep."""

from __future__ import annotations

import pytest

from mnist_lab.domain.filters.query import parse
from support.sweeps import a_run_of, a_sweep

SWEEP = a_sweep()


@pytest.mark.parametrize(
    ("text", "expected"),
    [(f"sweep={SWEEP.id}", [0, 1]), ("sweep=sweep-ffff", []), ("trial=1", [0]), ("state=pruned", [1])],
)
def test_the_runs_of_a_sweep_are_found_by_sweep_trial_and_pruning(text: str, expected: list[int]) -> None:
    first, second = (SWEEP.point(number, {"units": 64 * number, "dropout": 0.2}) for number in (1, 2))
    runs = [a_run_of(SWEEP, first, 1, 0.1, 0), a_run_of(SWEEP, second, 1, 0.2, 1, pruned="Pruned after epoch 1.")]
    parsed = parse(text)
    assert not parsed.problem
    assert [place for place, each in enumerate(runs) if parsed.filter.matches(each)] == expected
