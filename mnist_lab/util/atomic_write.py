"""Files that are there whole or not at all, whatever happens while they are written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PARTIAL = ".partial-"
FILE_MODE = 0o600


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Yield a path beside `path` to write to; what is there at the end replaces `path`, readable by its owner only.

    Raises:
        OSError: if the folder or the disk does not take it; what stood at `path` is as it was.
    """
    partial = path.with_name(PARTIAL + path.name)
    try:
        yield partial
        partial.chmod(FILE_MODE)
        _sync(partial)
        partial.replace(path)
        _sync(path.parent)
    finally:
        partial.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
