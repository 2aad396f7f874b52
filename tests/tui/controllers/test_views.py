"""The controllers of the views without a screen, on a real session: undone with the edits, and remembered."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mnist_lab.domain.comparison.marks import NO_MARKS, Marks
from mnist_lab.domain.runs.edits import EditOutcome, Rename
from mnist_lab.domain.tables.columns import SortKey
from mnist_lab.domain.tables.run_summary import summary_of
from mnist_lab.domain.views.table_view import USUAL_VIEW, TableView
from mnist_lab.domain.views.view_document import view_document
from mnist_lab.services.observers import SessionObserver
from mnist_lab.services.session import Session
from mnist_lab.tui.controllers.edits import EditController
from mnist_lab.tui.controllers.saved_views import SavedViewController
from mnist_lab.tui.controllers.view_memory import FILTERS, METRIC, VIEW, VIEWS, ViewMemory
from mnist_lab.tui.controllers.views import ViewController
from mnist_lab.tui.state.run_registry import Changes
from mnist_lab.tui.state.view_state import MOST_FILTERS, RecalledViews, ViewState
from mnist_lab_store.run_store import RunStore
from support.background import Later
from support.fakes import ScriptedTrainer, few_digits
from support.notices import HeardNotices
from support.ports import ports
from support.store_examples import example_run

RUN = example_run(1)
SORTED = TableView(sort=(SortKey("val_loss"),))
GROUPED = TableView(grouped_by=())
NARROW = TableView(filter="dropout=0")


class Viewed(SessionObserver):
    """The controllers on a session, whose timers wait for the test; what is reported is passed on, as by the app."""

    def __init__(self, folder: Path) -> None:
        self.store = RunStore(folder)
        self.notices = HeardNotices()
        self.reads, self.timers = Later(), Later()
        self.shown: list[ViewState] = []
        self.session = Session(ScriptedTrainer(), self.store, few_digits, self)
        given = ports(self.session, self.reads, notices=self.notices, timers=self.timers)
        self.edits = EditController(given, lambda *_: None)
        self.memory = ViewMemory(given, self._recalled)
        self.views = ViewController(self.session.history, self.memory, self.shown.append)
        self.saved = SavedViewController(given, self.views, self.memory)
        self.session.start()
        self.read()

    @property
    def view(self) -> TableView:
        return self.views.state.view

    def read(self) -> None:
        """Read what is remembered."""
        self.saved.read()
        self.reads.run()

    def keep(self) -> None:
        """Let the time pass until views are written, and have them written."""
        self.timers.run()
        assert self.session.settle()

    def edited(self, outcome: EditOutcome) -> None:
        self.edits.report(outcome)

    def _recalled(self, recalled: RecalledViews) -> None:
        self.views.begin(recalled)
        self.saved.take(recalled)


@contextmanager
def open_views(folder: Path) -> Iterator[Viewed]:
    viewed = Viewed(folder)
    try:
        yield viewed
    finally:
        viewed.session.close()


@pytest.fixture
def viewed(tmp_path: Path) -> Iterator[Viewed]:
    RunStore(tmp_path).put(RUN)
    with open_views(tmp_path) as viewed:
        yield viewed


@contextmanager
def busy_writer(viewed: Viewed) -> Iterator[None]:
    """Keep the thread that writes from doing anything in the body."""
    began, may_end = threading.Event(), threading.Event()

    def wait() -> None:
        began.set()
        may_end.wait()

    viewed.session.edits._ask(wait)
    assert began.wait(10)
    try:
        yield
    finally:
        may_end.set()


def test_a_change_of_the_view_is_shown_undone_and_redone_in_words(viewed: Viewed) -> None:
    viewed.views.change(SORTED, "sorted by val loss")
    assert viewed.shown[-1].view == viewed.view == SORTED
    assert viewed.notices.flashes == []
    viewed.edits.undo()
    assert viewed.shown[-1].view == viewed.view == USUAL_VIEW
    viewed.edits.redo()
    assert viewed.view == SORTED
    assert viewed.notices.flashes == [
        "Undone: sorted by val loss. Z redoes it.",
        "Redone: sorted by val loss. z undoes it.",
    ]


def test_a_view_like_the_one_shown_is_no_step(viewed: Viewed) -> None:
    viewed.views.change(USUAL_VIEW, "newest first")
    assert not viewed.session.history.can_undo


def test_the_view_is_undone_while_the_store_does_not_answer(viewed: Viewed) -> None:
    with busy_writer(viewed):
        viewed.edits.edit(RUN.id, Rename("narrow"))
        viewed.views.change(SORTED, "sorted")
        viewed.views.change(GROUPED, "grouped")
        viewed.edits.undo()
        viewed.edits.undo()
        assert viewed.view == USUAL_VIEW
        viewed.edits.redo()
        assert viewed.view == SORTED
        viewed.edits.undo()
        viewed.edits.undo()
    viewed.session.settle()
    assert viewed.store.get(RUN.id).name == RUN.name
    assert not viewed.session.history.can_undo


def test_undoing_an_edit_that_is_not_made_leaves_the_view(viewed: Viewed) -> None:
    viewed.views.change(SORTED, "sorted")
    with busy_writer(viewed):
        viewed.edits.edit("missing", Rename("x"))
        viewed.edits.undo()
    viewed.session.settle()
    assert viewed.view == SORTED
    viewed.edits.undo()
    assert viewed.view == USUAL_VIEW


def test_filters_are_remembered_once_each_the_newest_first(viewed: Viewed) -> None:
    for number in range(MOST_FILTERS + 5):
        viewed.views.change(TableView(filter=f"nodes={number}"), "filter")
    viewed.views.change(replace(viewed.view, grouped_by=()), "grouped")
    viewed.views.change(TableView(filter="nodes=20"), "filter")
    viewed.views.change(USUAL_VIEW, "no filter")
    filters = viewed.views.state.filters
    assert filters[:3] == ("nodes=20", "nodes=34", "nodes=33")
    assert len(filters) == len(set(filters)) == MOST_FILTERS


def test_saving_renaming_and_deleting_views_is_undone_in_order(viewed: Viewed) -> None:
    viewed.views.change(SORTED, "sorted")
    states = [viewed.views.state.saved]
    for do in (
        lambda: viewed.saved.save(" best \n nets "),
        lambda: viewed.views.change(GROUPED, "grouped"),
        lambda: viewed.saved.save("best nets"),
        lambda: viewed.saved.rename("best nets", "groups"),
        lambda: viewed.saved.delete("groups"),
    ):
        do()
        states.append(viewed.views.state.saved)
    assert states == [
        {},
        {"best nets": SORTED},
        {"best nets": SORTED},
        {"best nets": GROUPED},
        {"groups": GROUPED},
        {},
    ]
    for before in reversed(states[:-1]):
        viewed.edits.undo()
        assert viewed.views.state.saved == before
    for after in states[1:]:
        viewed.edits.redo()
        assert viewed.views.state.saved == after


@pytest.mark.parametrize(
    ("do", "flashes"),
    [
        (lambda saved: saved.save("a"), 0),
        (lambda saved: saved.save("  "), 0),
        (lambda saved: saved.rename("a", "a"), 0),
        (lambda saved: saved.rename("a", ""), 0),
        (lambda saved: saved.rename("missing", "c"), 0),
        (lambda saved: saved.rename("a", "b"), 1),
        (lambda saved: saved.delete("missing"), 0),
        (lambda saved: saved.open("missing"), 0),
        (lambda saved: saved.open("a"), 0),
    ],
)
def test_what_changes_no_saved_view_is_no_step(
    viewed: Viewed, do: Callable[[SavedViewController], None], flashes: int
) -> None:
    for name in ("a", "b"):
        viewed.saved.save(name)
    before, heard = viewed.views.state, len(viewed.notices.flashes)
    do(viewed.saved)
    assert viewed.views.state == before
    assert len(viewed.notices.flashes) == heard + flashes
    viewed.edits.undo()
    assert set(viewed.views.state.saved) == {"a"}


def test_a_saved_view_is_shown_and_left_by_undo(viewed: Viewed) -> None:
    viewed.views.change(SORTED, "sorted")
    viewed.saved.save("best")
    viewed.views.change(GROUPED, "grouped")
    viewed.saved.open("best")
    assert viewed.view == SORTED
    viewed.edits.undo()
    assert viewed.view == GROUPED
    assert "“best”" in viewed.notices.flashes[-1]


def test_view_saved_views_and_filters_are_back_at_the_next_start(tmp_path: Path) -> None:
    with open_views(tmp_path) as viewed:
        viewed.views.change(NARROW, "filter")
        viewed.saved.save("narrow")
        viewed.views.change(SORTED, "sorted")
        viewed.saved.save("best")
        viewed.saved.delete("narrow")
        viewed.keep()
    with open_views(tmp_path) as viewed:
        assert viewed.views.state == ViewState(SORTED, saved={"best": SORTED}, filters=(NARROW.filter,))
        assert viewed.timers.jobs == []
        assert not viewed.session.history.can_undo


def test_the_figure_compared_by_is_back_unless_another_was_chosen_meanwhile(tmp_path: Path) -> None:
    with open_views(tmp_path) as viewed:
        viewed.views.compare_by("val_loss")
        assert viewed.shown[-1].metric == "val_loss"
        viewed.keep()
    with open_views(tmp_path) as viewed:
        assert viewed.shown[-1].metric == "val_loss"
    for value in ("colour", 3, ["val_loss"]):
        RunStore(tmp_path).preferences.remember(METRIC, value)
        with open_views(tmp_path) as viewed:
            assert viewed.views.state.metric == ""


def test_an_undone_view_is_the_one_that_is_back(tmp_path: Path) -> None:
    with open_views(tmp_path) as viewed:
        viewed.views.change(SORTED, "sorted")
        viewed.views.change(GROUPED, "grouped")
        viewed.keep()
        viewed.edits.undo()
        viewed.keep()
    with open_views(tmp_path) as viewed:
        assert viewed.view == SORTED


def test_what_the_user_did_before_the_file_was_read_stays(tmp_path: Path) -> None:
    with open_views(tmp_path) as viewed:
        viewed.views.change(NARROW, "filter")
        viewed.saved.save("old")
        viewed.keep()
    with open_views(tmp_path) as viewed:
        viewed.saved.read()
        viewed.views.change(replace(viewed.view, filter="wide"), "filter")
        viewed.saved.save("new")
        viewed.saved.delete("old")
        viewed.reads.run()
        assert viewed.view.filter == "wide"
        assert set(viewed.views.state.saved) == {"new"}
        assert viewed.views.state.filters == ("wide", NARROW.filter)


def test_many_changes_in_a_second_are_written_once(viewed: Viewed) -> None:
    for view in (SORTED, GROUPED, NARROW):
        viewed.views.change(view, "changed")
    assert len(viewed.timers.jobs) == 1
    viewed.keep()
    assert viewed.store.preferences.recall(VIEW) == view_document(NARROW)
    viewed.views.change(SORTED, "sorted")
    assert len(viewed.timers.jobs) == 1


def test_two_apps_on_a_store_merge_their_saved_views_by_name(tmp_path: Path) -> None:
    with open_views(tmp_path) as one, open_views(tmp_path) as two:
        one.views.change(SORTED, "sorted")
        two.views.change(GROUPED, "grouped")
        one.saved.save("best")
        one.saved.save("mine")
        one.keep()
        two.saved.save("best")
        two.saved.save("theirs")
        two.keep()
        one.saved.delete("mine")
        one.keep()
        for app in (one, two):
            app.read()
            assert app.views.state.saved == {"best": GROUPED, "theirs": GROUPED}


def test_a_view_deleted_while_the_store_does_not_answer_does_not_come_back_when_it_is_read(viewed: Viewed) -> None:
    viewed.saved.save("best")
    viewed.keep()
    with busy_writer(viewed):
        viewed.saved.delete("best")
        viewed.read()
        assert viewed.views.state.saved == {}
    viewed.keep()
    assert viewed.store.preferences.recall(VIEWS) == {}


DAMAGED = [None, 3, "words", [], [[]], [3, None, "a\n", "a\n"], {}, {"": {}}, {"a": 3}, {"sort": [[]], "filter": 3}]


@pytest.mark.parametrize("value", DAMAGED, ids=lambda value: repr(value)[:30])
def test_damaged_values_do_no_harm_and_are_written_over(tmp_path: Path, value: object) -> None:
    for key in (VIEW, VIEWS, FILTERS):
        RunStore(tmp_path).preferences.remember(key, value)
    with open_views(tmp_path) as viewed:
        assert viewed.view == USUAL_VIEW
        viewed.views.change(NARROW, "filter")
        viewed.saved.save("narrow")
        viewed.keep()
    with open_views(tmp_path) as viewed:
        assert viewed.view == NARROW
        assert viewed.views.state.saved["narrow"] == NARROW
        assert viewed.views.state.filters[0] == NARROW.filter


MARKED = Marks().marked("a", ["a"]).marked("b", ["b"]).marked("group c", ["c", "d"], ())


def test_the_marks_of_runs_that_are_gone_come_back_with_them_in_their_places(viewed: Viewed) -> None:
    views = viewed.views
    views.mark(MARKED)
    views.keep_marks(MARKED.among({"b", "d"}))
    views.keep_marks(views.state.marks.among({"b"}))
    assert [mark.key for mark in views.state.marks.marks] == ["b"]
    for run_id in ("c", "a"):
        views.take_changes(Changes((summary_of(RUN.model_copy(update={"id": run_id})),)))
    assert {mark.letter: mark.key for mark in views.state.marks.marks} == {"A": "a", "B": "b", "C": "group c"}
    assert views.state.marks.marks[0].key == "a"


def test_a_mark_that_comes_back_leaves_its_letter_to_another_that_has_it_by_now(viewed: Viewed) -> None:
    views = viewed.views
    views.mark(MARKED)
    views.keep_marks(MARKED.unmarked("a"))
    views.mark(views.state.marks.marked("e", ["e"]))
    views.take_changes(Changes(live=RUN.model_copy(update={"id": "a"})))
    assert {mark.key: mark.letter for mark in views.state.marks.marks} == {
        "a": "D", "b": "B", "group c": "C", "e": "A",
    }  # fmt: skip


def test_marks_come_back_once_and_not_if_the_user_unmarked_all(viewed: Viewed) -> None:
    views = viewed.views
    back = Changes(live=RUN.model_copy(update={"id": "a"}))
    views.mark(MARKED)
    views.keep_marks(MARKED.unmarked("a"))
    views.take_changes(back)
    views.mark(MARKED.unmarked("a"))
    views.take_changes(back)
    assert views.state.marks == MARKED.unmarked("a")
    views.mark(MARKED)
    views.keep_marks(MARKED.unmarked("a"))
    views.mark(NO_MARKS)
    views.take_changes(back)
    assert views.state.marks == NO_MARKS


ACTS = st.one_of(
    st.tuples(st.just("view"), st.sampled_from([USUAL_VIEW, SORTED, GROUPED, NARROW])),
    st.tuples(st.sampled_from(["save", "delete", "open", "edit"]), st.sampled_from(["a", "b"])),
    st.sampled_from([("undo",), ("redo",)]),
)


@example(acts=[("edit", "a"), ("edit", "a"), ("undo",), ("edit", "b")])
@given(acts=st.lists(ACTS, max_size=25))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undoing_all_ends_where_it_began_and_redoing_all_where_it_ended(
    viewed: Viewed, acts: list[tuple[Any, ...]]
) -> None:
    history = viewed.session.history
    do: dict[str, Callable[..., object]] = {
        "view": lambda view: viewed.views.change(view, "changed"),
        "save": viewed.saved.save,
        "delete": viewed.saved.delete,
        "open": viewed.saved.open,
        "edit": lambda name: viewed.edits.edit(RUN.id, Rename(name)),
        "undo": history.undo,
        "redo": history.redo,
    }

    def all_of(turn: Callable[[], None], can_turn: Callable[[], bool]) -> tuple[object, ...]:
        """How all is once this is done as often as it can be."""
        viewed.session.settle()
        while can_turn():
            turn()
            viewed.session.settle()
        return viewed.view, viewed.views.state.saved, viewed.store.get(RUN.id).name

    undo, redo = (history.undo, lambda: history.can_undo), (history.redo, lambda: history.can_redo)
    began = all_of(*undo)
    for act, *values in acts:
        do[act](*values)
    ended = all_of(*redo)
    assert all_of(*undo) == began == (USUAL_VIEW, {}, RUN.name)
    assert all_of(*redo) == ended
