"""Which process holds a run: a lock that the system frees however that process ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from mnist_lab_store.errors import StoreBusy
from mnist_lab_store.files import FILE_MODE, SECONDS_BETWEEN_TRIES, check_own

LOCK_NAME = "alive.lock"
SECONDS_OF_A_LOOK = 1.0
"""Looking whether a lock is held takes it for microseconds; whoever wants it waits at most this long."""

SECONDS_OF_SILENCE = 600.0
"""A run of another host that has not been written for so long counts as gone."""


class RunLock:
    """A run that this process trains or has waiting, until `release`."""

    def __init__(self, folder: Path) -> None:
        """Take the lock of the run in this folder.

        Raises:
            StoreBusy: if another holds it.
            StoreReadOnly: if the folder is another user's.
            OSError: if the lock cannot be made.
        """
        check_own(folder)
        self._lock = FileLock(
            folder / LOCK_NAME, timeout=SECONDS_OF_A_LOOK, mode=FILE_MODE, thread_local=False, is_singleton=False
        )
        try:
            if is_held(folder):
                raise Timeout(str(folder / LOCK_NAME))
            self._lock.acquire(poll_interval=SECONDS_BETWEEN_TRIES)
        except Timeout:
            raise StoreBusy(
                f"The run {folder.name} is in the hands of another process, or waits in its queue."
            ) from None

    def release(self) -> None:
        """Let go of the run, on any thread; once is enough."""
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.release()


def is_held(folder: Path) -> bool:
    """Return whether a living process of this host holds the run in this folder."""
    try:
        descriptor = os.open(folder / LOCK_NAME, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return False
    try:  # shared, so that two who look at once do not take each other for the holder
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:  # some file systems refuse in other words than BlockingIOError
        return True
    finally:
        os.close(descriptor)
    return False


class Watch:
    """Tells whether a process still holds a run."""

    def __init__(self, folder: Path, host: str, clock: Callable[[], float]) -> None:
        """`folder` holds the runs' folders; `clock` gives the seconds since 1970."""
        self._folder = folder
        self._host = host
        self._clock = clock

    def is_alive(self, run_id: str, host: str, modified_ns: int) -> bool:
        """Return whether the run, last written by `host` at that time, is in the hands of a living process.

        Another host's locks cannot be seen here: it counts as alive until it has not written for ten minutes.
        """
        if host and host != self._host:
            return self._clock() - modified_ns / 1e9 < SECONDS_OF_SILENCE
        return is_held(self._folder / run_id)
