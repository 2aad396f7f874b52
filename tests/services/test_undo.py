"""Edits of kept runs on a real store: made, taken back and made again, whatever others do meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mnist_lab.domain.runs.edits import Annotate, Edit, MoveToTrash, Pin, Rename, Restore, Tag, Turn
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.services.undo import EditHistory
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


class Notice:
    """What an edit history has told, in order; jobs are done at once."""

    def __init__(self, store: RunStore) -> None:
        self.turns: list[tuple[Turn, str]] = []
        self.troubles: list[str] = []
        self.changes = 0
        self.edits = EditHistory(store, self._do, self._edited, self.troubles.append, self._changed)

    def _do(self, job: Callable[[], None]) -> None:
        job()

    def _edited(self, turn: Turn, words: str) -> None:
        self.turns.append((turn, words))

    def _changed(self) -> None:
        self.changes += 1

    @property
    def last_turn(self) -> Turn:
        return self.turns[-1][0]


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
def test_an_edit_is_made_taken_back_and_made_again(store: RunStore, edit: Edit) -> None:
    told = Notice(store)
    told.edits.do(RUN.id, edit)
    after = kept(store)
    assert after != RUN
    told.edits.undo()
    assert kept(store) == RUN
    told.edits.redo()
    assert kept(store) == after
    assert [turn for turn, _ in told.turns] == [Turn.DONE, Turn.TAKEN_BACK, Turn.DONE_AGAIN]
    (_, done), (_, undone), (_, done_again) = told.turns
    assert done == done_again != undone
    assert told.changes == 3
    assert told.troubles == []


def test_edits_are_taken_back_the_last_one_first(store: RunStore) -> None:
    told = Notice(store)
    told.edits.do(RUN.id, Rename("a"))
    told.edits.do(RUN.id, Rename("b"))
    told.edits.do(RUN.id, MoveToTrash())
    names = []
    for _ in range(3):
        told.edits.undo()
        names.append(store.get(RUN.id).name)
    assert names == ["b", "a", "wide"]
    told.edits.undo()
    assert told.last_turn is Turn.NOTHING_TO_TAKE_BACK


def test_something_new_ends_what_could_be_done_again(store: RunStore) -> None:
    told = Notice(store)
    told.edits.do(RUN.id, Rename("a"))
    told.edits.undo()
    told.edits.do(RUN.id, Annotate("new"))
    told.edits.redo()
    assert told.last_turn is Turn.NOTHING_TO_DO_AGAIN
    assert store.get(RUN.id).name == "wide"


def test_an_edit_that_changes_nothing_is_not_remembered(store: RunStore) -> None:
    told = Notice(store)
    told.edits.do(RUN.id, Rename("wide"))
    told.edits.undo()
    assert told.turns == [(Turn.NOTHING_TO_TAKE_BACK, "")]


def test_taking_back_leaves_what_others_wrote_meanwhile(store: RunStore, tmp_path: Path) -> None:
    told = Notice(store)
    told.edits.do(RUN.id, Tag(("mine",)))
    RunStore(tmp_path).edit(RUN.id, Tag(("theirs",)).of)
    RunStore(tmp_path).edit(RUN.id, Annotate("theirs").of)
    told.edits.undo()
    run = store.get(RUN.id)
    assert (set(run.tags), run.note) == ({"lab1", "theirs"}, "theirs")


def test_what_cannot_be_done_is_told_and_not_remembered(store: RunStore, tmp_path: Path) -> None:
    told = Notice(store)
    with Child(HOLD, tmp_path) as child:
        assert child.said() == "held"
        told.edits.do(example_run(2).id, MoveToTrash())
        assert "stop it before it goes to the trash" in told.troubles[0]
    told.edits.undo()
    assert told.last_turn is Turn.NOTHING_TO_TAKE_BACK
    told.edits.do("missing", Rename("x"))
    assert told.troubles[1] == "There is no run “missing”."


def test_an_edit_of_a_run_that_is_gone_is_forgotten_and_the_one_before_comes_next(
    store: RunStore, tmp_path: Path
) -> None:
    other = example_run(3)
    store.put(other)
    told = Notice(store)
    told.edits.do(RUN.id, Rename("a"))
    told.edits.do(other.id, Rename("b"))
    elsewhere = RunStore(tmp_path)
    elsewhere.trash(other.id)
    elsewhere.purge(other.id)
    told.edits.undo()
    assert "Could not undo" in told.troubles[0]
    told.edits.undo()
    assert store.get(RUN.id).name == "wide"


def test_a_purged_run_is_gone_with_its_edits(store: RunStore) -> None:
    told = Notice(store)
    told.edits.do(RUN.id, Rename("a"))
    told.edits.do(RUN.id, MoveToTrash())
    told.edits.purge([RUN.id])
    assert told.turns[-1] == (Turn.PURGED, "1 run")
    told.edits.undo()
    assert told.last_turn is Turn.NOTHING_TO_TAKE_BACK
    assert store.trashed() == ()


def test_a_run_is_restored_and_that_is_taken_back_too(store: RunStore) -> None:
    told = Notice(store)
    store.trash(RUN.id)
    told.edits.do(RUN.id, Restore())
    assert kept(store) == RUN
    told.edits.undo()
    assert kept(store) is None
    assert store.trashed() == (RUN.id,)


def test_a_running_run_can_be_named_and_goes_on(store: RunStore) -> None:
    told = Notice(store)
    run = example_run(2, state=RunState.RUNNING)
    with store.hold(run.id):
        store.put(run)
        told.edits.do(run.id, Rename("while it trains"))
        store.put(run)
        assert store.get(run.id).name == "while it trains"
