"""What the app remembers of itself, written by the thread that writes runs."""

from __future__ import annotations

from mnist_lab.services.store_writer import StoreWriter
from mnist_lab_store.errors import StoreError
from mnist_lab_store.preferences import Preferences


class QueuedPreferences:
    """The preferences of a store; `remember` returns at once, and a value that cannot be read is None."""

    def __init__(self, kept: Preferences, writer: StoreWriter) -> None:
        self._kept = kept
        self._writer = writer

    def remember(self, key: str, value: object) -> None:
        """Keep a small thing, of plain JSON values, for the next start."""
        self._writer.remember(key, value)

    def recall(self, key: str) -> object:
        """Return what was last remembered under this key, or None if nothing was or it cannot be read."""
        try:
            return self._kept.recall(key)
        except StoreError:
            return None
