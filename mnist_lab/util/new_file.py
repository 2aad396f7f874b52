"""Files for the user: whole or not at all, and never over a file that was there before unless that is asked for."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from pathlib import Path

from mnist_lab.util.atomic_write import PARTIAL, sync

NO_LINKS = frozenset({errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV})
"""How file systems without hard links refuse them."""


def write_new_file(path: Path, text: str, *, replaces: bool = False) -> None:
    """Write a file as UTF-8, in folders that are made if they are missing.

    Raises:
        FileExistsError: if there is such a file and it is not to be replaced.
        OSError: if it cannot be written; there is no part of it then, and what was there before is as it was.
    """
    path = path.resolve()
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if path.exists() and not replaces:
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except FileExistsError as found:  # a file in the place of the folder
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), found.filename) from None
    partial = path.with_name(f"{PARTIAL}{os.getpid()}-{path.name}"[:255])
    try:
        with partial.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
        sync(partial)
        if replaces:
            partial.replace(path)
        else:
            _put(partial, path)
        sync(path.parent)
    finally:
        partial.unlink(missing_ok=True)


def write_new_files(files: Mapping[Path, str], *, replaces: bool = False) -> None:
    """Write several files; none of them if one is there already and they are not to be replaced.

    Raises:
        FileExistsError, OSError: as `write_new_file`.
    """
    existing = next((path for path in files if path.exists()), None)
    if existing is not None and not replaces:
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(existing))
    for path, text in files.items():
        write_new_file(path, text, replaces=replaces)


def reason_of(error: OSError | RuntimeError) -> str:
    """Return why a file cannot be written, in the words of the system."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _put(partial: Path, path: Path) -> None:
    """Give the file its name, unless another has taken it meanwhile."""
    try:
        os.link(partial, path)
    except OSError as error:
        if error.errno not in NO_LINKS or path.exists():
            raise
        partial.replace(path)
