"""Reports that are delivered outside a lock, in the order in which they were added."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable


class ReportDelivery:
    """Calls reports one at a time, on whichever thread is there, outside the lock of `changed`.

    A report may add others, and wait for threads that do.
    """

    def __init__(self, changed: threading.Condition) -> None:
        self._changed = changed
        self._reports: deque[Callable[[], None]] = deque()
        self._reporter: int | None = None
        self.added = 0
        self._called = 0
        self._waiters = 0

    def add(self, report: Callable[[], None]) -> None:
        """Add a report to be delivered after all others, as number `added`; the caller holds the lock."""
        self.added += 1
        self._reports.append(report)

    def deliver(self) -> None:
        """Call what is to be reported; if a thread already does, it reports this too."""
        with self._changed:
            if self._reporter is not None:
                return
            self._reporter = threading.get_ident()
        try:
            while (report := self._next()) is not None:
                report()
                self._count()
        except BaseException:
            with self._changed:
                self._reporter = None
                self._called += 1
                self._changed.notify_all()
            raise

    def settle(self) -> None:
        """Wait until everything added so far is reported; a report that calls this does not wait for itself."""
        with self._changed:
            if self._reporter != threading.get_ident():
                self._changed.wait_for(lambda: not self._reports and self._reporter is None)

    def wait_for(self, number: int) -> None:
        """Deliver what there is, and wait until the report of this number was called; a report does not wait."""

        def is_called() -> bool:
            return self._called >= number

        while True:
            self.deliver()
            with self._changed:
                if is_called() or self._reporter == threading.get_ident():
                    return
                self._waiters += 1
                self._changed.wait_for(lambda: is_called() or self._reporter is None)
                self._waiters -= 1

    def _count(self) -> None:
        """Count a report as called, and wake those that wait for it."""
        with self._changed:
            self._called += 1
            if self._waiters:
                self._changed.notify_all()

    def _next(self) -> Callable[[], None] | None:
        """Return the next report, or None once there is none and this thread reports no more."""
        with self._changed:
            if self._reports:
                return self._reports.popleft()
            self._reporter = None
            self._changed.notify_all()
            return None
