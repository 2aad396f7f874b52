"""What the app remembers of itself from one start to the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tinydb.table import Document

from mnist_lab_store.errors import FileSetAside, StoreError, os_errors_as_store_errors
from mnist_lab_store.files import damage_moved_aside, written_despite_damage
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
        self.change(key, lambda _: value)

    def change(self, key: str, change: Callable[[Any], Any]) -> None:
        """Keep what `change` makes of the value as it is now, which no other process can write meanwhile.

        Raises:
            StoreError: if it cannot be written.
        """
        with os_errors_as_store_errors(self._path):
            written_despite_damage(lambda: self._write(key, change), self._tell)

    def recall(self, key: str) -> Any:
        """Return the value under the key; None if there is none, or the file cannot be read."""
        try:
            with os_errors_as_store_errors(self._path):
                return self._read().get(key)
        except StoreError as error:
            self._tell(str(error))
            return None

    def _read(self) -> Mapping[str, Any]:
        try:
            with damage_moved_aside(self._path), reading(self._path, APP_SCHEMA) as database:
                return next(iter(database.table("app")), {})
        except FileNotFoundError:
            return {}
        except FileSetAside as error:
            self._tell(str(error))
            return {}

    def _write(self, key: str, change: Callable[[Any], Any]) -> None:
        with damage_moved_aside(self._path), writing(self._path, APP_SCHEMA) as database:
            table = database.table("app")
            kept: Mapping[str, Any] = next(iter(table), {})
            table.upsert(Document({"schema": APP_SCHEMA.current, key: change(kept.get(key))}, doc_id=1))
