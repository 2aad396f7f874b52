"""Histories of real runs, each with the verdict that a careful reader gives it and why."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mnist_lab.domain.fit.history_import import epochs_of
from mnist_lab.domain.fit.rule import Course, Label
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.spec import RunSpec

READ_AFTER_THE_RULES = frozenset({"other-seeds", "adam", "wide-and-deep", "small-data"})
"""The kinds whose readings the rules were never fitted to."""


@dataclass(frozen=True)
class ReadHistory:
    """A run's spec and epochs, and what a careful reader says of it: several words where the case is in between.

    `courses` is empty if the history says nothing of the course.
    """

    kind: str
    name: str
    spec: RunSpec
    epochs: tuple[Epoch, ...]
    labels: tuple[Label, ...]
    courses: tuple[Course, ...]
    why: str

    @property
    def is_new(self) -> bool:
        """Return whether the rules were not fitted to this reading."""
        return self.kind in READ_AFTER_THE_RULES


def _read(kind: str, name: str, history: dict[str, Any]) -> ReadHistory:
    labels = tuple(Label(label) for label in history["label"].split(" or "))
    courses = tuple(Course(course) for course in history["course"].split(" or ") if course)
    return ReadHistory(kind, name, RunSpec.of(history["spec"]), epochs_of(history), labels, courses, history["why"])


HISTORIES = {
    name: _read(file.stem, name, history)
    for file in sorted((Path(__file__).parent / "histories").glob("*.json"))
    for name, history in json.loads(file.read_text(encoding="utf-8")).items()
}


def real(name: str) -> tuple[Epoch, ...]:
    """The epochs of the history of that name."""
    return HISTORIES[name].epochs
