"""Every run at a glance: what the run files hold, read again only if they changed."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import nullcontext, suppress
from pathlib import Path

from mnist_lab.domain.fit.thresholds import THRESHOLDS, Thresholds
from mnist_lab.domain.fit.verdict import rules_mark
from mnist_lab.domain.runs.run import ID_PATTERN, RunState
from mnist_lab.domain.tables.run_summary import Summary, summary_of
from mnist_lab.util.gc_control import gc_frozen
from mnist_lab_store.errors import RunDamaged, RunMissing, StoreError, os_errors_as_store_errors
from mnist_lab_store.files import Signature, remove_leftovers, signature_at
from mnist_lab_store.index_file import Entry, load_index, save_index
from mnist_lab_store.run_files import RunFiles, holder_named
from mnist_lab_store.run_lock import Watch

ReadProgress = Callable[[int, int], None]
"""Takes how many runs of how many have been looked at; both are the same at the end."""

WORTH_AN_INDEX = 100
"""Reading this many run files takes longer than writing an index."""


class SummaryCache:
    """The summaries of all runs, for any thread.

    `tell_damaged` takes a sentence for each run file that is damaged, `tell` for each run that cannot be read for
    another reason; `progress`, an attribute to set, how many runs have been looked at.
    """

    def __init__(
        self,
        folder: Path,
        files: RunFiles,
        watch: Watch,
        tell: Callable[[str], None],
        tell_damaged: Callable[[str], None],
        thresholds: Thresholds = THRESHOLDS,
        *,
        judges_later: bool = False,
    ) -> None:
        self._index = folder / "index.json"
        self._stamp = folder / "stamp"
        self._files = files
        self._watch = watch
        self._tell = tell
        self._tell_damaged = tell_damaged
        self._thresholds = thresholds
        self._judges_later = judges_later
        self._unjudged: list[str] = []
        self.progress: ReadProgress = lambda *_: None
        self._lock = threading.RLock()
        self._entries: dict[str, Entry] | None = None
        self._indexed: dict[str, Signature] = {}
        self._alive: dict[str, bool] = {}
        self._told: set[str] = set()
        self._stamp_seen: Signature | None = None
        self._summaries: tuple[Summary, ...] = ()

    def summaries(self) -> tuple[Summary, ...]:
        """Return every run, the newest first; an active run that no process holds reads as interrupted.

        Raises:
            StoreError: if the folder of the runs cannot be read.
        """
        with self._lock:
            if not self.changed():
                if not self._summaries:  # runs were judged since
                    self._summaries = self._sorted()
                return self._summaries
            # Read before the files: a write in between moves it again, and the next look finds that
            self._stamp_seen = _fresh_signature_at(self._stamp)
            with os_errors_as_store_errors(self._files.folder), gc_frozen() if self._entries is None else nullcontext():
                read_anew = self._scan()
            self._summaries = self._sorted()
            if read_anew >= WORTH_AN_INDEX:
                with suppress(StoreError):  # it is a cache: if it cannot be written the next one reads as long
                    self.fold()
            return self._summaries

    def changed(self) -> bool:
        """Return whether `summaries` would return something new; looks only at `stamp` and the locks of active runs.

        Raises:
            StoreError: if the store cannot be read.
        """
        with self._lock, os_errors_as_store_errors(self._stamp):
            if self._entries is None or _fresh_signature_at(self._stamp) != self._stamp_seen:
                return True
            return any(
                self._is_alive(run_id, self._entries[run_id]) != was_alive for run_id, was_alive in self._alive.items()
            )

    @property
    def unjudged(self) -> int:
        """Return how many runs of the last `summaries` await a verdict by these rules."""
        return len(self._unjudged)

    def judge(self, most: int) -> tuple[Summary, ...]:
        """Judge up to so many of the runs that await it, the newest first; return them as they are now.

        Raises:
            StoreError: if the folder of the runs cannot be read.
        """
        found = []
        with self._lock, os_errors_as_store_errors(self._files.folder):
            entries = self._entries or {}
            for _ in range(min(most, len(self._unjudged))):
                run_id = self._unjudged.pop()
                if not _awaits_verdict(entries.get(run_id)):
                    continue
                entry = self._refreshed(run_id, None)
                if entry is None or entry.summary is None or entry.is_active:
                    self._stamp_seen = None  # it is gone, damaged or continues: the next look says so
                    continue
                entries[run_id] = entry
                self._indexed.pop(run_id, None)
                found.append(entry.summary)
            self._summaries = () if found else self._summaries
        return tuple(found)

    def holders(self) -> dict[str, str]:
        """Return which process trains or has waiting each active run of the last `summaries`; reads no file."""
        with self._lock:
            entries = ((run_id, (self._entries or {})[run_id]) for run_id, is_alive in self._alive.items() if is_alive)
            return {run_id: holder_named(entry.process, entry.host) for run_id, entry in entries}

    def fold(self) -> None:
        """Bring the index up to date, if it is not.

        Raises:
            StoreError: if the runs cannot be read or the index not be written.
        """
        with self._lock, os_errors_as_store_errors(self._index):
            self.summaries()
            entries = {run_id: entry for run_id, entry in (self._entries or {}).items() if entry.summary}
            signatures = {run_id: entry.signature for run_id, entry in entries.items()}
            if signatures != self._indexed:
                save_index(self._index, entries)
                self._indexed = signatures

    def _scan(self) -> int:
        """Look at every run; return how many run files had to be read."""
        is_first = self._entries is None
        if self._entries is None:
            self._entries = load_index(self._index, rules_mark(self._thresholds), keeps_unjudged=self._judges_later)
            self._indexed = {run_id: entry.signature for run_id, entry in self._entries.items()}
        found: dict[str, Entry] = {}
        self._alive = {}
        read_anew = 0
        run_ids = list(self._run_ids())
        folder = str(self._files.folder)
        for looked_at, run_id in enumerate(run_ids):
            try:
                if is_first:
                    remove_leftovers(f"{folder}/{run_id}/run.json")
                known = self._entries.get(run_id)
                entry = self._looked_at(run_id, known)
            except OSError as error:  # a folder that the system refuses must not hide the others
                self._tell_once(f"{self._files.folder / run_id} cannot be read: {error.strerror or error}.")
                continue
            if entry:
                found[run_id] = entry
            if entry is not known:
                read_anew += 1
                self.progress(looked_at, len(run_ids))
        if read_anew:
            self.progress(len(run_ids), len(run_ids))
        self._entries = found
        if is_first:
            newest_last = sorted((entry.summary for entry in found.values() if entry.summary), key=_age)
            self._unjudged = [each.id for each in newest_last if each.awaits_verdict]
        return read_anew

    def _looked_at(self, run_id: str, known: Entry | None) -> Entry | None:
        entry = self._refreshed(run_id, known)
        if entry is None or not entry.is_active:
            return entry
        is_alive = self._is_alive(run_id, entry)
        if not is_alive:  # its end may have been written, and the lock freed, since it was read
            entry = self._refreshed(run_id, entry)
        if entry and entry.is_active:
            self._alive[run_id] = is_alive
        return entry

    def _run_ids(self) -> Iterator[str]:
        try:
            items = os.scandir(self._files.folder)
        except FileNotFoundError:
            return
        with items:
            for item in items:
                if ID_PATTERN.fullmatch(item.name) is None:
                    continue
                if item.is_symlink():
                    self._tell_once(f"{item.path} is a link; links are not followed inside the store: it is left out.")
                elif item.is_dir(follow_symlinks=False):
                    yield item.name

    def _tell_once(self, sentence: str) -> None:
        if sentence not in self._told:
            self._told.add(sentence)
            self._tell(sentence)

    def _refreshed(self, run_id: str, known: Entry | None) -> Entry | None:
        look = _fresh_signature_at if known and known.is_active else signature_at
        signature = look(f"{self._files.folder}/{run_id}/run.json")
        if signature is None or (known and known.signature == signature):
            return known if signature else None
        try:
            stored = self._files.fetch(run_id)
        except RunMissing:
            return None
        except RunDamaged as error:
            self._tell_damaged(str(error))
            return Entry(signature)
        except StoreError as error:
            self._tell(str(error))
            return Entry(signature)
        summary = summary_of(stored.run, self._thresholds)
        return Entry(stored.signature, summary, stored.host, stored.process)

    def _is_alive(self, run_id: str, entry: Entry) -> bool:
        return self._watch.is_alive(run_id, entry.host, entry.signature.modified_ns)

    def _sorted(self) -> tuple[Summary, ...]:
        return tuple(sorted(self._shown(), key=_age, reverse=True))

    def _shown(self) -> Iterator[Summary]:
        for run_id, entry in (self._entries or {}).items():
            if entry.summary is None:
                continue
            if entry.is_active and not self._alive.get(run_id):
                interrupted = entry.summary.run.model_copy(update={"state": RunState.INTERRUPTED, "stop_asked": None})
                yield entry.summary.model_copy(update={"run": interrupted})
            else:
                yield entry.summary


def _fresh_signature_at(path: str | Path) -> Signature | None:
    """Return what `signature_at` does, by opening the file, which asks the server of a network file system again.

    Looking alone may give what the server said a minute ago.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return signature_at(path)
    try:
        found = os.fstat(descriptor)
    finally:
        os.close(descriptor)
    return Signature(found.st_mtime_ns, found.st_size)


def _awaits_verdict(entry: Entry | None) -> bool:
    return entry is not None and entry.summary is not None and entry.summary.awaits_verdict


def _age(summary: Summary) -> tuple[float, str]:
    return summary.run.created.timestamp(), summary.id
