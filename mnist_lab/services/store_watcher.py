"""The thread that checks the store for changes twice a second, and folds the index once nothing changes."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable

from mnist_lab_store.errors import StoreError
from mnist_lab_store.run_store import RunStore

SECONDS_BETWEEN_LOOKS = 0.5
LOOKS_UNTIL_QUIET = 40


class StoreWatcher:
    """Calls `changed` once at the start and whenever the store has changed; reads no file if nothing has.

    `report_error` gets the reason once if looking fails. The index is not folded while `is_busy`.
    """

    def __init__(
        self,
        store: RunStore,
        changed: Callable[[], None],
        report_error: Callable[[str], None],
        is_busy: Callable[[], bool],
        seconds_between_looks: float = SECONDS_BETWEEN_LOOKS,
    ) -> None:
        self._store = store
        self._changed = changed
        self._report_error = report_error
        self._is_busy = is_busy
        self._seconds = seconds_between_looks
        self._wake = threading.Event()
        self._is_closing = False
        self._quiet_looks = 0
        self._reported = ""
        self._thread = threading.Thread(target=self._work, name="store watcher", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def look_now(self) -> None:
        """Check now instead of at the next look."""
        self._wake.set()

    def close(self, within: float | None = None) -> None:
        """Stop the thread, and wait for it if it was started, at most `within` seconds."""
        self._is_closing = True
        self._wake.set()
        if self._thread.ident is not None:
            self._thread.join(within)

    def _work(self) -> None:
        while not self._is_closing:
            try:
                self._look()
                self._reported = ""
            except StoreError as error:
                if str(error) != self._reported:
                    self._reported = str(error)
                    self._report_error(self._reported)
            self._wake.wait(self._seconds)
            self._wake.clear()

    def _look(self) -> None:
        if self._store.changed():
            self._quiet_looks = 0
            self._changed()
            return
        self._quiet_looks = 0 if self._is_busy() else self._quiet_looks + 1
        if self._quiet_looks == LOOKS_UNTIL_QUIET:
            with contextlib.suppress(StoreError):  # the index is a cache: whoever reads next makes it again
                self._store.fold()
