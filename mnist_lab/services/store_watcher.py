"""The thread that checks the store for changes twice a second, and folds the index once nothing changes."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable

from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.util.gc_control import gc_frozen
from mnist_lab_store.errors import StoreError
from mnist_lab_store.run_store import RunStore

SECONDS_BETWEEN_LOOKS = 0.5
LOOKS_UNTIL_QUIET = 40
SECONDS_BEFORE_JUDGING = 2.0
"""The first screens come first."""
TOLD_AT_ONCE = 20
"""The table moves the lines of so few without sorting all of them again."""
PAUSE, PAUSE_WHILE_BUSY = 1.0, 4.0
"""How long judging pauses, as a multiple of how long it took."""
SECONDS_BETWEEN_FOLDS = 15.0


class StoreWatcher:
    """Calls `changed` once at the start and whenever the store has changed; reads no file if nothing has.

    `report_error` gets the reason once if looking fails. The index is not folded while `is_busy`. Between two looks it
    judges runs whose verdicts are by other rules, a few at a time; `judged` gets them, and how many are left.
    """

    def __init__(
        self,
        store: RunStore,
        changed: Callable[[], None],
        report_error: Callable[[str], None],
        is_busy: Callable[[], bool],
        judged: Callable[[tuple[Summary, ...], int], None] = lambda *_: None,
        seconds_between_looks: float = SECONDS_BETWEEN_LOOKS,
    ) -> None:
        self._store = store
        self._changed = changed
        self._report_error = report_error
        self._is_busy = is_busy
        self._judged = judged
        self._folded = self._loaded = 0.0
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
            self._judge()

    def _judge(self) -> None:
        """Judge for as long as between two looks, then fold what was judged if it has been long or is all of it.

        The pauses are for the thread that draws, and for training: Python runs one thread at a time.
        """
        if not self._store.unjudged or time.monotonic() - self._loaded < SECONDS_BEFORE_JUDGING:
            return
        judged: list[Summary] = []
        until = time.monotonic() + self._seconds
        with contextlib.suppress(StoreError):  # the next look tells it
            while self._store.unjudged and time.monotonic() < until and not self._is_closing:
                began = time.monotonic()
                judged += self._store.judge(1)
                if len(judged) >= TOLD_AT_ONCE or not self._store.unjudged:
                    self._judged(tuple(judged), self._store.unjudged)
                    judged.clear()
                self._wake.wait((time.monotonic() - began) * (PAUSE_WHILE_BUSY if self._is_busy() else PAUSE))
            if judged:
                self._judged(tuple(judged), self._store.unjudged)
            if not self._store.unjudged or time.monotonic() - self._folded > SECONDS_BETWEEN_FOLDS:
                with gc_frozen():  # walking ten thousand runs and their documents would hold up the screen
                    self._store.fold()
                self._folded = time.monotonic()

    def _look(self) -> None:
        if self._store.changed():
            self._quiet_looks = 0
            self._changed()
            if not self._loaded:
                self._loaded = self._folded = time.monotonic()
            return
        self._quiet_looks = 0 if self._is_busy() else self._quiet_looks + 1
        if self._quiet_looks == LOOKS_UNTIL_QUIET:
            with contextlib.suppress(StoreError):  # the index is a cache: whoever reads next makes it again
                self._store.fold()
