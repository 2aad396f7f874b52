"""What the app remembers of itself from one start to the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tinydb.table import Document

from mnist_lab_store.errors import FileDamaged, StoreError, os_errors_as_store_errors
from mnist_lab_store.files import format_set_aside, signature_at
from mnist_lab_store.migrations import APP_SCHEMA
from mnist_lab_store.tinydb_storage import reading, writing


class Preferences:
    """JSON values by key, in one document of one file. `tell` takes a sentence if that file cannot be read."""

    def __init__(self, path: Path, tell: Callable[[str], None]) -> None:
        self._path = path
        self._tell = tell

    def remember(self, key: str, value: Any) -> None:
        """Keep the value; a file that is damaged is moved aside first.

        Raises:
            StoreError: if it cannot be written.
        """
        with os_errors_as_store_errors(self._path):
            signature = signature_at(self._path)
            try:
                self._write(key, value)
            except FileDamaged as error:
                self._tell(format_set_aside(error, signature))
                self._write(key, value)

    def recall(self, key: str) -> Any:
        """Return the value under the key; None if there is none, or the file cannot be read."""
        try:
            with os_errors_as_store_errors(self._path):
                return self._read().get(key)
        except StoreError as error:
            self._tell(str(error))
            return None

    def _read(self) -> Mapping[str, Any]:
        signature = signature_at(self._path)
        try:
            with reading(self._path, APP_SCHEMA) as database:
                return next(iter(database.table("app")), {})
        except FileNotFoundError:
            return {}
        except FileDamaged as error:
            self._tell(format_set_aside(error, signature))
            return {}

    def _write(self, key: str, value: Any) -> None:
        with writing(self._path, APP_SCHEMA) as database:
            database.table("app").upsert(Document({"schema": APP_SCHEMA.current, key: value}, doc_id=1))
