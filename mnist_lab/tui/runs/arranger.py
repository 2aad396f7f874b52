"""Arranges the known runs as the view says, and moves only what has changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from mnist_lab.domain.tables.columns import OF_VERDICT
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.domain.views.against_pinned import Question
from mnist_lab.domain.views.arranger import Arranger as DomainArranger
from mnist_lab.domain.views.grouping import VerdictKey, verdict_key
from mnist_lab.domain.views.lines import Arrangement, Line
from mnist_lab.tui.state.view_messages import GroupResultsReady, GroupResultsRequested
from mnist_lab.tui.state.view_state import ViewState
from mnist_lab.util.gc_control import gc_frozen

MANY = 1000
"""So many new lines are kept off the garbage collector, which would walk them again and again and find nothing."""


class Arranger:
    """Holds the arrangement that the table shows; `summaries` gives the runs as they now are."""

    def __init__(self, summaries: Callable[[], Collection[Summary] | Mapping[str, Summary]]) -> None:
        self._summaries = summaries
        self._state = ViewState()
        self._arranger = DomainArranger()
        self._asked: tuple[frozenset[VerdictKey], Question | None] = (frozenset(), None)
        self._frozen = 0
        self.is_arranged = False

    @property
    def arrangement(self) -> Arrangement:
        """Return what the table shows."""
        return self._arranger.arrangement

    def as_arranged(self, state: ViewState) -> ViewState:
        """Return this state with the view of the arrangement: the state may have another one, not yet arranged."""
        return replace(state, view=self._state.view, opened=self._state.opened)

    def arrange(self, state: ViewState | None = None) -> Arrangement:
        """Return the arrangement of all runs, for another view if one is given."""
        self._state = state or self._state
        self.is_arranged = True
        runs = self._summaries()
        with self._making_lines_of(len(runs)):
            return self._arranger.show(runs, self._state.view, opened=self._state.opened)

    def wanted(self, in_sight: Sequence[Line]) -> GroupResultsRequested | None:
        """Return what is to be computed in the background; None if there is nothing, or it has been asked for.

        Verdicts take the epochs of all runs of a group: those in sight will do, unless lines are sorted by them.
        """
        question = self.arrangement.question
        if any(key.key in OF_VERDICT for key in self._state.view.sort):
            rows = self.arrangement.unjudged
        else:
            groups = (line.group for line in in_sight if line.group is not None)
            rows = tuple(row for row in groups if row.needs_epochs and row.median_verdict is None)
        asked = frozenset(map(verdict_key, rows)), question
        is_new = asked[0] - self._asked[0] or (question is not None and question is not self._asked[1])
        if not is_new:
            return None
        self._asked = asked
        return GroupResultsRequested(rows, question)

    def take(self, results: GroupResultsReady) -> Arrangement:
        """Return the arrangement with what was computed."""
        if results.findings is not None:
            self._arranger.take(results.findings)
        if results.verdicts:
            self._arranger.judge(results.verdicts)
        return self.arrangement

    def change(self, changed: Sequence[Summary], gone: Collection[str] = ()) -> bool:
        """Take new, changed and removed runs; return whether every line keeps its place, and every column."""
        before = self.arrangement
        with self._making_lines_of(before.count + len(changed)):
            now = self._arranger.change(changed, gone)
        if now.columns is not before.columns or len(now.lines) != len(before.lines):
            return False
        return all(a is b or a.key == b.key for a, b in zip(now.lines, before.lines, strict=True))

    def _making_lines_of(self, count: int) -> AbstractContextManager[None]:
        if count - self._frozen < MANY:
            return nullcontext()
        self._frozen = count
        return gc_frozen()
