"""What a worker and the process that asks it for runs tell one another."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field
from typing import Any

from mnist_lab.domain.runs.events import Event
from mnist_lab.training.interface import Stop

RESOURCE = "gpu"
SECONDS_BETWEEN_HEARTBEATS = 2.0
SECONDS_OF_SILENCE = 7.0
"""A worker that trains, and a scheduler, that say nothing for so long are lost."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything that is asked of an attempt; of several, the one with the highest number counts."""

    number: int = 0
    stop: Stop = Stop.NOT
    is_paused: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """Something that a worker says: of an attempt at a run, the event of that number; without one, that it lives.

    The first that is said of an attempt has no event. `token` tells two processes that train the same attempt apart.
    """

    worker: str
    attempt: str = ""
    token: str = ""
    number: int = 0
    event: Event | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """A worker that is gone, as the scheduler says; `had_it` if the attempt was to be trained there."""

    worker: str
    had_it: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended: its events but for the progress within epochs, by number, and the files of its run."""

    token: str
    events: tuple[tuple[int, Event], ...]
    files: dict[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WorkerFacts:
    """What a worker is: its machine and the versions that can change the figures of a run."""

    host: str
    versions: dict[str, str]


def packed(value: Any) -> bytes:
    """Return a value as bytes, as events travel through the scheduler, which does not know it."""
    return pickle.dumps(value)


def unpacked(data: bytes) -> Any:
    """Return the value; it comes from the workers that this process uses, whose code it trusts anyway."""
    return pickle.loads(data)
