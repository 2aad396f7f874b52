"""Kept runs are judged again in the background once the rules have changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mnist_lab.domain.fit.thresholds import Thresholds
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.services.session import Session
from mnist_lab_store.run_store import RunStore
from support.fakes import Notes, ScriptedTrainer, few_digits
from support.store_examples import example_run

COUNT = 45
"""More than are judged at once."""


class JudgingNotes(Notes):
    """Notes what is judged, too."""

    def __init__(self) -> None:
        super().__init__()
        self.first: tuple[Summary, ...] = ()
        self.judged: list[Summary] = []
        self.left: list[int] = []

    def runs_loaded(self, summaries: tuple[Summary, ...]) -> None:
        super().runs_loaded(summaries)
        self.first = self.first or summaries

    def runs_judged(self, summaries: tuple[Summary, ...], left: int) -> None:
        self.judged += summaries
        self.left.append(left)
        self.runs_withdrawn(())  # wakes who waits


@pytest.fixture
def notes(tmp_path: Path) -> Iterator[JudgingNotes]:
    """What a session reports that opens a store after its runs were judged by other thresholds."""
    other = RunStore(tmp_path / "store", thresholds=Thresholds(fewest_epochs=1000))
    for number in range(COUNT):
        other.put(example_run(number))
    other.fold()
    noted = JudgingNotes()
    store = RunStore(tmp_path / "store", judges_later=True)
    session = Session(ScriptedTrainer(), store, few_digits, noted)
    session.start()
    session.watch()
    yield noted
    session.close()


def test_runs_are_there_at_once_and_each_is_judged_once(notes: JudgingNotes, tmp_path: Path) -> None:
    notes.wait_for(lambda: 0 in notes.left)
    assert [each.label for each in notes.first] == [None] * COUNT
    kept = RunStore(tmp_path / "store").summaries()
    assert tuple(notes.judged) == kept  # the newest first
    assert notes.left == sorted(notes.left, reverse=True)
    assert len(notes.left) > 2
