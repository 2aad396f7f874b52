"""Files and folders that only their owner can read, replaced as a whole and never followed through links."""

from __future__ import annotations

import errno
import os
import pwd
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple, TypeVar

from filelock import FileLock, Timeout

from mnist_lab.util.atomic_write import sync, whole_file
from mnist_lab_store.errors import ELSEWHERE, FileDamaged, FileSetAside, StoreBusy, StoreError, StoreReadOnly

FOLDER_MODE = 0o700
FILE_MODE = 0o600
T = TypeVar("T")
TEMPORARY = ".tmp"
SECONDS_TO_WAIT = 10.0
SECONDS_BETWEEN_TRIES = 0.005


class Signature(NamedTuple):
    """What distinguishes two states of a file: when it was written, in nanoseconds, and its size in bytes."""

    modified_ns: int
    size: int


def make_folder(folder: Path) -> None:
    """Make the folder, and missing folders above it, for its owner only.

    Raises:
        OSError: if that cannot be done, or something else stands there.
    """
    if folder.is_dir():
        return
    if not folder.parent.is_dir():
        make_folder(folder.parent)
    try:
        folder.mkdir(mode=FOLDER_MODE)
    except FileExistsError:
        if not folder.is_dir():
            raise
        return
    folder.chmod(FOLDER_MODE)  # whatever the umask took away
    sync(folder.parent)


def check_own(folder: Path) -> None:
    """See to it that nothing is written into a folder of another user, whatever this one is allowed.

    Raises:
        StoreReadOnly: if the folder is another user's.
    """
    with suppress(FileNotFoundError, NotADirectoryError):
        owner = folder.stat().st_uid
        if owner != os.geteuid():
            raise StoreReadOnly(
                f"{folder} belongs to {_format_user(owner)}: it can be read, but nothing in it is changed."
            )


def refusal(folder: Path) -> str:
    """Why nothing is to be written into the folder, in a sentence; empty if it can be, or it is not there."""
    try:
        check_own(folder)
    except StoreReadOnly as error:
        return str(error)
    if not folder.exists() or os.access(folder, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
        return ""
    return f"{folder} can be read but not written: to keep runs, {ELSEWHERE}."


def _format_user(user: int) -> str:
    try:
        return f"the user {pwd.getpwuid(user).pw_name}"
    except KeyError:
        return f"another user, {user}"


def make_own_folder(folder: Path) -> None:
    """Make a folder inside the store.

    Raises:
        StoreError: if a link stands there: it could lead out of the store. StoreReadOnly as `check_own`.
        OSError: if it cannot be made.
    """
    if folder.is_symlink():
        raise StoreError(f"{folder} is a link, and links are not followed inside the store.")
    check_own(folder.parent)
    make_folder(folder)


def signature_at(path: str | Path) -> Signature | None:
    """Return the signature of the file at `path`, without following links; None if there is none."""
    try:
        found = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return Signature(found.st_mtime_ns, found.st_size)


def read_file(path: Path) -> tuple[bytes, Signature]:
    """Return the content of the file, and its signature when it was read.

    Raises:
        FileDamaged: if a link, a folder or anything but a file stands there.
        OSError: if it cannot be read; FileNotFoundError if there is none.
    """
    try:  # not blocking: a pipe put in a file's place must not hold anybody up
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise FileDamaged(path, "is a link") from None
        raise
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise FileDamaged(path, "is not a file")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(), Signature(found.st_mtime_ns, found.st_size)
    finally:
        os.close(descriptor)


def replace_file(path: Path, content: bytes) -> Signature:
    """Put the content in the place of what the file holds, as a whole or not at all; the caller holds its lock.

    Raises:
        OSError: if it cannot be written; the file is as it was before.
    """
    temporary = temporary_of(path)
    temporary.unlink(missing_ok=True)  # what a killed process left: nobody else writes while the lock is held
    with whole_file(path, temporary):
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, FILE_MODE)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            now = time.time_ns()  # finer than the kernel's own: two writes within a tick must differ
            os.utime(descriptor, ns=(now, now))
            found = os.fstat(descriptor)
    return Signature(found.st_mtime_ns, found.st_size)


def temporary_of(path: Path) -> Path:
    """Return where the next content of the file is written before it replaces the file."""
    return path.with_name(path.name + TEMPORARY)


@contextmanager
def locked(path: Path, seconds: float = SECONDS_TO_WAIT) -> Iterator[None]:
    """Hold the file's lock, which its readers do not need.

    Raises:
        StoreBusy: if another process keeps it so long.
        StoreReadOnly: if the file is in a folder of another user.
        OSError: if the lock cannot be made.
    """
    check_own(path.parent)
    lock = FileLock(path.with_name(path.name + ".lock"), timeout=seconds, mode=FILE_MODE, is_singleton=False)
    try:
        lock.acquire(poll_interval=SECONDS_BETWEEN_TRIES)
    except Timeout:
        raise StoreBusy(f"Another process has locked {path} for {seconds:g} seconds.") from None
    try:
        yield
    finally:
        lock.release()


def set_aside(path: Path, signature: Signature | None) -> Path | None:
    """Rename the file at `path` if it has that signature; return its new path, or None if it changed.

    Raises:
        OSError: if it cannot be renamed.
        StoreBusy: if another process keeps its lock.
    """
    with locked(path):
        if signature is None or signature_at(path) != signature:
            return None
        aside = path.with_name(f"{path.name}.damaged-{time.time_ns()}")
        path.rename(aside)
        return aside


@contextmanager
def damage_moved_aside(path: Path, raises: type[FileSetAside] = FileSetAside) -> Iterator[None]:
    """Move the file aside if it turns out to be damaged.

    Raises:
        FileSetAside: in place of FileDamaged, as the type that `raises` names; the sentence says where the file is now.
    """
    signature = signature_at(path)
    try:
        yield
    except FileDamaged as error:
        raise raises(_moved_aside(error, signature)) from error


def written_despite_damage(write: Callable[[], T], report: Callable[[str], object]) -> T:
    """Call `write`; if a damaged file was in the way, which is now moved aside, report it and call `write` again."""
    try:
        return write()
    except FileSetAside as error:
        report(str(error))
        return write()


def _moved_aside(error: FileDamaged, signature: Signature | None) -> str:
    found = f"The file {error.path} {error.reason}"
    try:
        aside = set_aside(error.path, signature)
    except (OSError, StoreError):
        return f"{found}; it could not be moved aside, and is left out."
    return f"{found}; it was moved aside, to {aside.name}." if aside else f"{found}; another process is repairing it."


def remove_leftovers(path: str | Path) -> None:
    """Remove what a killed process left beside the file of a write that never ended.

    Raises:
        OSError: if the folder cannot be looked into.
    """
    if signature_at(f"{path}{TEMPORARY}") is None:
        return
    with suppress(StoreError, OSError), locked(Path(path), seconds=0):
        temporary_of(Path(path)).unlink(missing_ok=True)


def touch(path: Path) -> None:
    """Give the file the time of now, made if it is missing.

    Raises:
        StoreReadOnly: if the file is in a folder of another user.
        OSError: if that cannot be done.
    """
    check_own(path.parent)
    now = time.time_ns()
    try:
        os.utime(path, ns=(now, now), follow_symlinks=False)
    except FileNotFoundError:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, FILE_MODE)
        os.fchmod(descriptor, FILE_MODE)
        os.utime(descriptor, ns=(now, now))
        os.close(descriptor)
