"""How many more runs the table of runs and Compare ask for: the table corrects for more comparisons."""

from __future__ import annotations

from mnist_lab.domain.advice.glossary import matching_chapters
from mnist_lab.domain.exports.known_lines import arranged
from mnist_lab.domain.views.difference_column import DifferenceColumn
from mnist_lab.domain.views.table_view import TableView
from support.compare_examples import comparing, groups, repeats, summaries

SPREAD = (0.0, 0.001, 0.002)


def test_the_table_asks_for_as_many_as_compare_or_more_and_says_why() -> None:
    base = [run.but(pinned_at=run.created) for run in repeats(1, [0.97 + each for each in SPREAD])]
    others = [repeats(10 * n, [0.9725 + each for each in SPREAD], units=8 * n) for n in range(1, 7)]
    comparison = comparing(groups(base, others[0]), base, *others)
    in_compare = comparison.pair("B")
    arrangement = arranged(TableView(grouped_by=()), summaries(base, *others), shows_pinned=True)
    column = next(each for each in arrangement.columns if isinstance(each, DifferenceColumn))
    line = next(each for each in arrangement.lines if others[0][0].id in each.key)
    in_table = column.found(line)
    assert in_compare is not None
    assert in_compare.contrast.evidence is not None
    assert in_table is not None
    assert (in_compare.contrast.evidence.family, in_table.evidence.family) == (1, len(others))
    assert in_table.more_runs is not None
    assert in_table.more_runs > (in_compare.more_runs or 0)
    assert "Compare" in column.explanation
    assert matching_chapters("more runs")
