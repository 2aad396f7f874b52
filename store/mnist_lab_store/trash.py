"""The trash: folders of runs, until they are restored or removed permanently."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from mnist_lab.domain.fit.thresholds import THRESHOLDS, Thresholds
from mnist_lab.domain.runs.run import ID_PATTERN, Run
from mnist_lab.domain.tables.run_summary import Summary, summary_of
from mnist_lab.util.atomic_write import sync
from mnist_lab_store.errors import RunMissing, StoreBusy, StoreError, os_errors_as_store_errors
from mnist_lab_store.files import check_own, locked, make_own_folder, refusal, signature_at
from mnist_lab_store.run_files import RunFiles, Stored, checked_id, unheld
from mnist_lab_store.run_lock import lock_run
from mnist_lab_store.run_lookup import chosen

PURGED = "purged"


class Trash:
    """The runs in the trash, whose folders come from `files` and go back there.

    A purged run is moved out of sight first, so that a killed process leaves no half of a run. `is_alive` says whether
    a process holds an active run; `changed` is called once a run has come or gone.
    """

    def __init__(
        self,
        folder: Path,
        files: RunFiles,
        is_alive: Callable[[Stored], bool],
        changed: Callable[[], None],
        thresholds: Thresholds = THRESHOLDS,
    ) -> None:
        self._folder = folder
        self._files = files
        self._is_alive = is_alive
        self._changed = changed
        self._thresholds = thresholds
        self._thrown_away = files.elsewhere(folder)
        self._purged = folder.with_name(PURGED)

    def remove_leftovers(self) -> None:
        """Remove what a killed process left half purged."""
        if signature_at(self._purged) is not None and not refusal(self._purged.parent):
            shutil.rmtree(self._purged, ignore_errors=True)

    def take(self, run_id: str) -> None:
        """Move the folder of the run here.

        Raises:
            StoreBusy: if a living process holds it.
            StoreError: if there is no such run, or it cannot be moved.
        """
        stored = self._files.fetch(run_id)
        if stored.run.state.is_active() and self._is_alive(stored):
            raise StoreBusy(f"The run {run_id} is being trained or waits to be: stop it before it goes to the trash.")
        folder = self._files.folder_of(run_id)
        with os_errors_as_store_errors(folder), lock_run(folder), locked(folder / "run.json"):
            _move(folder, self._folder / run_id)
        self._changed()

    def restore(self, run_id: str) -> None:
        """Move the run's folder back.

        Raises:
            RunMissing: if it is not here.
            StoreError: if it cannot be moved.
        """
        folder = self._folder_of(run_id)
        with os_errors_as_store_errors(folder):
            _move(folder, self._files.folder_of(run_id))
        self._changed()

    def purge(self, run_id: str) -> None:
        """Remove the run for good.

        Raises:
            RunMissing: if it is not here.
            StoreError: if it cannot be removed.
        """
        folder = self._folder_of(run_id)
        with os_errors_as_store_errors(folder):
            self._remove(self._moved_out_of_sight(folder))

    def discard(self, run_id: str) -> Run:
        """Remove a run that never began for good, past the trash; return it as it was.

        Raises:
            RunMissing: if there is no such run.
            StoreBusy: if a living process holds it, or it has begun after all.
            StoreError: if it cannot be removed.
        """
        stored = self._files.fetch(run_id)
        if stored.run.has_begun or (stored.run.state.is_active() and self._is_alive(stored)):
            raise StoreBusy(f"The run {run_id} has begun, or waits in another queue.")
        folder = self._files.folder_of(run_id)
        with os_errors_as_store_errors(folder):
            with lock_run(folder), locked(folder / "run.json"):
                target = self._moved_out_of_sight(folder)
            self._remove(target)
        self._changed()
        return stored.run

    def has(self, run_id: str) -> bool:
        """Return whether there is a folder with exactly that id; the text may be anything."""
        folder = self._folder / run_id
        return ID_PATTERN.fullmatch(run_id) is not None and folder.is_dir() and not folder.is_symlink()

    def ids(self) -> tuple[str, ...]:
        """Return the ids of the runs here, the newest first.

        Raises:
            StoreError: if the folder cannot be looked into.
        """
        with os_errors_as_store_errors(self._folder):
            if signature_at(self._folder) is None:
                return ()
            folders = [path.name for path in self._folder.iterdir() if path.is_dir() and not path.is_symlink()]
        return tuple(sorted(filter(ID_PATTERN.fullmatch, folders), reverse=True))

    def resolve(self, word: str) -> str:
        """Return the id of the run that the word names here, as `chosen` does; an unreadable run is named by its id
        only.

        Raises:
            RunMissing, RunAmbiguous: if it means none, or several.
            StoreError: if the folder cannot be looked into.
        """
        if self.has(word):
            return word
        return chosen(word, self._runs(), place="in the trash")

    def summaries(self) -> tuple[Summary, ...]:
        """Return the runs here without their epochs, the newest first; unreadable ones are left out.

        No process holds them: those that were active or waited read as interrupted, as they will be when restored.

        Raises:
            StoreError: if the folder cannot be looked into.
        """
        return tuple(summary_of(unheld(run), self._thresholds) for run in self._runs())

    def _moved_out_of_sight(self, folder: Path) -> Path:
        """Move the folder of a run to where it is removed; return the folder there."""
        target = self._purged / folder.name
        shutil.rmtree(target, ignore_errors=True)
        _move(folder, target)
        return target

    def _remove(self, target: Path) -> None:
        shutil.rmtree(target, ignore_errors=True)  # another process may be sweeping it
        if signature_at(target) is not None:
            raise StoreError(f"{target} could not be removed as a whole.")
        with suppress(OSError):  # another process purges a run of its own
            self._purged.rmdir()

    def _runs(self) -> tuple[Run, ...]:
        found = []
        for run_id in self.ids():
            with suppress(StoreError):
                found.append(self._thrown_away.fetch(run_id).run)
        return tuple(sorted(found, key=lambda run: (run.created.timestamp(), run.id), reverse=True))

    def _folder_of(self, run_id: str) -> Path:
        folder = self._folder / checked_id(run_id)
        if not self.has(run_id):
            raise RunMissing(f"There is no run “{run_id}” in the trash.")
        return folder


def _move(folder: Path, target: Path) -> None:
    check_own(folder.parent)
    make_own_folder(target.parent)
    if signature_at(target) is not None:
        raise StoreError(f"The run {folder.name} cannot be moved: {target} is there already.")
    folder.rename(target)
    sync(target.parent)
    sync(folder.parent)
