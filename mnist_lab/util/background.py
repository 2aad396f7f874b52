"""Jobs that run on a thread of somebody else, in order or the newest only."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

Job = Callable[[], object]
Background = Callable[[Job], object]
"""Run a job on another thread, and return at once."""


class InOrder:
    """Run jobs one after the other, in the order in which they were submitted."""

    def __init__(self, background: Background) -> None:
        self._background = background
        self._jobs: deque[Job] = deque()
        self._one_at_a_time = threading.Lock()

    def submit(self, job: Job) -> None:
        """Run the job once all jobs before it have ended; return at once."""
        self._jobs.append(job)
        self._background(self._run_next)

    def _run_next(self) -> None:
        with self._one_at_a_time:
            self._jobs.popleft()()


class LatestOnly:
    """Run one job at a time; of those submitted meanwhile only the newest."""

    def __init__(self, background: Background) -> None:
        self._background = background
        self._lock = threading.Lock()
        self._next: Job | None = None
        self._is_busy = False

    def submit(self, job: Job) -> None:
        """Run the job unless another is submitted before its turn comes; return at once."""
        with self._lock:
            self._next = job
            if self._is_busy:
                return
            self._is_busy = True
        self._background(self._run)

    def _run(self) -> None:
        try:
            while (job := self._take()) is not None:
                job()
        except BaseException:
            with self._lock:
                self._is_busy = False
            raise

    def _take(self) -> Job | None:
        with self._lock:
            job, self._next = self._next, None
            self._is_busy = job is not None
            return job
