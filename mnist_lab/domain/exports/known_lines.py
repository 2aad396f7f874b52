"""Lines of the table with all that there is to know of them: also the evidence, which takes scipy."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from mnist_lab.domain.comparison.marks import Marks
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.domain.views.against_pinned import findings_of
from mnist_lab.domain.views.arrangement import Arrangement, Line, arrange
from mnist_lab.domain.views.arranger import Arranger
from mnist_lab.domain.views.table_view import TableView


def arranged(view: TableView, kept: Collection[Summary], *, shows_pinned: bool) -> Arrangement:
    """Return all that a view shows of these runs; may load scipy."""
    arranger = Arranger(shows_pinned=shows_pinned)
    question = arranger.show(kept, view).question
    if question is not None:
        arranger.take(findings_of(question))
    return arranger.arrangement


def marked_lines(summaries: Collection[Summary], view: TableView, marks: Marks) -> tuple[Line, ...]:
    """Return the lines of the marks in their order; those that are gone are left out."""
    found: dict[str, Line] = {}
    for grouped_by in dict.fromkeys(mark.grouped_by for mark in marks.marks):
        arrangement = arrange(summaries, replace(view, filter="", grouped_by=grouped_by))
        for line in arrangement.lines:
            found.setdefault(line.key, line)
    return tuple(found[mark.key] for mark in marks.marks if mark.key in found)
