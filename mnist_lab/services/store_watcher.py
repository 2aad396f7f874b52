"""The thread that looks, once a second, whether the store changed; when all is quiet it folds the index."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable

from mnist_lab_store.errors import StoreError
from mnist_lab_store.run_store import RunStore

SECONDS_BETWEEN_LOOKS = 1.0
LOOKS_UNTIL_QUIET = 20


class StoreWatcher:
    """Calls `changed` once and whenever the store has changed; if nothing changed, no file is read.

    `trouble` takes once why looking failed; while `is_busy` the index is not folded.
    """

    def __init__(
        self,
        store: RunStore,
        changed: Callable[[], None],
        trouble: Callable[[str], None],
        is_busy: Callable[[], bool],
        seconds_between_looks: float = SECONDS_BETWEEN_LOOKS,
    ) -> None:
        self._store = store
        self._changed = changed
        self._trouble = trouble
        self._is_busy = is_busy
        self._seconds = seconds_between_looks
        self._wake = threading.Event()
        self._is_closing = False
        self._quiet_looks = 0
        self._told = ""
        self._thread = threading.Thread(target=self._work, name="lookout", daemon=True)

    def start(self) -> None:
        """Start looking."""
        self._thread.start()

    def look_now(self) -> None:
        """Look now instead of in a second."""
        self._wake.set()

    def close(self) -> None:
        """Stop looking, and wait for the thread if it was started."""
        self._is_closing = True
        self._wake.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _work(self) -> None:
        while not self._is_closing:
            try:
                self._look()
                self._told = ""
            except StoreError as error:
                if str(error) != self._told:
                    self._told = str(error)
                    self._trouble(self._told)
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
