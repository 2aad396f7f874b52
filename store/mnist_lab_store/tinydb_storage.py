"""The TinyDB storage: read once, written once, as a whole, under a lock that spans both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
from tinydb import TinyDB
from tinydb.storages import Storage

from mnist_lab_store.errors import FileDamaged
from mnist_lab_store.files import Signature, locked, read_file, replace_file
from mnist_lab_store.migrations import Schema, Tables

TOO_DEEP = "Recursion limit"
"""What orjson says of levels that it reads but does not write: over 254."""


class CarefulStorage(Storage):
    """One JSON file of tables. Used through `reading` and `writing`, which say what a session of it may do."""

    def __init__(self, path: Path, schema: Schema, *, indented: bool = True) -> None:
        super().__init__()
        self._path = path
        self._schema = schema
        self._option = orjson.OPT_INDENT_2 if indented else 0
        self._tables: Tables | None = None
        self._before_migration: bytes | None = None
        self._is_changed = False
        self.signature: Signature | None = None

    def load(self, *, missing_ok: bool) -> None:
        """Read the file, once; what TinyDB reads after this is what was read here.

        Raises:
            FileDamaged: if it does not hold tables.
            SchemaTooNew: if a later version wrote it.
            OSError: if it cannot be read; FileNotFoundError if there is none, unless that is allowed.
        """
        try:
            content, self.signature = read_file(self._path)
        except FileNotFoundError:
            if missing_ok:
                return
            raise
        tables = _tables(content, self._path)
        if self._schema.number(tables, self._path) < self._schema.current:
            self._before_migration = content
        self._tables = self._schema.brought_up(tables, self._path)

    def read(self) -> dict[str, dict[str, Any]] | None:
        """Return what was loaded, with what has been written since."""
        return self._tables

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Take the tables over; `save` brings them to the disk."""
        self._tables = data
        self._is_changed = True

    def save(self) -> None:
        """Write the tables if they were changed; a file of an older shape is kept beside the new one.

        Raises:
            FileDamaged: if what was read is nested too deeply to be written again.
            OSError: if that cannot be done; the file is as it was.
        """
        if not self._is_changed:
            return
        if self._before_migration is not None:
            number = self._schema.number(_tables(self._before_migration, self._path), self._path)
            replace_file(self._path.with_name(f"{self._path.name}.schema-{number}"), self._before_migration)
        try:
            content = orjson.dumps(self._tables, option=self._option | orjson.OPT_APPEND_NEWLINE)
        except orjson.JSONEncodeError as error:
            if TOO_DEEP not in str(error):
                raise
            raise FileDamaged(self._path, "is nested too deeply") from None
        self.signature = replace_file(self._path, content)


class Database(TinyDB):
    """One file of the store as TinyDB sees it, for the length of one session."""

    def __init__(self, file: CarefulStorage) -> None:
        super().__init__(storage=lambda: file)
        self.file = file


@contextmanager
def reading(path: Path, schema: Schema) -> Iterator[Database]:
    """Yield the file as a database to read; changes to it are not written.

    Raises:
        FileDamaged, SchemaTooNew, OSError: as `CarefulStorage.load`.
    """
    file = CarefulStorage(path, schema)
    file.load(missing_ok=False)
    with Database(file) as database:
        yield database


@contextmanager
def writing(path: Path, schema: Schema, *, indented: bool = True) -> Iterator[Database]:
    """The file as a database, locked; written once at the end, and not at all if an error ends it.

    Raises:
        FileDamaged, SchemaTooNew, OSError: as `CarefulStorage.load`.
        StoreBusy: if another process keeps the file's lock.
    """
    file = CarefulStorage(path, schema, indented=indented)
    with locked(path):
        file.load(missing_ok=True)
        with Database(file) as database:
            yield database
        file.save()


def _tables(content: bytes, path: Path) -> Tables:
    try:
        tables = orjson.loads(content)
    except orjson.JSONDecodeError:
        raise FileDamaged(path, "is not JSON") from None
    if not isinstance(tables, dict) or not all(_is_table(table) for table in tables.values()):
        raise FileDamaged(path, "does not hold tables")
    return tables


def _is_table(table: object) -> bool:
    return isinstance(table, dict) and all(
        number.isdecimal() and isinstance(document, dict) for number, document in table.items()
    )
