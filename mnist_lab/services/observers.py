"""Who is told what happens in a sitting, on the session's threads."""

from __future__ import annotations

from typing import Protocol

from mnist_lab.domain.runs.edits import Turn
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.tables.run_summary import Summary


class SessionObserver(Protocol):
    """Who is told what happens, on the session's threads."""

    def run_changed(self, run: Run) -> None:
        """A run is now as it is here."""

    def queue_changed(self, runs: tuple[Run, ...]) -> None:
        """These runs wait, the next one first."""

    def trouble(self, sentence: str) -> None:
        """Something went wrong that ends nothing."""


class StoreObserver(Protocol):
    """Who is told besides what becomes of the kept runs, by whatever process."""

    def runs_kept(self, summaries: tuple[Summary, ...]) -> None:
        """These are the kept runs now, the newest first."""

    def reading(self, done: int, of: int) -> None:
        """So many of the runs have been looked at, where that takes over a second."""

    def edited(self, turn: Turn, words: str) -> None:
        """That came of an edit, which a person calls so."""
