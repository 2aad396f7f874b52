"""One file a run: the table `run` with its one document, and the table `epochs` with one document an epoch."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tinydb.table import Document

from mnist_lab.domain.formatting.text_cleaning import clean_line
from mnist_lab.domain.runs.edits import WRITTEN_BY_USERS
from mnist_lab.domain.runs.events import Stopping
from mnist_lab.domain.runs.run import ID_PATTERN, Run, RunState
from mnist_lab.domain.runs.serialization import run_document, run_from_document
from mnist_lab.util.records.faults import RecordInvalid
from mnist_lab_store.errors import (
    FileDamaged,
    RunDamaged,
    RunMissing,
    StoreError,
    first_reason,
    os_errors_as_store_errors,
)
from mnist_lab_store.files import Signature, damage_moved_aside, make_own_folder, signature_at
from mnist_lab_store.migrations import RUN_SCHEMA, Schema
from mnist_lab_store.tinydb_storage import Database, reading, writing


@dataclass(frozen=True, slots=True)
class Stored:
    """A run as in its file, the host and process that wrote it, and the state of the file when it was read."""

    run: Run
    host: str
    process: int | None
    signature: Signature


def checked_id(run_id: str) -> str:
    """Return the id if it can name a folder.

    Raises:
        RunMissing: if it is none, such as a path.
    """
    if ID_PATTERN.fullmatch(run_id) is None:
        raise RunMissing(f"“{clean_line(run_id)}” is not the id of a run.")
    return run_id


class RunFiles:
    """Reads and writes the run files below one folder."""

    def __init__(self, folder: Path, host: str, schema: Schema = RUN_SCHEMA) -> None:
        self.folder = folder
        self.schema = schema
        self._host = host

    def elsewhere(self, folder: Path) -> RunFiles:
        """Return the run files below another folder."""
        return RunFiles(folder, self._host, self.schema)

    def folder_of(self, run_id: str) -> Path:
        """Return the folder of the run, whether it exists or not.

        Raises:
            RunMissing: if the id is none.
            StoreError: if a link stands in its place.
        """
        folder = self.folder / checked_id(run_id)
        if folder.is_symlink():
            raise StoreError(f"{folder} is a link, and links are not followed inside the store.")
        return folder

    def path_of(self, run_id: str) -> Path:
        """Return the run's file, which need not be there.

        Raises:
            RunMissing, StoreError: as `folder_of`.
        """
        return self.folder_of(run_id) / "run.json"

    def has(self, run_id: str) -> bool:
        """Return whether there is a run with exactly that id; the text may be anything."""
        if ID_PATTERN.fullmatch(run_id) is None or (self.folder / run_id).is_symlink():
            return False
        return signature_at(self.folder / run_id / "run.json") is not None

    def make_folder(self, run_id: str) -> Path:
        """Return the folder of the run; make it, for its owner only, if it is missing.

        Raises:
            RunMissing, StoreError: as `folder_of`.
            OSError: if it cannot be made.
        """
        folder = self.folder_of(run_id)
        make_own_folder(self.folder)
        make_own_folder(folder)
        return folder

    def read(self, run_id: str) -> Stored:
        """Return the run as its file holds it.

        Raises:
            FileDamaged, SchemaTooNew: if the file is not a run's, or of a later version.
            OSError: if it cannot be read; FileNotFoundError if there is none.
        """
        path = self.path_of(run_id)
        with reading(path, self.schema) as database:
            document = _document(database, run_id, path)
            epochs = database.table("epochs").all()
            signature = database.file.signature
        numbers = [epoch.get("epoch") for epoch in epochs]
        if not all(isinstance(number, int) for number in numbers):
            raise FileDamaged(path, "holds an epoch without a number")
        if len(set(numbers)) < len(numbers):
            raise FileDamaged(path, "holds an epoch twice")
        run = self._run({**document, "epochs": sorted(epochs, key=lambda epoch: epoch["epoch"])}, path)
        run = run.model_copy(update={"stop_asked": _stop_asked(document)})
        assert signature is not None
        return Stored(run, *_writer(document), signature)

    def fetch(self, run_id: str) -> Stored:
        """Return the run in its file; a damaged file is moved aside.

        Raises:
            RunMissing: if there is none.
            RunDamaged: if the file is not a run's; the sentence says where it went.
            SchemaTooNew, StoreError: if it is of a later version, or the system refuses it.
        """
        path = self.path_of(run_id)
        with os_errors_as_store_errors(path), damage_moved_aside(path, RunDamaged):
            try:
                return self.read(run_id)
            except FileNotFoundError:
                raise RunMissing(f"There is no run “{run_id}”.") from None

    def write(self, run: Run) -> None:
        """Write the run; name, note, tags and pin stay as they are in the file.

        Raises:
            RunDamaged: if what stood there was not a run's; it is moved aside, and another try will do.
            SchemaTooNew: if what stands there is of a later version.
            StoreBusy: if another process keeps the file's lock.
            StoreError: if it cannot be written; the file is as it was.
        """
        path = self.path_of(run.id)
        with os_errors_as_store_errors(path):
            self.make_folder(run.id)
            with damage_moved_aside(path, RunDamaged):
                self._write(run, path)

    def add(self, run: Run) -> bool:
        """Write a run from elsewhere; return False if its id is kept already, and leave that run as it is.

        Raises:
            RunDamaged, SchemaTooNew, StoreBusy, StoreError: as `write`.
        """
        path = self.path_of(run.id)
        with os_errors_as_store_errors(path):
            self.make_folder(run.id)
            with damage_moved_aside(path, RunDamaged), writing(path, self.schema) as database:
                if database.tables():
                    return False
                self._insert(run, database)
                return True

    def edit(self, run_id: str, change: Callable[[Run], Run]) -> Run:
        """Change name, note, tags or pin in the newest document of the run; return that run without epochs.

        Raises:
            RunMissing: if there is none.
            RunDamaged: if the file is not a run's; the sentence says where it went.
            SchemaTooNew, StoreBusy, StoreError: as `write`.
        """
        path = self.path_of(run_id)
        with os_errors_as_store_errors(path), damage_moved_aside(path, RunDamaged):
            if signature_at(path) is None:
                raise RunMissing(f"There is no run “{run_id}”.")
            return self._edit(run_id, change, path)

    def _edit(self, run_id: str, change: Callable[[Run], Run], path: Path) -> Run:
        with writing(path, self.schema) as database:
            before = self._run({**_document(database, run_id, path), "epochs": ()}, path)
            after = before.but(**{name: getattr(change(before), name) for name in WRITTEN_BY_USERS})
            document = run_document(after)
            database.table("run").update({name: document[name] for name in WRITTEN_BY_USERS}, doc_ids=[1])
            return after

    def _write(self, run: Run, path: Path) -> None:
        with writing(path, self.schema) as database:
            if database.tables():
                kept = self._run({**_document(database, run.id, path), "epochs": ()}, path)
                run = run.model_copy(update={name: getattr(kept, name) for name in WRITTEN_BY_USERS})
            database.drop_tables()
            self._insert(run, database)

    def _insert(self, run: Run, database: Database) -> None:
        document = run_document(run)
        epochs = document.pop("epochs")
        document["schema"] = self.schema.current
        document["held_by"] = {"host": self._host, "pid": os.getpid()}
        if run.stop_asked is not None:
            document["stops_now"] = run.stop_asked.now
        database.table("run").insert(Document(document, doc_id=1))
        database.table("epochs").insert_multiple(Document(epoch, doc_id=epoch["epoch"]) for epoch in epochs)

    def _run(self, document: Mapping[str, Any], path: Path) -> Run:
        try:
            return run_from_document(document)
        except (RecordInvalid, TypeError, KeyError) as error:
            raise FileDamaged(path, f"does not hold a run: {first_reason(error)}") from None


def _stop_asked(document: Mapping[str, Any]) -> Stopping | None:
    """Return the stop that the user asked for; only the file of an active run has one."""
    now = document.get("stops_now")
    return Stopping(now) if isinstance(now, bool) else None


def _document(database: Database, run_id: str, path: Path) -> Mapping[str, Any]:
    documents = database.table("run").all()
    if len(documents) != 1:
        raise FileDamaged(path, f"holds {len(documents)} runs")
    if documents[0].get("id") != run_id:
        raise FileDamaged(path, "holds another run")
    return documents[0]


def _writer(document: Mapping[str, Any]) -> tuple[str, int | None]:
    """Return the host and the process that wrote the document last."""
    held_by = document.get("held_by")
    if not isinstance(held_by, Mapping):
        return "", None
    process = held_by.get("pid")
    return clean_line(str(held_by.get("host", ""))), process if isinstance(process, int) else None


def holder_named(process: int | None, host: str) -> str:
    """Return the process that wrote a run last, in words."""
    return f"{'a process' if process is None else f'process {process}'} on {host or 'an unknown host'}"


def unheld(run: Run) -> Run:
    """Return the run as it is if no process holds it: one that was active is interrupted."""
    interrupted = {"state": RunState.INTERRUPTED, "stop_asked": None}
    return run.model_copy(update=interrupted) if run.state.is_active() else run
