"""Files that are there whole or not at all, whatever happens while they are written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PARTIAL = ".partial-"
FILE_MODE = 0o600


@contextmanager
def whole_file(path: Path, partial: Path | None = None) -> Iterator[Path]:
    """Yield a path beside `path` to write to; what is there at the end replaces `path`, readable by its owner only.

    `partial` is that path, if the caller wants to know it.

    Raises:
        OSError: if the folder or the disk does not take it; what stood at `path` is as it was.
    """
    partial = partial or path.with_name(PARTIAL + path.name)
    try:
        yield partial
        partial.chmod(FILE_MODE)
        sync(partial)
        partial.replace(path)
        sync(path.parent)
    finally:
        partial.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Make a file, or the entries of a folder, survive a loss of power."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
