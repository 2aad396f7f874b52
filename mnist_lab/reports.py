"""Reports on the disk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def write_files(folder: Path, files: Mapping[str, str]) -> tuple[Path, ...]:
    """Write texts under their names into the folder, made where there is none; files of those names are replaced.

    Raises:
        OSError: where that cannot be done.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return tuple(folder / name for name in files)
