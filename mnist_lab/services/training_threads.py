"""The threads that train runs, started when they are needed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection


class TrainingThreads:
    """Threads that all do the same `work`, until it returns; the first is there from the start of the queue.

    TensorFlow's own threads inherit the priority of the one that they are made on: with one slot that is always the
    first. `working` is how many have not left; it is changed under the lock of the queue.
    """

    def __init__(self, work: Callable[[], None]) -> None:
        self._work = work
        self._threads: list[threading.Thread] = []
        self.working = 0

    def start_one(self) -> None:
        """Start one more."""
        name = f"training {len(self._threads) + 1}" if self._threads else "training"
        self.working += 1
        thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def leave(self) -> None:
        """Count the calling thread no more: it ends."""
        self.working -= 1

    def join(self, within: float | None, besides: Collection[threading.Thread]) -> bool:
        """Wait for the threads, at most `within` seconds, then not for those of `besides`; return whether all ended."""
        until = None if within is None else time.monotonic() + within
        for thread in self._threads:
            if until is None:
                thread.join()
            elif thread not in besides:
                thread.join(max(0.0, until - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)
