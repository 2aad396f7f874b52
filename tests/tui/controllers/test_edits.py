"""The edit controller without a screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mnist_lab.domain.runs.edits import EditOutcome, MoveToTrash, Rename, Turn
from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.services.observers import SessionObserver
from mnist_lab.services.session import Session
from mnist_lab.services.step_order import Step
from mnist_lab.tui.controllers.edits import EditController
from mnist_lab_store.run_store import RunStore
from support.background import Later
from support.fakes import ScriptedTrainer, few_digits
from support.notices import HeardNotices
from support.ports import ports
from support.store_examples import example_run

RUN = example_run(1)


class Controlled(SessionObserver):
    """A controller whose session reports edits to it, as the app does."""

    def __init__(self, folder: Path) -> None:
        self.store = RunStore(folder)
        self.store.put(RUN)
        self.notices = HeardNotices()
        self.later = Later()
        self.trash: list[tuple[list[str], bool]] = []
        self.session = Session(ScriptedTrainer(), self.store, few_digits, self)
        self.controller = EditController(ports(self.session, self.later, notices=self.notices), self._show_trash)
        self.session.start()

    def edited(self, outcome: EditOutcome) -> None:
        self.controller.report(outcome)

    def _show_trash(self, summaries: tuple[Summary, ...], opens: bool) -> None:
        self.trash.append(([summary.id for summary in summaries], opens))


@pytest.fixture
def controlled(tmp_path: Path) -> Iterator[Controlled]:
    made = Controlled(tmp_path)
    yield made
    made.session.close()


def test_an_edit_is_made_undone_and_redone_and_each_is_reported(controlled: Controlled) -> None:
    names, undoable = [], []
    for ask in (
        lambda: controlled.controller.edit(RUN.id, Rename("narrow")),
        controlled.controller.undo,
        controlled.controller.redo,
    ):
        ask()
        controlled.session.settle()
        names.append(controlled.store.get(RUN.id).name)
        undoable.append(controlled.controller.can_undo)
    assert names == ["narrow", RUN.name, "narrow"]
    assert undoable == [True, False, True]
    assert len(controlled.notices.flashes) == 3


@pytest.mark.parametrize(
    ("turn", "text", "sentence"),
    [
        (Turn.DONE, "pinned “wide” as the baseline", "Pinned “wide” as the baseline. z undoes it."),
        (Turn.UNDONE, "“wide” is back from the trash", "Undone: “wide” is back from the trash. Z redoes it."),
        (Turn.REDONE, "moved “wide” to the trash", "Redone: moved “wide” to the trash. z undoes it."),
        (Turn.NOTHING_TO_UNDO, "", "There is nothing to undo."),
        (Turn.NOTHING_TO_REDO, "", "There is nothing to redo."),
        (Turn.PURGED, "2 runs", "Purged 2 runs."),
    ],
)
def test_each_outcome_of_an_edit_has_its_sentence(controlled: Controlled, turn: Turn, text: str, sentence: str) -> None:
    controlled.controller.report(EditOutcome(turn, text))
    assert controlled.notices.flashes == [sentence]


def test_undo_with_nothing_to_undo_names_the_key_that_takes_runs_out_of_the_queue(controlled: Controlled) -> None:
    controlled.session.queue.stop_starting_runs()
    controlled.session.enqueue(RunRequest(RunSpec()))
    controlled.controller.undo()
    controlled.session.settle()
    assert "D takes a run out of the queue" in controlled.notices.flashes[-1]


def test_the_trash_is_read_in_the_background(controlled: Controlled) -> None:
    controlled.controller.edit(RUN.id, MoveToTrash())
    controlled.session.settle()
    controlled.controller.read_trash(opens=True)
    assert controlled.trash == []
    controlled.later.run()
    assert controlled.trash == [([RUN.id], True)]
    controlled.controller.restore(RUN.id)
    controlled.session.settle()
    controlled.controller.read_trash(opens=False)
    controlled.later.run()
    assert controlled.trash[1:] == [([], False)]


def test_purging_a_run_removes_it_and_keeps_what_can_be_undone(controlled: Controlled) -> None:
    other = example_run(2)
    controlled.store.put(other)
    controlled.controller.edit(other.id, Rename("other"))
    controlled.controller.edit(RUN.id, MoveToTrash())
    controlled.session.settle()
    controlled.controller.purge([RUN.id])
    controlled.session.settle()
    assert controlled.session.kept.trashed() == ()
    assert controlled.controller.can_undo
    controlled.controller.undo()
    controlled.session.settle()
    assert not controlled.controller.can_undo


def test_a_change_of_the_view_is_no_edit_to_undo(controlled: Controlled) -> None:
    controlled.controller.edit(RUN.id, Rename("other"))
    controlled.session.settle()
    heard = len(controlled.notices.flashes)
    controlled.session.history.take(Step("sorted", "sorted", lambda: None, lambda: None, is_instant=True))
    assert not controlled.controller.can_undo
    assert len(controlled.notices.flashes) == heard
    controlled.controller.undo()
    assert controlled.controller.can_undo
    assert controlled.notices.flashes[heard:] == ["Undone: sorted. Z redoes it."]


def test_an_edit_that_is_refused_is_an_error(controlled: Controlled) -> None:
    controlled.controller.edit("missing", Rename("x"))
    controlled.session.settle()
    assert len(controlled.notices.errors) == 1
    assert controlled.notices.flashes == []


def test_a_trash_that_cannot_be_read_is_an_error(controlled: Controlled) -> None:
    (controlled.store.folder / "trash").write_text("no folder")
    controlled.controller.read_trash(opens=True)
    controlled.later.run()
    assert controlled.trash == []
    assert len(controlled.notices.errors) == 1
