"""The definitions of sweeps: one TinyDB file each, below sweeps/; the trials are runs like any other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tinydb.table import Document

from mnist_lab.domain.runs.run import ID_PATTERN
from mnist_lab.domain.sweeps.sweep import Sweep
from mnist_lab.util.records.faults import RecordInvalid
from mnist_lab_store.errors import (
    FileDamaged,
    FileSetAside,
    StoreBusy,
    StoreError,
    SweepMissing,
    first_reason,
    os_errors_as_store_errors,
)
from mnist_lab_store.files import damage_moved_aside, locked, make_own_folder, remove_leftovers, written_despite_damage
from mnist_lab_store.migrations import SWEEP_SCHEMA
from mnist_lab_store.run_lock import RunLock, is_file_held, lock_file
from mnist_lab_store.tinydb_storage import reading, writing

TABLE = SWEEP_SCHEMA.table


class SweepFiles:
    """Keeps sweeps by id in a folder; safe for several processes. `tell` takes a sentence for each unreadable file."""

    def __init__(self, folder: Path, tell: Callable[[str], object], touch: Callable[[], None]) -> None:
        """`touch` tells other processes that something has changed."""
        self._folder = folder
        self._tell = tell
        self._touch = touch

    def put(self, sweep: Sweep) -> None:
        """Keep the sweep, in place of an earlier one of its id.

        Raises:
            StoreError: if it cannot be written; what stood there is as it was. DiskFull if there is no room.
        """
        path = self._path(sweep.id)
        with os_errors_as_store_errors(self._folder):
            make_own_folder(self._folder)
            written_despite_damage(lambda: _write(path, sweep), self._tell)
        self._touch()

    def all(self) -> tuple[Sweep, ...]:
        """Return every sweep that can be read, the newest first; those that cannot are told.

        Raises:
            StoreError: if the folder cannot be read.
        """
        found = []
        with os_errors_as_store_errors(self._folder):
            paths = [path for path in self._folder.glob("*.json") if ID_PATTERN.fullmatch(path.stem)]
        for path in paths:
            try:
                found.append(self._read(path))
            except SweepMissing:  # another process has just removed it
                continue
            except StoreError as error:
                self._tell(str(error))
        return tuple(sorted(found, key=lambda sweep: (sweep.created, sweep.id), reverse=True))

    def get(self, sweep_id: str) -> Sweep:
        """Return the sweep of that id.

        Raises:
            SweepMissing, FileSetAside, SchemaTooNew: if there is none, or none that can be read.
            StoreError: if the system refuses it.
        """
        return self._read(self._path(sweep_id))

    def remove(self, sweep_id: str) -> None:
        """Forget the sweep, if it is kept; its runs stay.

        Raises:
            StoreError: if it cannot be removed.
        """
        path = self._path(sweep_id)
        with os_errors_as_store_errors(path):
            if not path.exists():
                return
            with locked(path):
                path.unlink(missing_ok=True)
                remove_leftovers(path)
        self._touch()

    def hold(self, sweep_id: str) -> RunLock:
        """Lock the sweep until the lock is released or the process ends: one process at a time chooses its trials.

        Raises:
            StoreBusy: if another process has.
            StoreError: if the lock cannot be made.
        """
        path = self._lock_of(sweep_id)
        with os_errors_as_store_errors(self._folder):
            make_own_folder(self._folder)
            try:
                return lock_file(path)
            except StoreBusy:
                raise StoreBusy(f"Another process trains the sweep {sweep_id}.") from None

    def is_held(self, sweep_id: str) -> bool:
        """Return whether a living process of this machine, this one included, trains the sweep."""
        return is_file_held(self._lock_of(sweep_id))

    def remove_leftovers(self) -> None:
        """Remove what killed processes left of writes that never ended.

        Raises:
            OSError: if the folder cannot be looked into.
        """
        for path in self._folder.glob("*.json.tmp"):
            remove_leftovers(path.with_suffix(""))

    def _path(self, sweep_id: str) -> Path:
        if ID_PATTERN.fullmatch(sweep_id) is None:
            raise SweepMissing(f"There is no sweep “{sweep_id}”.")
        return self._folder / f"{sweep_id}.json"

    def _lock_of(self, sweep_id: str) -> Path:
        return self._path(sweep_id).with_suffix(".alive")

    def _read(self, path: Path) -> Sweep:
        try:
            with (
                os_errors_as_store_errors(path),
                damage_moved_aside(path),
                reading(path, SWEEP_SCHEMA) as database,
            ):
                document = next(iter(database.table(TABLE)), None)
                return _sweep(document, path)
        except FileSetAside:
            raise
        except StoreError as error:
            if isinstance(error.__cause__, FileNotFoundError):
                raise SweepMissing(f"There is no sweep “{path.stem}”.") from None
            raise


def _write(path: Path, sweep: Sweep) -> None:
    with damage_moved_aside(path), writing(path, SWEEP_SCHEMA) as database:
        document = {"schema": SWEEP_SCHEMA.current, **sweep.model_dump(mode="json")}
        database.table(TABLE).upsert(Document(document, doc_id=1))


def _sweep(document: Document | None, path: Path) -> Sweep:
    """Return the sweep that a document holds.

    Raises:
        FileDamaged: if it holds none.
    """
    if document is None:
        raise FileDamaged(path, "holds no sweep")
    try:
        sweep = Sweep.model_validate({name: value for name, value in document.items() if name != "schema"})
        sweep.space  # noqa: B018  whose texts are read here, so that nobody else finds them wrong
    except (RecordInvalid, ValueError, LookupError) as error:
        raise FileDamaged(path, f"is not a sweep: {first_reason(error)}") from None
    if sweep.id != path.stem:
        raise FileDamaged(path, f"holds the sweep {sweep.id}")
    return sweep
