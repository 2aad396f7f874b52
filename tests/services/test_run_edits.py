"""Edits of runs on a real store: undone and redone while other processes write too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mnist_lab.domain.runs.edits import Annotate, Edit, EditOutcome, MoveToTrash, Pin, Rename, Restore, Tag, Turn
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.services.run_edits import RunEdits
from mnist_lab.services.step_history import StepHistory
from mnist_lab_store.errors import RunMissing
from mnist_lab_store.run_store import RunStore
from support.store_examples import Child, example_run

RUN = example_run(name="wide", tags=("lab1",), note="as in the post")
PINNED = datetime(2026, 11, 24, tzinfo=UTC)

HOLD = """
store = RunStore(Path(sys.argv[1]))
run = example_run(2, state=RunState.RUNNING)
held = store.hold(run.id)
store.put(run)
print("held", flush=True)
sys.stdin.readline()
"""


class HeardEdits:
    """Edits with a history that run their jobs immediately, and what they report."""

    def __init__(self, store: RunStore) -> None:
        self.outcomes: list[EditOutcome] = []
        self.changes = 0
        self.history = StepHistory(self._do, self.outcomes.append, self._changed)
        self.edits = RunEdits(store, self.history, self._do, self.outcomes.append, self._changed)

    def _do(self, job: Callable[[], None]) -> None:
        job()

    def _changed(self) -> None:
        self.changes += 1

    @property
    def last_turn(self) -> Turn:
        return self.outcomes[-1].turn

    @property
    def errors(self) -> list[str]:
        return [outcome.text for outcome in self.outcomes if outcome.turn is Turn.REFUSED]


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    store = RunStore(tmp_path)
    store.put(RUN)
    return store


def kept(store: RunStore) -> Run | None:
    try:
        return store.get(RUN.id)
    except RunMissing:
        return None


@pytest.mark.parametrize(
    "edit",
    [Rename("narrow"), Annotate("another"), Tag(("lab2",), ("lab1",)), Pin(PINNED), MoveToTrash()],
    ids=lambda edit: type(edit).__name__,
)
def test_an_edit_is_made_undone_and_redone(store: RunStore, edit: Edit) -> None:
    heard = HeardEdits(store)
    heard.edits.do(RUN.id, edit)
    after = kept(store)
    assert after != RUN
    heard.history.undo()
    assert kept(store) == RUN
    heard.history.redo()
    assert kept(store) == after
    done, undone, done_again = heard.outcomes
    assert (done.turn, undone.turn, done_again.turn) == (Turn.DONE, Turn.UNDONE, Turn.REDONE)
    assert done.text == done_again.text != undone.text
    is_trashed = isinstance(edit, MoveToTrash)
    assert [outcome.is_in_trash for outcome in heard.outcomes] == [is_trashed, False, is_trashed]
    assert {outcome.run_id for outcome in heard.outcomes} == {RUN.id}
    assert heard.changes == 3


def test_edits_are_undone_last_one_first(store: RunStore) -> None:
    heard = HeardEdits(store)
    heard.edits.do(RUN.id, Rename("a"))
    heard.edits.do(RUN.id, Rename("b"))
    heard.edits.do(RUN.id, MoveToTrash())
    names = []
    for _ in range(3):
        heard.history.undo()
        names.append(store.get(RUN.id).name)
    assert names == ["b", "a", "wide"]
    heard.history.undo()
    assert heard.last_turn is Turn.NOTHING_TO_UNDO


def test_after_a_new_edit_nothing_can_be_redone(store: RunStore) -> None:
    heard = HeardEdits(store)
    heard.edits.do(RUN.id, Rename("a"))
    heard.history.undo()
    heard.edits.do(RUN.id, Annotate("new"))
    heard.history.redo()
    assert heard.last_turn is Turn.NOTHING_TO_REDO
    assert store.get(RUN.id).name == "wide"


def test_an_edit_that_changes_nothing_is_not_remembered(store: RunStore) -> None:
    heard = HeardEdits(store)
    heard.edits.do(RUN.id, Rename("wide"))
    heard.history.undo()
    assert heard.outcomes == [EditOutcome(Turn.NOTHING_TO_UNDO)]


def test_undoing_keeps_edits_made_by_others_since(store: RunStore, tmp_path: Path) -> None:
    heard = HeardEdits(store)
    heard.edits.do(RUN.id, Tag(("mine",)))
    RunStore(tmp_path).edit(RUN.id, Tag(("theirs",)).of)
    RunStore(tmp_path).edit(RUN.id, Annotate("theirs").of)
    heard.history.undo()
    run = store.get(RUN.id)
    assert (set(run.tags), run.note) == ({"lab1", "theirs"}, "theirs")


def test_an_edit_that_fails_is_reported_and_not_remembered(store: RunStore, tmp_path: Path) -> None:
    heard = HeardEdits(store)
    with Child(HOLD, tmp_path) as child:
        assert child.said() == "held"
        heard.edits.do(example_run(2).id, MoveToTrash())
        (refused,) = heard.outcomes
        assert (refused.turn, refused.is_in_trash) == (Turn.REFUSED, False)
        assert store.get(example_run(2).id).state is RunState.RUNNING
    heard.history.undo()
    assert heard.last_turn is Turn.NOTHING_TO_UNDO
    heard.edits.do("missing", Rename("x"))
    assert "missing" in heard.errors[1]


def test_an_edit_of_a_purged_run_is_skipped_when_undoing(store: RunStore, tmp_path: Path) -> None:
    other = example_run(3)
    store.put(other)
    heard = HeardEdits(store)
    heard.edits.do(RUN.id, Rename("a"))
    heard.edits.do(other.id, Rename("b"))
    elsewhere = RunStore(tmp_path)
    elsewhere.trash.take(other.id)
    elsewhere.trash.purge(other.id)
    heard.history.undo()
    assert len(heard.errors) == 1
    heard.history.undo()
    assert store.get(RUN.id).name == "wide"


def test_edits_of_a_purged_run_cannot_be_undone(store: RunStore) -> None:
    heard = HeardEdits(store)
    heard.edits.do(RUN.id, Rename("a"))
    heard.edits.do(RUN.id, MoveToTrash())
    heard.edits.purge([RUN.id])
    assert heard.outcomes[-1] == EditOutcome(Turn.PURGED, "1 run")
    heard.history.undo()
    assert heard.last_turn is Turn.NOTHING_TO_UNDO
    assert store.trash.ids() == ()


def test_restoring_a_run_can_be_undone(store: RunStore) -> None:
    heard = HeardEdits(store)
    store.trash.take(RUN.id)
    heard.edits.do(RUN.id, Restore())
    assert kept(store) == RUN
    heard.history.undo()
    assert kept(store) is None
    assert store.trash.ids() == (RUN.id,)


def test_an_active_run_can_be_renamed_and_continues(store: RunStore) -> None:
    heard = HeardEdits(store)
    run = example_run(2, state=RunState.RUNNING)
    with store.hold(run.id):
        store.put(run)
        heard.edits.do(run.id, Rename("while it trains"))
        store.put(run)
        assert store.get(run.id).name == "while it trains"
