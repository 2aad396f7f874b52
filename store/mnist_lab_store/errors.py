"""What can go wrong in the store, each in one sentence for the user."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from mnist_lab.domain.formatting.text_cleaning import clean_line
from mnist_lab.util.records.faults import RecordInvalid

_NO_ROOM = frozenset({errno.ENOSPC, errno.EFBIG, errno.EDQUOT})
_NO_FOLDER = frozenset({errno.ENOTDIR, errno.EEXIST})
_NOT_ALLOWED = frozenset({errno.EACCES, errno.EPERM})
_NO_LOCKS = frozenset({errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})
_CANDIDATES_NAMED = 5
ELSEWHERE = "name another folder with --store"


class StoreError(Exception):
    """The store could not do what it was asked; the message is one sentence."""


class DiskFull(StoreError):
    """There is no room for what was to be written; what stood there before is as it was."""


class StoreBusy(StoreError):
    """Another process holds what was asked for."""


class StoreReadOnly(StoreError):
    """The store is another user's: it can be read, but nothing in it is changed."""


class LocksMissing(StoreError):
    """The file system has no locks, without which two processes could train one run."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"No runs can be kept in {path}, because its file system has no file locks (flock): {ELSEWHERE}."
        )


class SchemaTooNew(StoreError):
    """A file was written by a later version; it is left untouched."""


class RunMissing(StoreError):
    """No run answers to that word."""


class SweepMissing(StoreError):
    """No sweep has that id."""


class RunAmbiguous(StoreError):
    """More than one run answers to that word; `candidates` are their ids, the newest first."""

    def __init__(self, word: str, candidates: Sequence[str]) -> None:
        self.candidates = tuple(candidates)
        named = ", ".join(self.candidates[:_CANDIDATES_NAMED])
        more = len(self.candidates) - _CANDIDATES_NAMED
        super().__init__(f"“{word}” may be any of {named}{f' and {more} more' if more > 0 else ''}.")


class FileSetAside(StoreError):
    """A damaged file was moved aside."""


class RunDamaged(FileSetAside):
    """The run's file cannot be read, and has been moved aside if that was possible."""


class DocumentRefused(StoreError):
    """The data to import is not a run."""


class FileDamaged(StoreError):
    """A file of the store does not hold what it should; `reason` completes "the file …"."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"The file {path} {reason}.")


def lacks_locks(error: OSError) -> bool:
    """Return whether the error of a lock means that there are none on this file system."""
    return error.errno in _NO_LOCKS


@contextmanager
def os_errors_as_store_errors(path: Path) -> Iterator[None]:
    """Turn what the operating system says of `path` into a StoreError.

    Raises:
        StoreError: in place of any OSError; DiskFull if there is no room.
    """
    try:
        yield
    except OSError as error:
        raise _store_error(error, path) from error


def first_reason(error: Exception) -> str:
    """Return what is wrong with a document, in a few words: the first thing found."""
    if not isinstance(error, RecordInvalid):
        return clean_line(str(error))
    return clean_line(error.faults[0].text)


def _store_error(error: OSError, path: Path) -> StoreError:
    if error.errno in _NO_ROOM:
        return DiskFull(f"The disk is full: {path} could not be written.")
    if error.errno in _NO_FOLDER:
        return StoreError(f"{path} is not a folder, so no runs can be kept there: {ELSEWHERE}.")
    if error.errno in _NOT_ALLOWED:
        return StoreError(f"There is no permission to use {path}: change that, or {ELSEWHERE}.")
    if lacks_locks(error):
        return LocksMissing(path)
    if error.errno == errno.EROFS:
        return StoreError(f"{path} can be read but not written: to keep runs, {ELSEWHERE}.")
    return StoreError(f"{path} cannot be used: {error.strerror or error}.")
