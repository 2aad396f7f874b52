"""Arranges the known runs as the view says, and moves only what has changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.domain.views.against_pinned import Findings, Question
from mnist_lab.domain.views.arranger import Arranger as DomainArranger
from mnist_lab.domain.views.lines import Arrangement
from mnist_lab.tui.state.view_messages import FindingsRequested
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
        self._asked: Question | None = None
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

    def wanted(self) -> FindingsRequested | None:
        """Return the evidence to be computed in the background; None if it is known, or has been asked for."""
        question = self.arrangement.question
        if question is None or question is self._asked:
            return None
        self._asked = question
        return FindingsRequested(question)

    def take(self, findings: Findings) -> Arrangement:
        """Return the arrangement with the evidence."""
        return self._arranger.take(findings)

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
