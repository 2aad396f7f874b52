"""Lines of the table with all that there is to know of them: verdicts on groups and evidence, which take reading."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from mnist_lab.domain.comparison.marks import Marks
from mnist_lab.domain.evidence.group_rows import judged
from mnist_lab.domain.fit.thresholds import THRESHOLDS, Thresholds
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.tables.columns import OF_VERDICT
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.domain.views.against_pinned import findings_of
from mnist_lab.domain.views.arrangement import Arrangement, Line, arrange
from mnist_lab.domain.views.arranger import Arranger
from mnist_lab.domain.views.grouping import verdict_key
from mnist_lab.domain.views.table_view import TableView


@dataclass(frozen=True, slots=True)
class Known:
    """What a table may need: all runs, their epochs by id, and the thresholds of verdicts."""

    kept: Collection[Summary] = ()
    epochs_of: Callable[[str], Sequence[Epoch]] = lambda _: ()
    thresholds: Thresholds = THRESHOLDS


def arranged(view: TableView, known: Known, *, shows_pinned: bool) -> Arrangement:
    """Return all that a view shows; the verdicts on groups are left to `judged_lines` unless they are sorted by.

    May read many runs, and load scipy.
    """
    arranger = Arranger(shows_pinned=shows_pinned)
    arrangement = arranger.show(known.kept, view)
    if any(key.key in OF_VERDICT for key in view.sort):
        rows = [judged(row, known.epochs_of, known.thresholds) for row in arrangement.unjudged]
        arranger.judge({verdict_key(row): row.median_verdict for row in rows if row.median_verdict is not None})
    question = arranger.arrangement.question
    if question is not None:
        arranger.take(findings_of(question))
    return arranger.arrangement


def judged_lines(lines: Sequence[Line], known: Known) -> tuple[Line, ...]:
    """Return the lines with the verdicts on their groups, for which epochs are read."""
    return tuple(
        replace(line, group=judged(line.group, known.epochs_of, known.thresholds))
        if line.group is not None and line.group.needs_epochs and line.group.median_verdict is None
        else line
        for line in lines
    )


def marked_lines(summaries: Collection[Summary], view: TableView, marks: Marks) -> tuple[Line, ...]:
    """Return the lines of the marks in their order; those that are gone are left out."""
    found: dict[str, Line] = {}
    for grouped_by in dict.fromkeys(mark.grouped_by for mark in marks.marks):
        arrangement = arrange(summaries, replace(view, filter="", grouped_by=grouped_by))
        for line in arrangement.lines:
            found.setdefault(line.key, line)
    return tuple(found[mark.key] for mark in marks.marks if mark.key in found)
