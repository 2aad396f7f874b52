"""The rows of the table of runs in their order."""

from __future__ import annotations

import pytest

from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.run_summary import summary_of
from mnist_lab.domain.tables.sorted_rows import Rows
from support.store_examples import example_run


@pytest.mark.parametrize(("times", "seeds"), [(1, [1, 2, 3]), (2, [3, 2, 1])])
def test_repeats_sorted_by_name_are_in_the_order_of_their_seeds(times: int, seeds: list[int]) -> None:
    rows = Rows()
    runs = [example_run(number, name="wide", spec=RunSpec(seed=seed)) for number, seed in enumerate((2, 3, 1), 1)]
    rows.show([summary_of(run) for run in runs])
    for _ in range(times):
        rows.sort_by("name")
    assert [row.run.spec.seed for row in rows.rows] == seeds
