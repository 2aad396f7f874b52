"""The view of the table, the saved views and the filters, kept from one start of the app to the next."""

from __future__ import annotations

from collections.abc import Callable

from mnist_lab.domain.formatting.text_cleaning import SENTENCE_LENGTH, clean_line
from mnist_lab.domain.views.table_view import USUAL_VIEW, TableView
from mnist_lab.tui.controllers.ports import Ports
from mnist_lab.tui.state.view_state import MOST_FILTERS, RecalledViews, SavedChanges
from mnist_lab.util.background import LatestOnly

VIEW, VIEWS, FILTERS, METRIC = "view", "saved views", "filters", "compared by"
"""The keys that the store remembers them under."""
SECONDS_BETWEEN_WRITES = 1.0


class ViewMemory:
    """Remembers views; writes at most once a second, on the thread that writes, and reads in the background.

    `recalled` takes what was read, on any thread.
    """

    def __init__(
        self,
        ports: Ports,
        recalled: Callable[[RecalledViews], object],
    ) -> None:
        self._preferences = ports.session.preferences
        self._reads = LatestOnly(ports.background)
        self._later = ports.later
        self._recalled = recalled
        self._kept: tuple[TableView, tuple[str, ...]] = (USUAL_VIEW, ())
        self._newest: tuple[TableView, tuple[str, ...]] = self._kept
        self._is_due = False

    def begin(self, recalled: RecalledViews) -> None:
        """Take what is remembered already."""
        self._kept = recalled.view or USUAL_VIEW, recalled.filters

    def remember(self, view: TableView, filters: tuple[str, ...]) -> None:
        """Keep the view and the filters for the next start, with what follows within a second."""
        self._newest = view, filters
        if self._newest != self._kept and not self._is_due:
            self._is_due = True
            self._later(SECONDS_BETWEEN_WRITES, self.keep_now)

    def remember_metric(self, key: str) -> None:
        """Keep the figure that is compared by for the next start."""
        self._preferences.remember(METRIC, key)

    def keep_now(self) -> None:
        """Keep what is not kept yet."""
        from mnist_lab.domain.views.view_document import view_document  # not needed for the first frame

        self._is_due = False
        before, self._kept = self._kept, self._newest
        (view, filters), (view_before, filters_before) = self._kept, before
        if view != view_before:
            self._preferences.remember(VIEW, view_document(view))
        if filters != filters_before:
            self._preferences.remember(FILTERS, list(filters))

    def merge(self, changes: SavedChanges) -> None:
        """Keep saved views, and remove those that are None; those of another app stay."""
        from mnist_lab.domain.views.view_document import view_document  # as above

        documents = {name: None if view is None else view_document(view) for name, view in changes.items()}
        self._preferences.merge(VIEWS, documents)

    def read(self) -> None:
        """Read what is remembered."""
        self._reads.submit(lambda: self._recalled(self._recall()))

    def _recall(self) -> RecalledViews:
        from mnist_lab.domain.tables.metrics import METRICS  # as above
        from mnist_lab.domain.views.view_document import view_from_document

        kept, saved, filters = (self._preferences.recall(key) for key in (VIEW, VIEWS, FILTERS))
        views = {
            clean_line(name): view
            for name, document in (saved.items() if isinstance(saved, dict) else ())
            if (view := view_from_document(document)) is not None
        }
        views.pop("", None)
        metric = self._preferences.recall(METRIC)
        known = metric if isinstance(metric, str) and metric in METRICS else ""
        return RecalledViews(view_from_document(kept), views, _texts(filters), known)


def _texts(value: object) -> tuple[str, ...]:
    """Return the filters of a document: texts, once each."""
    texts = [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
    lines = (clean_line(each, SENTENCE_LENGTH) for each in texts)
    return tuple(filter(None, dict.fromkeys(lines)))[:MOST_FILTERS]
