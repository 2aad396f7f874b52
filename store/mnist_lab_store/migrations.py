"""Which shape a file's documents have, and the steps that lead from older shapes to the one of now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mnist_lab.domain.runs import serialization as documents
from mnist_lab_store.errors import FileDamaged, SchemaTooNew

Tables = dict[str, dict[str, Any]]
"""A TinyDB file's content: table names, document numbers, documents."""

Step = Callable[[Tables], Tables]


@dataclass(frozen=True, slots=True)
class Schema:
    """The schema of one kind of file. The first document of `table` has its number as `schema`.

    `steps[n]` migrates tables from schema n to n + 1, that number included.
    """

    table: str
    current: int
    steps: Mapping[int, Step] = field(default_factory=dict)

    def number(self, tables: Tables, path: Path) -> int:
        """Return the number of the shape that the tables have; without a document, that of now.

        Raises:
            FileDamaged: if they carry none.
        """
        if not any(tables.values()):
            return self.current
        first = next(iter(tables.get(self.table, {}).values()), None)
        number = first.get("schema") if isinstance(first, Mapping) else None
        if not isinstance(number, int):
            raise FileDamaged(path, "does not say which schema it has")
        return number

    def brought_up(self, tables: Tables, path: Path) -> Tables:
        """Return the tables in the shape of now.

        Raises:
            FileDamaged: if their shape was never one of ours, or they are not as it says.
            SchemaTooNew: if they come from a later version.
        """
        number = self.number(tables, path)
        if number > self.current:
            raise SchemaTooNew(
                f"{path} was written by a later version of MNIST Lab (schema {number}; this one knows {self.current}): "
                "it is left as it is."
            )
        for older in range(number, self.current):
            if older not in self.steps:
                raise FileDamaged(path, f"has the schema {number}, which never was one")
            try:
                tables = self.steps[older](tables)
            except (KeyError, TypeError, ValueError, AttributeError):
                raise FileDamaged(path, f"is not as its schema, {older}, says") from None
        return tables


RUN_SCHEMA = Schema(table="run", current=documents.SCHEMA)
INDEX_SCHEMA = Schema(table="summaries", current=1)
APP_SCHEMA = Schema(table="app", current=1)
SWEEP_SCHEMA = Schema(table="sweep", current=1)
