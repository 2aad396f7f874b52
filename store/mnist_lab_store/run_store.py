"""Runs in, runs out: the one door to what is kept."""

from __future__ import annotations

import fcntl
import socket
import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from mnist_lab.domain.fit.thresholds import THRESHOLDS, Thresholds
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab_store.control_files import ControlFiles, taken_from
from mnist_lab_store.errors import StoreError, StoreReadOnly, os_errors_as_store_errors
from mnist_lab_store.files import (
    make_folder,
    make_own_folder,
    refusal,
    remove_leftovers,
    signature_at,
    touch,
    written_despite_damage,
)
from mnist_lab_store.importer import run_of
from mnist_lab_store.migrations import RUN_SCHEMA, Schema
from mnist_lab_store.preferences import Preferences
from mnist_lab_store.run_files import RunFiles, Stored, holder_named, unheld
from mnist_lab_store.run_lock import Flock, RunLock, RunLocks, Watch, check_locks
from mnist_lab_store.run_lookup import chosen
from mnist_lab_store.summary_cache import ReadProgress, SummaryCache
from mnist_lab_store.sweep_files import SweepFiles
from mnist_lab_store.trash import Trash

__all__ = ["RunLock", "RunStore"]


class RunStore:
    """All runs, one folder each below `folder`/runs; safe for several processes, and for several threads of each.

    `trash` has the runs that were thrown away, `sweeps` the definitions of sweeps, `preferences` what the app
    remembers of itself, `control` what other processes ask of the runs that one trains; `holders` returns which process
    trains each active run of the last `summaries`, and `judge` judges some that await a verdict. The cost of `put` does
    not depend on the number of runs: it touches the run's own file and the time of `stamp`.
    """

    def __init__(
        self,
        folder: Path,
        *,
        thresholds: Thresholds = THRESHOLDS,
        judges_later: bool = False,
        schema: Schema = RUN_SCHEMA,
        host: str | None = None,
        clock: Callable[[], float] = time.time,
        flock: Flock = fcntl.flock,
    ) -> None:
        """Open the store, whose runs are judged by these thresholds; make it if it is missing.

        Runs whose verdicts are by other rules are judged again when they are first read; with `judges_later` they have
        none until `judge` gives it.

        Raises:
            StoreError: if the folder cannot be made or is none.
        """
        self.folder = folder
        self._flock = flock
        self.thresholds = thresholds
        self._stamp = folder / "stamp"
        self._troubles: deque[str] = deque()
        self._damaged: deque[str] = deque()
        host = self._host = host or socket.gethostname()
        self._files = RunFiles(folder / "runs", host, schema)
        self._locks = RunLocks()
        self._watch = Watch(self._files.folder, host, clock)
        self.trash = Trash(folder / "trash", self._files, self._is_alive, self._touch, thresholds)
        self.control = ControlFiles(self._files)
        self.preferences = Preferences(folder / "app.json", self._troubles.append)
        self.sweeps = SweepFiles(folder / "sweeps", self._troubles.append, self._touch)
        self._catalogue = SummaryCache(
            folder, self._files, self._watch, self._troubles.append, self._damaged.append, thresholds,
            judges_later=judges_later,
        )  # fmt: skip
        self.holders = self._catalogue.holders
        self.judge = self._catalogue.judge
        with os_errors_as_store_errors(folder):
            make_folder(folder)
            remove_leftovers(folder / "index.json")
            remove_leftovers(folder / "app.json")
            self.trash.remove_leftovers()
            self.sweeps.remove_leftovers()
            self._refusal = refusal(folder)

    def ensure_writable(self, *, now: bool = True) -> None:
        """Try whether runs can be kept here; without `now`, only whether nothing lasting is in the way.

        Raises:
            StoreError: if they cannot. StoreReadOnly, LocksMissing: if the reason will not pass, as a full disk may.
        """
        if not now:
            if reason := refusal(self.folder):
                raise StoreReadOnly(reason)
            with suppress(OSError):
                check_locks(self.folder, self._flock)
            return
        with os_errors_as_store_errors(self.folder):
            make_own_folder(self._files.folder)
            check_locks(self._files.folder, self._flock)
            touch(self._stamp)

    def put(self, run: Run) -> None:
        """Keep the run as it now is. Its name, tags, note and pin, once kept, are the user's: they stay as they are.

        Raises:
            StoreError: if it cannot be written; what stood there is as it was. DiskFull if there is no room.
        """
        written_despite_damage(lambda: self._files.write(run), self._troubles.append)
        self._touch()

    def take_in(self, document: object) -> bool:
        """Keep a run from elsewhere, such as a line of an export; return False if its id is kept here, or in the trash.

        Raises:
            DocumentRefused, SchemaTooNew: if it is not a run's document, or of a later version.
            StoreError: if it cannot be written. DiskFull if there is no room.
        """
        run = run_of(document, self._files.schema)
        if self.trash.has(run.id):
            return False
        is_new = written_despite_damage(lambda: self._files.add(run), self._troubles.append)
        if is_new:
            self._touch()
        return is_new

    def edit(self, run_id: str, change: Callable[[Run], Run]) -> Run:
        """Change name, tags, note or pin in the newest document of a run; return that run without epochs.

        `change` takes the run as it is under the lock; changes of anything else are ignored.

        Raises:
            RunMissing, RunDamaged, SchemaTooNew: if there is none of that id, or none that can be read.
            StoreError: if it cannot be written; what stood there is as it was. DiskFull if there is no room.
        """
        run = self._files.edit(run_id, change)
        self._touch()
        return run

    def get(self, run_id: str) -> Run:
        """Return the run with its epochs; an active run that no process holds reads as interrupted.

        Raises:
            RunMissing, RunDamaged, SchemaTooNew: if there is none of that id, or none that can be read.
            StoreError: if the system refuses it.
        """
        stored = self._files.fetch(run_id)
        if not stored.run.state.is_active():
            return stored.run
        if self._is_alive(stored):
            return stored.run.model_copy(update={"holder": holder_named(stored.process, stored.host)})
        # its end may have been written, and the lock freed, since it was read
        return unheld(self._files.fetch(run_id).run)

    def summaries(self) -> tuple[Summary, ...]:
        """Return every run without its epochs, the newest first.

        Raises:
            StoreError: if the store cannot be read. One run that cannot be is left out, and told in `troubles`, and
                so is, once, a store that cannot be written.
        """
        if self._refusal:
            self._troubles.append(self._refusal)
            self._refusal = ""
        return self._catalogue.summaries()

    def changed(self) -> bool:
        """Return whether `summaries` would return something new; looks only at `stamp` and the locks of active runs.

        Raises:
            StoreError: if the store cannot be read.
        """
        return self._catalogue.changed()

    @property
    def unjudged(self) -> int:
        """Return how many runs of the last `summaries` await a verdict by these rules."""
        return self._catalogue.unjudged

    def fold(self) -> None:
        """Bring the index up to date: when idle, and at the end.

        Raises:
            StoreError: if that cannot be done; nothing is lost by it.
        """
        self._catalogue.fold()

    def resolve(self, word: str) -> str:
        """Return the id of the run that the word means: an id, an unambiguous beginning of one, a name, or `last`.

        Raises:
            RunMissing, RunAmbiguous: if it means none, or several.
            StoreError: if the store cannot be read.
        """
        if self._files.has(word):
            return word
        return chosen(word, [summary.run for summary in self.summaries()])

    def find(self, word: str) -> Run:
        """Return the run that the word means.

        Raises:
            StoreError: as `resolve` and `get`.
        """
        return self.get(self.resolve(word))

    def run_folder(self, run_id: str) -> Path:
        """Return the folder of the run for its weights; make it, for its owner only, if it is missing.

        Raises:
            StoreError: if it cannot be made.
        """
        with os_errors_as_store_errors(self._files.folder):
            return self._files.make_folder(run_id)

    def left_waiting(self, run_ids: Iterable[str]) -> tuple[Run, ...]:
        """Return those of these runs that never began, and waited in a process of this host that is gone."""
        found = []
        for run_id in run_ids:
            with suppress(StoreError):
                stored = self._files.fetch(run_id)
                waited = stored.run.state is RunState.QUEUED and not stored.run.has_begun
                if waited and stored.host == self._host and not self._is_alive(stored):
                    found.append(stored.run)
        return tuple(found)

    def room_of(self, pattern: str) -> int:
        """Return the bytes of all files that match this pattern in the folders of runs, such as "*.keras"."""
        found = map(signature_at, self._files.folder.glob(f"*/{pattern}"))
        return sum(signature.size for signature in found if signature is not None)

    def hold(self, run_id: str) -> RunLock:
        """Lock the run until the lock is released, for the process that trains it or has it waiting.

        Raises:
            StoreBusy: if another process has.
            StoreError: if the lock cannot be made.
        """
        folder = self.run_folder(run_id)
        with os_errors_as_store_errors(folder):
            lock = self._locks.hold(folder)
        try:
            taken_from(folder)  # what was asked of the process that held it before
        except StoreError:
            lock.release()
            raise
        return lock

    def troubles(self) -> tuple[str, ...]:
        """Return a sentence for each error since the last call that ended nothing, damaged run files first."""
        return (*self.damaged(), *_taken(self._troubles))

    def damaged(self) -> tuple[str, ...]:
        """Return a sentence for each damaged run file found since the last call; `troubles` leaves these out then."""
        return _taken(self._damaged)

    def files_set_aside(self) -> tuple[Path, ...]:
        """Return the damaged run files that were moved aside, in the order of their runs."""
        return tuple(sorted(self._files.folder.glob("*/run.json.damaged-*")))

    def report_progress(self, progress: ReadProgress) -> None:
        """Call `progress` with how many of how many runs have been looked at, on the thread that asks for summaries.

        It is called only while run files must be read: 10,000 take seconds if the index is missing.
        """
        self._catalogue.progress = progress

    def _is_alive(self, stored: Stored) -> bool:
        return self._watch.is_alive(stored.run.id, stored.host, stored.signature.modified_ns)

    def _touch(self) -> None:
        with os_errors_as_store_errors(self._stamp):
            touch(self._stamp)


def _taken(sentences: deque[str]) -> tuple[str, ...]:
    return tuple(sentences.popleft() for _ in range(len(sentences)))
