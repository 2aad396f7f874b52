"""Arranges the known runs as the view says, and again only if something decisive has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.domain.views.arrangement import Arrangement, arrange
from mnist_lab.domain.views.in_place import with_changed_run
from mnist_lab.tui.state.view_state import ViewState


class Arranger:
    """Holds the arrangement that the table shows; `summaries` gives the runs as they now are."""

    def __init__(self, summaries: Callable[[], Iterable[Summary]]) -> None:
        self._summaries = summaries
        self._state = ViewState()
        self._known: dict[str, Summary] = {}
        self.arrangement = Arrangement((), ())
        self.is_arranged = False

    def arrange(self, state: ViewState | None = None) -> Arrangement:
        """Return the arrangement of all runs, for another view if one is given."""
        self._state = state or self._state
        self.is_arranged = True
        self._known = {summary.id: summary for summary in self._summaries()}
        self.arrangement = arrange(self._known.values(), self._state.view, opened=self._state.opened)
        return self.arrangement

    def change(self, now: Summary) -> bool:
        """Take a changed run; return whether every line keeps its place, else the runs must be arranged again."""
        before = self._known.get(now.id)
        changed = None
        if before is not None:
            changed = with_changed_run(self.arrangement, self._state.view, before, now)
        if changed is None:
            return False
        self._known[now.id] = now
        self.arrangement = changed
        return True
