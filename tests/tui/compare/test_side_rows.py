"""The list of sides as cells."""

from __future__ import annotations

from mnist_lab.tui.compare.side_rows import EVIDENCE, RUNS, rows_for
from support.compare_examples import comparing, groups, repeats


def test_runs_without_the_figure_are_told_from_those_with_it() -> None:
    both, one = repeats(1, [0.98, 0.97]), repeats(3, [0.96, 0.95], units=64)
    one[1] = one[1].model_copy(update={"test_accuracy": None})
    rows = rows_for(comparing(groups(both, one), both, one), 200)
    place = rows.columns.index(RUNS)
    assert [row[place] for row in rows.cells] == ["2", "1 of 2"]


def test_less_room_leaves_out_the_size_and_then_the_pairs() -> None:
    a, b = repeats(1, (0.970, 0.971, 0.972)), repeats(11, (0.980, 0.981, 0.982), units=64)
    comparison = comparing(groups(a, b), a, b)
    said = []
    for room in range(200, 40, -1):
        rows = rows_for(comparison, room)
        if EVIDENCE in rows.columns:
            said.append(rows.cells[1][rows.columns.index(EVIDENCE)])
    forms = [*dict.fromkeys(said)]
    assert ["1.00 points" in words for words in forms] == [True, False, False]
    assert ["in 9 of 9 pairs" in words for words in forms] == [True, True, False]
    assert all(words.startswith("better") for words in forms)
