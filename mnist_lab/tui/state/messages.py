"""What crosses from the session's threads to the screens."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from mnist_lab.domain.runs.edits import Turn
from mnist_lab.domain.runs.run import Dataset, Run
from mnist_lab.domain.tables.run_summary import Summary


@dataclass
class RunChanged(Message):
    """A run is now as it is here."""

    run: Run


@dataclass
class QueueChanged(Message):
    """These runs wait, the next one first."""

    runs: tuple[Run, ...]


@dataclass
class ErrorNotice(Message):
    """Something went wrong that ends nothing; one sentence says what."""

    sentence: str


@dataclass
class Notice(Message):
    """Something came about that a person waits for; one sentence says what."""

    sentence: str


@dataclass
class RunsLoaded(Message):
    """These are the kept runs now, by whatever process."""

    summaries: tuple[Summary, ...]


@dataclass
class Reading(Message):
    """So many of the run files have been read that must be."""

    done: int
    of: int


@dataclass
class Edited(Message):
    """That came of an edit, which a person calls so."""

    turn: Turn
    words: str


@dataclass
class TrashLoaded(Message):
    """These runs are in the trash, the newest first; `opens` where a person asked to see them."""

    summaries: tuple[Summary, ...]
    opens: bool


@dataclass
class DigitsLoaded(Message):
    """The digits have been read: so many are for training, and runs on them carry this mark."""

    training_digits: int
    dataset: Dataset


@dataclass
class DeviceLikely(Message):
    """What runs should be trained on, as far as it can be told before one is."""

    words: str


@dataclass
class RunFetched(Message):
    """A kept run has been read with its epochs; `first` is the run that it repeats, where it does and that is kept."""

    run: Run
    first: Run | None = None
