"""One order for steps that wait for the store and steps that do not: what is undone next, whatever is slow."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mnist_lab.domain.runs.edits import EditOutcome, Rename, Turn
from mnist_lab.domain.runs.run_request import RunRefused
from mnist_lab.services.run_edits import RunEdits
from mnist_lab.services.step_history import StepHistory
from mnist_lab.services.step_order import Place, Step
from mnist_lab_store.errors import RunMissing
from mnist_lab_store.run_store import RunStore
from support.store_examples import example_run


class TwoValues:
    """A value that only the writer changes, and one that is changed at once; `write` lets the writer do a job."""

    def __init__(self, folder: Path) -> None:
        self.written = self.shown = 0
        self.jobs: list[Callable[[], None]] = []
        self.outcomes: list[EditOutcome] = []
        self.changes = 0
        self.refusal: Exception | None = None
        report = self.jobs.append, self.outcomes.append, self._change
        self.history = StepHistory(*report)
        self.edits = RunEdits(RunStore(folder), self.history, *report)

    @property
    def values(self) -> tuple[int, int]:
        return self.written, self.shown

    @property
    def turns(self) -> list[Turn]:
        """What was reported but for steps made the first time."""
        return [outcome.turn for outcome in self.outcomes if outcome.turn is not Turn.DONE]

    def write(self, jobs: int = 1_000) -> None:
        while self.jobs and jobs:
            self.jobs.pop(0)()
            jobs -= 1

    def edit(self, value: int) -> None:
        self.jobs.append(partial(self.write_at, self.history.reserve(), value))

    def edit_in_vain(self) -> None:
        self.jobs.append(partial(self.history.drop, self.history.reserve()))

    def show(self, value: int) -> None:
        before, self.shown = self.shown, value
        show = partial(setattr, self, "shown")
        text = f"shown {value}"
        self.history.take(Step(text, text, partial(show, before), partial(show, value), is_instant=True))

    def write_at(self, place: Place, value: int, turn: Turn = Turn.DONE) -> None:
        before, self.written = self.written, value
        redo = partial(self._write_again, place, value)
        self.history.record(place, Step(f"written {value}", "back", partial(self._set, before), redo), turn)

    def _write_again(self, place: Place, value: int) -> None:
        self._refuse()
        self.write_at(place, value, Turn.REDONE)

    def _set(self, value: int) -> None:
        self._refuse()
        self.written = value

    def _refuse(self) -> None:
        if self.refusal is not None:
            raise self.refusal

    def _change(self) -> None:
        self.changes += 1


@pytest.fixture
def two(tmp_path: Path) -> TwoValues:
    return TwoValues(tmp_path)


def test_steps_of_both_kinds_are_undone_in_the_order_in_which_they_were_made(two: TwoValues) -> None:
    two.edit(1)
    two.show(1)
    two.edit(2)
    two.show(2)
    two.write()
    seen = []
    for turn in (two.history.undo, two.history.redo):
        for _ in range(4):
            turn()
            two.write()
            seen.append(two.values)
    assert seen == [(2, 1), (1, 1), (1, 0), (0, 0), (1, 0), (1, 1), (2, 1), (2, 2)]


def test_an_instant_step_is_undone_and_redone_while_the_writer_does_nothing(two: TwoValues) -> None:
    two.edit(1)
    two.show(1)
    two.history.undo()
    assert two.shown == 0
    two.history.redo()
    assert two.shown == 1
    assert two.outcomes == [
        EditOutcome(turn, "shown 1", is_of_runs=False) for turn in (Turn.DONE, Turn.UNDONE, Turn.REDONE)
    ]
    assert two.changes == 0


def test_what_is_still_being_made_is_undone_as_soon_as_it_is(two: TwoValues) -> None:
    two.show(1)
    two.edit(1)
    two.history.undo()
    two.show(2)
    two.write()
    assert two.values == (0, 2)
    two.history.undo()
    two.history.undo()
    assert two.values == (0, 0)
    assert two.history.last is None


def test_a_step_reserved_on_another_thread_is_undone_once_it_is_recorded(two: TwoValues) -> None:
    place = two.history.reserve()
    two.history.undo()
    two.write()
    assert two.outcomes == []
    two.write_at(place, 1)
    assert two.values == (0, 0)
    assert two.turns == [Turn.UNDONE]
    two.history.redo()
    two.write()
    assert two.values == (1, 0)


def test_redoing_what_was_never_undone_only_calls_off_the_undo(two: TwoValues) -> None:
    place = two.history.reserve()
    two.history.undo()
    two.history.redo()
    two.write()
    two.write_at(place, 1)
    assert (two.turns, two.values) == ([], (1, 0))
    two.history.undo()
    two.write()
    assert two.values == (0, 0)


def test_a_new_step_cuts_off_what_was_undone_before_it(two: TwoValues) -> None:
    two.edit(1)
    two.show(1)
    two.write()
    two.history.undo()
    two.history.undo()
    two.show(2)
    two.history.redo()
    two.write()
    assert two.turns == [Turn.UNDONE, Turn.NOTHING_TO_REDO, Turn.UNDONE]
    two.history.undo()
    assert two.values == (0, 0)


def test_undoing_what_was_not_made_undoes_nothing_else_and_cuts_nothing_off(two: TwoValues) -> None:
    two.show(1)
    two.show(2)
    two.history.undo()
    two.edit_in_vain()
    two.history.undo()
    two.write()
    assert two.turns[-1] is Turn.NOTHING_TO_UNDO
    assert two.shown == 1
    two.history.redo()
    assert two.shown == 2


def test_undoing_an_edit_that_changed_nothing_leaves_the_edits_around_it(two: TwoValues) -> None:
    two.edit(1)
    two.edit_in_vain()
    two.history.undo()
    two.edit(2)
    two.write()
    assert two.values == (2, 0)
    assert not two.history.can_redo
    for written in (1, 0):
        two.history.undo()
        two.write()
        assert two.values == (written, 0)


def test_a_refused_edit_leaves_what_was_undone_to_be_redone(two: TwoValues) -> None:
    two.show(1)
    two.history.undo()
    two.edits.do("missing", Rename("x"))
    two.write()
    two.history.redo()
    assert two.shown == 1
    assert two.turns == [Turn.UNDONE, Turn.REFUSED, Turn.REDONE]


def test_an_undo_that_is_refused_keeps_its_step_in_its_place(two: TwoValues) -> None:
    two.edit(1)
    two.write()
    two.refusal = RunRefused("not now")
    two.history.undo()
    two.show(1)
    two.write()
    assert two.values == (1, 1)
    two.refusal = None
    two.history.undo()
    assert two.values == (1, 0)
    two.history.undo()
    two.write()
    assert two.values == (0, 0)


def test_a_redo_that_is_refused_can_be_tried_again(two: TwoValues) -> None:
    two.edit(1)
    two.show(1)
    two.history.undo()
    two.history.undo()
    two.write()
    two.refusal = RunRefused("not now")
    two.history.redo()
    two.write()
    assert two.turns[-1] is Turn.REFUSED
    two.refusal = None
    two.history.redo()
    two.write()
    two.history.redo()
    assert two.values == (1, 1)


def test_a_step_whose_run_is_gone_is_forgotten(two: TwoValues) -> None:
    two.show(1)
    two.edit(1)
    two.write()
    two.refusal = RunMissing("gone")
    two.history.undo()
    two.write()
    two.history.undo()
    assert (two.turns[-2:], two.shown) == ([Turn.REFUSED, Turn.UNDONE], 0)


def test_keys_pressed_ahead_of_a_refusal_leave_every_step_where_it_belongs(two: TwoValues) -> None:
    two.edit(1)
    two.write()
    two.refusal = RunRefused("not now")
    two.history.undo()
    two.history.redo()
    two.write(1)
    two.refusal = None
    two.history.undo()
    two.write()
    assert two.values == (0, 0)
    two.history.redo()
    two.write()
    assert two.values == (1, 0)
    two.history.undo()
    two.write()
    assert two.values == (0, 0)


def test_purging_forgets_the_edits_of_a_run_only(tmp_path: Path) -> None:
    two = TwoValues(tmp_path)
    store, run = RunStore(tmp_path), example_run(1)
    store.put(run)
    store.trash.take(run.id)
    two.show(1)
    two.history.take(Step("named", "named", lambda: None, lambda: None, run.id, is_instant=True))
    two.edits.purge([run.id])
    two.write()
    two.history.undo()
    assert two.shown == 0


class Model:
    """What undo and redo do if everything is done at once."""

    def __init__(self) -> None:
        self.states, self.at = [(0, 0)], 0

    def do(self, values: tuple[int, int]) -> None:
        self.states[self.at + 1 :] = [values]
        self.at += 1

    def turn(self, by: int) -> None:
        self.at = min(max(self.at + by, 0), len(self.states) - 1)


KEYS = st.lists(st.sampled_from(["edit", "show", "undo", "redo", "write"]), max_size=40)


@given(keys=KEYS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_however_slow_the_writer_is_all_ends_as_if_it_were_not(tmp_path: Path, keys: list[str]) -> None:
    two, model = TwoValues(tmp_path), Model()
    for number, key in enumerate(keys, 1):
        written, shown = model.states[model.at]
        if key == "edit":
            two.edit(number)
            model.do((number, shown))
        elif key == "show":
            two.show(number)
            model.do((written, number))
        elif key == "write":
            two.write(1)
        else:
            (two.history.undo if key == "undo" else two.history.redo)()
            model.turn(-1 if key == "undo" else 1)
        assert two.shown == model.states[model.at][1]
    two.write()
    assert two.values == model.states[model.at]
    steps = len(model.states)
    for turn, end in ((two.history.undo, 0), (two.history.redo, -1)):
        for _ in range(steps):
            turn()
        two.write()
        assert two.values == model.states[end]
