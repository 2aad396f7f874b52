"""The pinned groups, which stay on top, and what the other lines are compared with."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping

from mnist_lab.domain.tables.columns import columns_by_key
from mnist_lab.domain.tables.figure_choice import FigureChoice
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.domain.views.against_pinned import (
    NOTHING_FOUND,
    AgainstPinned,
    Findings,
    Question,
    asks_the_same,
    is_about,
    metric_sorted_by,
    pinned_runs,
)
from mnist_lab.domain.views.grouping import Grouping, group_line_key
from mnist_lab.domain.views.table_view import TableView


class PinnedComparison:
    """Knows which groups are pinned, and which question about all others is open."""

    def __init__(self) -> None:
        self.is_used = True
        self.keys: frozenset[Hashable] = frozenset()
        self.against: AgainstPinned | None = None
        self._seen: Mapping[str, Summary] = {}
        self._runs: Mapping[str, Summary] = {}
        self._question: Question | None = None
        self._findings: Findings | None = None
        self._asked_at: tuple[object, ...] = ()
        self._figures = FigureChoice.LAST

    @property
    def question(self) -> Question | None:
        """Return what is still to be answered."""
        is_answered = self._findings is not None and self._findings.question is self._question
        return None if is_answered else self._question

    def rests_on(self, summary: Summary, groups: Grouping) -> bool:
        """Return whether a change of this run changes what is pinned, or what others are compared with."""
        return summary.run.pinned_at is not None or groups.key(summary) in self.keys

    def see(self, runs: Iterable[Summary]) -> None:
        """Look for pinned runs among all runs."""
        self._seen = pinned_runs(runs)

    def look(self, groups: Grouping, view: TableView) -> None:
        """Look at which groups are pinned now, and ask again if that, or a result, has changed."""
        self._runs = self._seen if self.is_used else {}
        self.keys = frozenset(groups.key(each) for each in self._runs.values())
        self.ask(groups, view)

    def ask(self, groups: Grouping, view: TableView) -> None:
        """Ask again if a result has changed; what is pinned has not."""
        rows = {data: groups.row(groups.key(each)) for data, each in self._runs.items()}
        metric = metric_sorted_by(view.sort)
        column = columns_by_key(view.figures)[metric.key]
        if all(row.average(column) is None for row in rows.values()):
            self.against = self._question = None
            self._asked_at = ()
            return
        self._figures = view.figures
        self._ask(Question(metric, view.figures, rows, {}), groups, view)
        self._compare(AgainstPinned(metric, column, rows))

    def take(self, findings: Findings) -> bool:
        """Take the answer to the open question; return whether it is one."""
        if findings.question is not self._question or self.against is None:
            return False
        self._findings = findings
        self._compare(self.against)
        return True

    def _ask(self, question: Question, groups: Grouping, view: TableView) -> None:
        asked_at = groups, groups.results, question.metric, question.figures, self.keys, view.grouped_by
        if asked_at == self._asked_at:
            return
        self._asked_at = asked_at
        if view.grouped_by != ():
            self._question = None
            return
        rows = (groups.row(key) for key in groups)
        on_pinned = {group_line_key(row): row for row in rows if row.group.data.sha256 in question.pinned}
        asked = Question(question.metric, question.figures, question.pinned, on_pinned)
        if self._question is None or not asks_the_same(asked, self._question):
            self._question = asked

    def _compare(self, against: AgainstPinned) -> None:
        """Compare with what was found before, until the open question is answered: so that nothing flickers."""
        findings, known = self._findings, self.against
        is_about_it = findings is not None and is_about(findings.question, against, self._figures)
        found = findings.found if findings is not None and is_about_it else NOTHING_FOUND
        is_known = known is not None and known.found is found and known.column is against.column
        if known is None or not (is_known and known.pinned == against.pinned):
            self.against = AgainstPinned(against.metric, against.column, against.pinned, found)
