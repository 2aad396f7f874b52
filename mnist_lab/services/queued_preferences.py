"""What the app remembers of itself, written by the thread that writes runs."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from functools import partial
from typing import Any

from mnist_lab.services.store_writer import StoreWriter
from mnist_lab_store.errors import StoreError
from mnist_lab_store.preferences import Preferences


class QueuedPreferences:
    """The preferences of a store; `remember` and `merge` return at once, and a value that cannot be read is None."""

    def __init__(self, kept: Preferences, writer: StoreWriter) -> None:
        self._kept = kept
        self._writer = writer
        self._lock = threading.Lock()
        self._changes: dict[str, dict[str, object]] = {}

    def remember(self, key: str, value: object) -> None:
        """Keep a small thing, of plain JSON values, for the next start."""
        self._writer.ask_once(f"remember {key}", partial(self._kept.remember, key, value))

    def merge(self, key: str, changes: Mapping[str, object]) -> None:
        """Keep these entries of a mapping, and remove those that are None; others, of other processes too, stay."""
        with self._lock:
            self._changes[key] = {**self._changes.get(key, {}), **changes}
        self._writer.ask_once(f"merge {key}", partial(self._merge, key))

    def recall(self, key: str) -> object:
        """Return what was last remembered under this key, or None if nothing was or it cannot be read."""
        with self._lock:  # before the file is read: what is written meanwhile is in one of the two
            changes = self._changes.get(key)
        try:
            kept = self._kept.recall(key)
        except StoreError:
            return None
        return kept if changes is None else _merged(changes, kept)

    def _merge(self, key: str) -> None:
        with self._lock:
            written = self._changes.get(key, {})
        self._kept.change(key, partial(_merged, written))
        with self._lock:
            changes = self._changes.get(key, {})
            left = {name: value for name, value in changes.items() if name not in written or written[name] is not value}
            if left:
                self._changes[key] = left
            else:
                self._changes.pop(key, None)


def _merged(changes: Mapping[str, object], kept: Any) -> dict[str, object]:
    entries = {**(kept if isinstance(kept, dict) else {}), **changes}
    return {name: value for name, value in entries.items() if value is not None}
