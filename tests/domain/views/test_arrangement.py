"""The lines of the table for a view."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.columns import SortKey
from mnist_lab.domain.tables.run_summary import Summary, summary_of
from mnist_lab.domain.views.arrangement import arrange
from mnist_lab.domain.views.table_view import USUAL_VIEW
from support.store_examples import example_run


def summaries() -> list[Summary]:
    """Three repeats of one spec and a run of another."""
    specs = [RunSpec(seed=1), RunSpec(seed=2), RunSpec(seed=3), RunSpec(units=64)]
    return [summary_of(example_run(number).but(spec=spec)) for number, spec in enumerate(specs, 1)]


def test_a_filter_leaves_the_runs_that_match() -> None:
    found = arrange(summaries(), replace(USUAL_VIEW, filter="units=64"))
    assert [line.summary.run.spec.units for line in found.lines] == [64]
    assert (found.matching, found.count) == (1, 4)


def test_runs_are_sorted() -> None:
    found = arrange(summaries(), replace(USUAL_VIEW, sort=(SortKey("units"), SortKey("seed", descending=True))))
    assert [line.summary.run.spec.seed for line in found.lines] == [1, 3, 2, 1]


@pytest.mark.parametrize(("descending", "seeds"), [(False, [1, 2, 3]), (True, [3, 2, 1])])
def test_repeats_sorted_by_name_are_in_the_order_of_their_seeds(descending: bool, seeds: list[int]) -> None:
    runs = [example_run(number, name="wide", spec=RunSpec(seed=seed)) for number, seed in enumerate((2, 3, 1), 1)]
    view = replace(USUAL_VIEW, sort=(SortKey("name", descending),))
    found = arrange([summary_of(run) for run in runs], view)
    assert [line.summary.run.spec.seed for line in found.lines] == seeds


def test_repeats_are_one_line_until_their_group_is_opened() -> None:
    view = replace(USUAL_VIEW, grouped_by=())
    closed = arrange(summaries(), view)
    assert sorted(len(line.group.group.ids) for line in closed.lines if line.group) == [1, 3]
    (key,) = [line.key for line in closed.lines if line.group and len(line.group.group.ids) == 3]
    opened = arrange(summaries(), view, opened=frozenset({key}))
    assert sum(line.is_inside for line in opened.lines) == 3
