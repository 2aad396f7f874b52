"""The one thread that writes runs into the store, in the order of their changes."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from functools import partial
from itertools import count

from mnist_lab.domain.runs.run import Run
from mnist_lab_store.errors import RunMissing, StoreError
from mnist_lab_store.run_store import RunLock, RunStore

SECONDS_BETWEEN_TRIES = 2.0


class StoreWriter:
    """Writes the newest state of each run once; what cannot be written is kept and tried again."""

    def __init__(self, store: RunStore, trouble: Callable[[str], None], written: Callable[[Run], None]) -> None:
        """`trouble` takes what cannot be written, and `written` each run that is, before its lock is released."""
        self._store = store
        self._trouble = trouble
        self._written = written
        self._pending: dict[str, Callable[[], None]] = {}
        self._held: dict[str, RunLock] = {}
        self._numbers = count()
        self._changed = threading.Condition()
        self._is_writing = False
        self._is_closing = False
        self._told = ""
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)

    def start(self) -> None:
        """Start writing."""
        self._thread.start()

    def put(self, run: Run) -> None:
        """Have the run written as it now is; an older state that still waits is left out."""
        self._hand_over(run.id, partial(self._put, run))

    def adopt(self, run_id: str, held: RunLock) -> None:
        """Take over the lock of a run until its end is written."""
        self._held[run_id] = held

    def withdraw(self, run_id: str) -> None:
        """Have the run, which never began, moved to the trash."""
        self._hand_over(run_id, partial(self._trash, run_id))

    def ask(self, job: Callable[[], None]) -> None:
        """Do a job after what has been handed over so far; the job reports its own errors."""
        self._hand_over(f"job {next(self._numbers)}", job)

    def has(self, run_id: str) -> bool:
        """Return whether this process holds the run: it trains or waits here, or its end is not written yet."""
        return run_id in self._held

    def remember(self, key: str, value: object) -> None:
        """Have a small thing kept for the next start."""
        self._hand_over(f"remember {key}", partial(self._store.remember, key, value))

    def drain(self) -> bool:
        """Wait until all is written; False if the store refuses what is left."""
        with self._changed:
            self._changed.wait_for(lambda: self._told or not (self._pending or self._is_writing))
            return not self._pending

    def close(self) -> bool:
        """Write what is left, let go of every run, and fold the index; False if the store refused something."""
        with self._changed:
            self._is_closing = True
            self._changed.notify_all()
        self._thread.join()
        with contextlib.suppress(StoreError):  # the index is a cache: whoever reads next makes it again
            self._store.fold()
        for held in self._held.values():
            held.release()
        self._held.clear()
        return not self._pending

    def _hand_over(self, key: str, job: Callable[[], None]) -> None:
        with self._changed:
            self._pending[key] = job  # in the place of what it replaces: an edit after that finds the run written
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
                    self._pending.setdefault(key, job)
                self._changed.notify_all()
                if not written and self._is_closing:
                    break
                if not written:
                    self._changed.wait_for(lambda: self._is_closing, timeout=SECONDS_BETWEEN_TRIES)

    def _do(self, job: Callable[[], None]) -> bool:
        try:
            job()
        except StoreError as error:
            if str(error) != self._told:
                self._told = str(error)
                self._trouble(self._told)
            return False
        self._told = ""
        return True

    def _put(self, run: Run) -> None:
        if run.state.is_active() and run.id not in self._held:
            self._held[run.id] = self._store.hold(run.id)
        self._store.put(run)
        self._written(run)
        if not run.state.is_active():
            self._let_go(run.id)

    def _trash(self, run_id: str) -> None:
        self._let_go(run_id)
        with contextlib.suppress(RunMissing):  # it never reached the disk, and need not any more
            self._store.trash(run_id)

    def _let_go(self, run_id: str) -> None:
        held = self._held.pop(run_id, None)
        if held is not None:
            held.release()
