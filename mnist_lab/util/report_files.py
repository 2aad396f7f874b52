"""Reports on the disk."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from pathlib import Path

from mnist_lab.util.new_file import write_new_file


def make_ready(folder: Path) -> None:
    """Make the folder if there is none, so that what takes long is not found in vain to have nowhere to go.

    Raises:
        OSError: if files cannot be written into it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))


def write_files(folder: Path, files: Mapping[str, str]) -> tuple[Path, ...]:
    """Write texts under their names into the folder, made if there is none; files of those names are replaced.

    Raises:
        OSError: if that cannot be done.
    """
    make_ready(folder)
    for name, text in files.items():
        write_new_file(folder / name, text, replaces=True)
    return tuple(folder / name for name in files)
