"""The list of sides as cells."""

from __future__ import annotations

from mnist_lab.tui.compare.side_rows import RUNS, rows_for
from support.compare_examples import comparing, groups, repeats


def test_runs_without_the_figure_are_told_from_those_with_it() -> None:
    both, one = repeats(1, [0.98, 0.97]), repeats(3, [0.96, 0.95], units=64)
    one[1] = one[1].model_copy(update={"test_accuracy": None})
    rows = rows_for(comparing(groups(both, one), both, one), 200)
    place = rows.columns.index(RUNS)
    assert [row[place] for row in rows.cells] == ["2", "1 of 2"]
