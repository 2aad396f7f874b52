"""Which process holds a run: a lock that the system frees however that process ends."""

from __future__ import annotations

import errno
import fcntl
import os
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from mnist_lab_store.errors import LocksMissing, StoreBusy, lacks_locks
from mnist_lab_store.files import FILE_MODE, SECONDS_BETWEEN_TRIES, check_own

Flock = Callable[[int, int], object]
"""The system's `flock`, which takes a descriptor and an operation."""

LOCK_NAME = "alive.lock"
HELD_ELSEWHERE = (errno.EAGAIN, errno.EACCES)
SECONDS_TO_WAIT_FOR_LOOKS = 0.3
"""Looking whether a lock is held takes it for microseconds, and so does replacing its file."""

SECONDS_OF_SILENCE = 600.0
"""A run of another host that has not been written for so long counts as gone."""


class RunLock:
    """A run that this process trains or has waiting, until `release`."""

    def __init__(self, release: Callable[[], None]) -> None:
        self._release = release
        self._once = threading.Lock()

    def release(self) -> None:
        """Let go of the run, on any thread; once is enough."""
        if self._once.acquire(blocking=False):
            self._release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.release()


class RunLocks:
    """Locks the runs of a queue with one open file, however many they are: systems limit how many a process may have.

    The lock file of each run is the same file under another name, and its lock is held under all of them. On a file
    system where a file has only one name, each run has a file of its own.
    """

    def __init__(self, link: Callable[[Path, Path], None] = os.link) -> None:
        """`link` gives a file a second name, as `os.link`; it raises OSError if the file system cannot."""
        self._link = link
        self._changing = threading.Lock()
        self._descriptor: int | None = None
        self._names: dict[Path, None] = {}

    def hold(self, folder: Path) -> RunLock:
        """Lock the run in this folder.

        Raises:
            StoreBusy, StoreReadOnly, OSError: as `lock_run`.
        """
        name = folder / LOCK_NAME
        own = _locked(name)
        with self._changing:
            if self._descriptor is None:
                self._descriptor = own
            elif self._give_name(name):
                os.close(own)
            else:
                return RunLock(partial(os.close, own))
            self._names[name] = None
        return RunLock(partial(self._release, name))

    def _give_name(self, name: Path) -> bool:
        """Give the locked file this name too, in place of the file there; return False if that cannot be done."""
        temporary = name.with_suffix(".tmp")
        for other in self._names:
            try:
                temporary.unlink(missing_ok=True)
                self._link(other, temporary)
                temporary.replace(name)
            except FileNotFoundError:  # the folder of the other run was removed: the next one has the same file
                continue
            except OSError:
                break
            return True
        return False

    def _release(self, name: Path) -> None:
        with self._changing:
            assert self._descriptor is not None
            with suppress(OSError):
                if _has_name(self._descriptor, name):  # unless the folder was removed, and made again by another
                    name.unlink()
            del self._names[name]
            if not self._names:
                os.close(self._descriptor)
                self._descriptor = None


def lock_run(folder: Path) -> RunLock:
    """Lock the run in this folder with a file of its own, which stays there.

    Raises:
        StoreBusy: if another holds it.
        StoreReadOnly: if the folder is another user's.
        OSError: if the lock cannot be made.
    """
    return lock_file(folder / LOCK_NAME)


def lock_file(path: Path) -> RunLock:
    """Lock a file that is there for nothing else; make it if it is missing.

    Raises:
        StoreBusy, StoreReadOnly, OSError: as `lock_run`.
    """
    return RunLock(partial(os.close, _locked(path)))


def _locked(name: Path) -> int:
    """Return the descriptor of the lock file, locked; make the file if it is missing."""
    check_own(name.parent)
    last_try = time.monotonic() + SECONDS_TO_WAIT_FOR_LOOKS
    while True:
        descriptor = os.open(name, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, FILE_MODE)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _has_name(descriptor, name):
                if os.fstat(descriptor).st_nlink == 1:
                    os.fchmod(descriptor, FILE_MODE)  # whatever the umask took away
                    return descriptor
                name.unlink()  # left by a process whose other runs have this file too: make another
        except OSError as error:
            if error.errno not in HELD_ELSEWHERE:
                os.close(descriptor)
                raise
        os.close(descriptor)
        if time.monotonic() > last_try:
            raise StoreBusy(f"The run {name.parent.name} is in the hands of another process, or waits in its queue.")
        time.sleep(SECONDS_BETWEEN_TRIES)


def _has_name(descriptor: int, name: Path) -> bool:
    """Return whether the open file still has this name: a lock on a file that was replaced protects nothing."""
    try:
        return os.path.samestat(os.fstat(descriptor), name.stat(follow_symlinks=False))
    except FileNotFoundError:
        return False


def check_locks(folder: Path, flock: Flock = fcntl.flock) -> None:
    """Try whether files in the folder can be locked.

    Raises:
        LocksMissing: if the file system has no locks.
        OSError: if no file can be made there.
    """
    with tempfile.TemporaryFile(dir=folder) as probe:
        try:
            flock(probe.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:  # nobody else has this file
            raise LocksMissing(folder) from None


def is_held(folder: Path, flock: Flock = fcntl.flock) -> bool:
    """Return whether a living process of this host holds the run in this folder."""
    return is_file_held(folder / LOCK_NAME, flock)


def is_file_held(path: Path, flock: Flock = fcntl.flock) -> bool:
    """Return whether a living process of this host holds the lock file."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return False
    try:  # shared, so that two who look at once do not take each other for the holder
        flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:  # some file systems refuse in other words than BlockingIOError
        return not lacks_locks(error)
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
