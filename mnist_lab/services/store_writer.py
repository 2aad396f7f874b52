"""The one thread that writes runs into the store, in the order of their changes."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from functools import partial
from itertools import count

from mnist_lab.domain.runs.run import Run
from mnist_lab.services.slow_write_watch import SECONDS_UNTIL_SLOW, SlowWriteWatch
from mnist_lab_store.errors import StoreError, os_errors_as_store_errors
from mnist_lab_store.run_store import RunLock, RunStore

SECONDS_BETWEEN_TRIES = 2.0


class StoreWriter:
    """Writes the newest state of each run once; keeps what cannot be written and tries again."""

    def __init__(
        self,
        store: RunStore,
        report_error: Callable[[str], None],
        written: Callable[[Run], None],
        *,
        seconds_until_slow: float = SECONDS_UNTIL_SLOW,
    ) -> None:
        """`report_error` gets what cannot be written; `written` gets each run that is, before its lock is released."""
        self._store = store
        self._report_error = report_error
        self._written = written
        self._pending: dict[str, Callable[[], None]] = {}
        self._refused: dict[str, Callable[[], None]] = {}
        self._locks: dict[str, RunLock] = {}
        self._numbers = count()
        self._changed = threading.Condition()
        self._is_writing = False
        self._is_closing = False
        self._reported = ""
        self._watch = SlowWriteWatch(store.folder, report_error, seconds_until_slow)
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)

    def start(self) -> None:
        """Start writing."""
        self._watch.start()
        self._thread.start()

    @property
    def is_refused(self) -> bool:
        """Return whether the store refused the last thing that was to be written."""
        return bool(self._reported)

    def put(self, run: Run) -> None:
        """Write the run as it is now, instead of an older state that still waits."""
        self._submit(run.id, partial(self._put, run))

    def adopt(self, run_id: str, lock: RunLock) -> None:
        """Take over the lock of a run until its end is written."""
        self._locks[run_id] = lock

    def ask(self, job: Callable[[], None]) -> None:
        """Run a job after everything submitted so far; the job reports its own errors."""
        self._submit(f"job {next(self._numbers)}", job)

    def has(self, run_id: str) -> bool:
        """Return whether this process has the lock of the run, which it keeps until the run's end is written."""
        return run_id in self._locks

    def ask_once(self, name: str, job: Callable[[], None]) -> None:
        """Run a job, instead of one of this name that still waits; one that raises StoreError is tried again."""
        self._submit(name, job)

    def drain(self) -> bool:
        """Wait until everything is written; return False if the store refuses what is left."""
        with self._changed:
            self._changed.wait_for(lambda: self._reported or not (self._pending or self._is_writing))
            return not (self._pending or self._is_writing)

    def close(self, within: float | None = None) -> bool:
        """Write what is left, release every lock and fold the index; return False if the store refused something.

        With `within` seconds, return False too if the store does not answer in that time; its locks are left then.
        """
        with self._changed:
            self._is_closing = True
            self._changed.notify_all()
        self._thread.join(within)
        self._watch.close()
        if self._thread.is_alive():
            return False
        with contextlib.suppress(StoreError):  # the index is a cache: whoever reads next makes it again
            self._store.fold()
        for lock in self._locks.values():
            lock.release()
        self._locks.clear()
        return not self._refused

    def _submit(self, key: str, job: Callable[[], None]) -> None:
        with self._changed:
            self._pending[key] = job  # keeps the place of what it replaces, so that a later edit finds the run written
            self._changed.notify_all()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._pending or self._is_closing)
                if not self._pending:
                    break
                key, job = next(iter(self._pending.items()))
                del self._pending[key]
                self._is_writing = True
            written = self._do(job)
            with self._changed:
                self._is_writing = False
                if not written:
                    (self._refused if self._is_closing else self._pending).setdefault(key, job)
                self._changed.notify_all()
                if not written and not self._is_closing:
                    self._changed.wait_for(lambda: self._is_closing, timeout=SECONDS_BETWEEN_TRIES)

    def _do(self, job: Callable[[], None]) -> bool:
        try:
            with self._watch.watching(), os_errors_as_store_errors(self._store.folder):
                job()
        except StoreError as error:
            if str(error) != self._reported:
                self._reported = str(error)
                self._report_error(self._reported)
            return False
        self._reported = ""
        return True

    def _put(self, run: Run) -> None:
        if run.state.is_active() and run.id not in self._locks:
            self._locks[run.id] = self._store.hold(run.id)
        self._store.put(run)
        self._written(run)
        if not run.state.is_active():
            self.release(run.id)

    def release(self, run_id: str) -> None:
        """Release the lock of a run, if this process has it; on the writer thread."""
        lock = self._locks.pop(run_id, None)
        if lock is not None:
            lock.release()
