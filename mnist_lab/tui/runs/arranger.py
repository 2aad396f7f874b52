"""Arranges the known runs as the view says, and moves only what has changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.domain.views.arranger import Arranger as DomainArranger
from mnist_lab.domain.views.lines import Arrangement
from mnist_lab.tui.state.view_state import ViewState


class Arranger:
    """Holds the arrangement that the table shows; `summaries` gives the runs as they now are."""

    def __init__(self, summaries: Callable[[], Iterable[Summary]]) -> None:
        self._summaries = summaries
        self._state = ViewState()
        self._arranger = DomainArranger()
        self.is_arranged = False

    @property
    def arrangement(self) -> Arrangement:
        """Return what the table shows."""
        return self._arranger.arrangement

    def arrange(self, state: ViewState | None = None) -> Arrangement:
        """Return the arrangement of all runs, for another view if one is given."""
        self._state = state or self._state
        self.is_arranged = True
        return self._arranger.show(self._summaries(), self._state.view, opened=self._state.opened)

    def change(self, changed: Sequence[Summary], gone: Collection[str] = ()) -> bool:
        """Take new, changed and removed runs; return whether every line keeps its place, and every column."""
        before = self.arrangement
        now = self._arranger.change(changed, gone)
        if now.columns is not before.columns or len(now.lines) != len(before.lines):
            return False
        return all(one.key == other.key for one, other in zip(now.lines, before.lines, strict=True))
