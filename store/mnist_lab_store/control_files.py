"""The control file of a run: what another process asks of the one that trains it.

A file and no socket, so that it works on a file system that several machines share.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from pathlib import Path

from mnist_lab.domain.runs.control_request import ControlRequest
from mnist_lab_store.errors import FileDamaged, os_errors_as_store_errors
from mnist_lab_store.files import FILE_MODE, check_own, read_file, signature_at
from mnist_lab_store.run_files import RunFiles

CONTROL_NAME = "control"
TAKEN_NAME = "control.taken"


class ControlFiles:
    """Leaves requests for the processes that train runs, and takes those left for this one."""

    def __init__(self, files: RunFiles) -> None:
        self._files = files

    def ask(self, run_id: str, request: ControlRequest) -> None:
        """Leave a request for the process that trains the run or has it waiting; it replaces one not yet taken.

        Raises:
            RunMissing: if the id is none.
            StoreError: if it cannot be written.
        """
        folder = self._files.folder_of(run_id)
        with os_errors_as_store_errors(folder / CONTROL_NAME):
            check_own(folder)
            temporary = folder / f"{CONTROL_NAME}-{secrets.token_hex(4)}.tmp"  # several processes may ask at once
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, FILE_MODE)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(request.value)
            temporary.replace(folder / CONTROL_NAME)

    def is_left(self, run_id: str) -> bool:
        """Return whether a request for this run has not been taken yet."""
        return signature_at(self._files.folder_of(run_id) / CONTROL_NAME) is not None

    def take(self, run_id: str) -> ControlRequest | None:
        """Return the request for this run, and remove it; None if there is none, or nothing that is one.

        Raises:
            StoreError: if the system refuses it.
        """
        return taken_from(self._files.folder_of(run_id))


def taken_from(folder: Path) -> ControlRequest | None:
    """Return the request left in the folder of a run, and remove it; None if there is none.

    Raises:
        StoreError: if the system refuses it.
    """
    taken = folder / TAKEN_NAME
    with os_errors_as_store_errors(folder / CONTROL_NAME):
        try:
            _look_into(folder)
            (folder / CONTROL_NAME).rename(taken)  # so that a request written meanwhile is not removed unread
        except (FileNotFoundError, NotADirectoryError):
            return None
        try:
            content, _ = read_file(taken)
        except FileDamaged:
            content = b""
        if taken.is_dir() and not taken.is_symlink():
            shutil.rmtree(taken, ignore_errors=True)
        else:
            taken.unlink()
    with contextlib.suppress(ValueError):
        return ControlRequest(content.decode("utf-8", errors="replace").strip())
    return None


def _look_into(folder: Path) -> None:
    """Open the folder: otherwise an NFS client may believe for half a minute that there is still no file in it."""
    os.close(os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC))
