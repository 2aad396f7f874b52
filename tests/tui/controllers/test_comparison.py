"""The comparison of the marks without a screen, on a real store; the test runs the background jobs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mnist_lab.domain.comparison.comparison import Comparison
from mnist_lab.domain.comparison.marks import NO_MARKS, Marks
from mnist_lab.domain.runs.edits import MoveToTrash, Pin
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.views.arrangement import arrange
from mnist_lab.domain.views.table_view import USUAL_VIEW
from mnist_lab.services.session import Session
from mnist_lab.tui.controllers.comparison import CompareController
from mnist_lab.tui.state.app_model import AppModel
from mnist_lab.tui.state.run_registry import Changes
from mnist_lab_store.run_store import RunStore
from support.background import Later
from support.fakes import ScriptedTrainer, few_digits
from support.notices import HeardNotices
from support.ports import ports
from support.store_examples import CountingStore, example_epoch, example_run

WIDE = [example_run(n, spec=RunSpec(units=1024, seed=n)) for n in (1, 2, 3)]
NARROW = [example_run(n, spec=RunSpec(units=64, seed=n)) for n in (4, 5)]
GROUPS = NO_MARKS.marked("wide", [run.id for run in WIDE], ()).marked("narrow", [run.id for run in NARROW], ())


class Compared:
    """A controller on a store with two groups, and what it has published and kept."""

    def __init__(self, folder: Path) -> None:
        self.store = CountingStore(folder)
        for run in (*WIDE, *NARROW):
            self.store.put(run)
        self.session = Session(ScriptedTrainer(), self.store, few_digits)
        self.model = AppModel("here")
        self.notices = HeardNotices()
        self.later = Later()
        self.shown: list[Comparison | None] = []
        self.kept: list[Marks] = []
        self.reported: list[tuple[int, Comparison | None]] = []
        self.is_busy = False
        self.is_quick = True
        self.metric = ""
        self.controller = CompareController(
            ports(self.session, self.later, notices=self.notices, model=self.model),
            self._computed,
            self.shown.append,
            self._keep,
            lambda: self.is_quick,
        )
        self.look()

    def look(self) -> None:
        """Take what has changed in the store, as the app does twice a second."""
        changes = self.model.apply_kept(self.session.kept.summaries())
        if changes is not None:
            self.controller.take_changes(changes)
        self.later.run()

    def mark(self, marks: Marks) -> Comparison:
        self.controller.take_marks(marks, self.metric)
        self.later.run()
        return self.now

    def train(self, run: Run) -> None:
        """Have training report a run of this process."""
        self.controller.take_changes(Changes(live=self.model.apply_run(run).run))

    @property
    def now(self) -> Comparison:
        shown = self.shown[-1]
        assert shown is not None
        return shown

    def accept(self) -> None:
        """Have the app serve the reports of the background."""
        while self.reported:
            self.controller.accept(*self.reported.pop(0))

    def _computed(self, serial: int, comparison: Comparison | None) -> None:
        self.reported.append((serial, comparison))
        if not self.is_busy:
            self.accept()

    def _keep(self, marks: Marks) -> None:
        self.kept.append(marks)
        self.controller.take_marks(marks, self.metric)


@pytest.fixture
def compared(tmp_path: Path) -> Iterator[Compared]:
    made = Compared(tmp_path)
    made.session.start()
    yield made
    made.session.close()


def ids(comparison: Comparison) -> list[set[str]]:
    return [set(side.group.ids) for side in comparison.sides]


def test_marked_groups_are_compared_with_their_epochs(compared: Compared) -> None:
    found = compared.mark(GROUPS)
    assert [(side.letter, len(side.runs)) for side in found.sides] == [("A", 3), ("B", 2)]
    assert all(run.epochs for side in found.sides for run in side.runs)
    assert (found.reference, [pair.letter for pair in found.pairs]) == ("A", ["B"])


def test_a_run_is_read_once_until_it_changes(compared: Compared) -> None:
    read = compared.store.read
    compared.mark(GROUPS)
    assert len(read) == 5
    compared.metric = "best_val_loss"
    compared.mark(GROUPS)
    assert (len(read), compared.now.metric.key) == (5, "best_val_loss")
    compared.store.put(example_run(4, epochs=3, spec=NARROW[0].spec))
    compared.look()
    assert read[5:] == [NARROW[0].id]


def test_a_group_takes_in_a_repeat_that_comes_later(compared: Compared) -> None:
    compared.mark(GROUPS)
    repeat = example_run(9, spec=RunSpec(units=64, seed=9))
    compared.store.put(repeat)
    compared.look()
    assert ids(compared.now)[1] == {repeat.id, *(run.id for run in NARROW)}
    assert repeat.id in compared.kept[-1].marks[1].run_ids


def test_repeats_that_come_while_it_is_computed_are_taken_in_too(compared: Compared) -> None:
    compared.mark(GROUPS)
    compared.is_busy = True
    repeats = [example_run(n, spec=RunSpec(units=64, seed=n)) for n in (8, 9)]
    for repeat in repeats:
        compared.store.put(repeat)
        compared.look()
    compared.accept()
    assert ids(compared.now)[1] == {run.id for run in (*NARROW, *repeats)}


def test_the_curves_are_there_before_the_evidence(compared: Compared) -> None:
    compared.is_busy, compared.is_quick = True, False
    compared.controller.take_marks(GROUPS)
    compared.later.run()
    shown = [found for _, found in compared.reported]
    assert [found is not None and (found.has_evidence, len(found.pairs)) for found in shown] == [(False, 0), (True, 1)]
    assert all(found is not None and found.sides[0].runs for found in shown)
    compared.accept()
    assert compared.now.has_evidence


def test_a_lone_run_takes_in_no_repeat(compared: Compared) -> None:
    found = compared.mark(NO_MARKS.marked(WIDE[0].id, [WIDE[0].id]))
    compared.store.put(example_run(9, spec=RunSpec(units=1024, seed=9)))
    compared.look()
    assert ids(found) == ids(compared.now) == [{WIDE[0].id}]
    assert found.sides[0].is_lone


def test_a_run_in_the_trash_drops_out_and_its_mark_too(compared: Compared) -> None:
    compared.mark(NO_MARKS.marked(WIDE[0].id, [WIDE[0].id]).marked("narrow", [run.id for run in NARROW], ()))
    for run in (WIDE[0], NARROW[0]):
        compared.controller.take_changes(compared.model.apply_edit_request(run.id, MoveToTrash()))
        compared.later.run()
    assert ids(compared.now) == [{NARROW[1].id}]
    assert [(mark.letter, mark.run_ids) for mark in compared.kept[-1].marks] == [("B", (NARROW[1].id,))]


def test_a_mark_follows_the_key_of_its_line(compared: Compared) -> None:
    def line_key() -> str:
        view = replace(USUAL_VIEW, grouped_by=())
        lines = arrange(compared.model.registry.summaries.values(), view).lines
        return next(line.key for line in lines if line.summary.run.spec.units == 1024)

    compared.mark(NO_MARKS.marked(line_key(), [run.id for run in WIDE], ()))
    before = line_key()
    compared.controller.take_changes(compared.model.apply_edit_request(WIDE[0].id, MoveToTrash()))
    compared.later.run()
    assert line_key() != before
    assert compared.kept[-1].letter_of(line_key()) == "A"


def test_nothing_is_compared_once_the_last_mark_is_gone(compared: Compared) -> None:
    compared.mark(GROUPS)
    compared.controller.take_marks(NO_MARKS)
    assert compared.shown[-1] is None


def test_a_comparison_of_earlier_marks_is_dropped(compared: Compared) -> None:
    compared.controller.take_marks(GROUPS)
    compared.controller.take_marks(NO_MARKS)
    compared.later.run()
    assert compared.shown == [None]


def test_the_pinned_group_is_the_reference(compared: Compared) -> None:
    compared.mark(GROUPS)
    compared.store.edit(NARROW[0].id, Pin(NARROW[0].created).of)
    compared.look()
    assert (compared.now.reference, [pair.letter for pair in compared.now.pairs]) == ("B", ["A"])


def test_a_live_run_shows_at_once_and_its_end_is_computed(compared: Compared) -> None:
    live = example_run(9, epochs=1, spec=RunSpec(units=64, seed=9), state=RunState.RUNNING)
    compared.train(live)
    compared.mark(GROUPS.marked(live.id, [live.id]))
    assert compared.now.side("C").is_live
    longer = live.model_copy(update={"epochs": (*live.epochs, example_epoch(2))})
    compared.train(longer)
    assert len(compared.now.side("C").runs[0].epochs) == 2
    compared.later.run()
    compared.train(longer.model_copy(update={"state": RunState.FINISHED, "test_accuracy": 0.97, "seconds": 5.0}))
    compared.later.run()
    assert not compared.now.side("C").is_live
    assert compared.now.costs[2].accuracy is not None


def test_progress_within_an_epoch_computes_nothing(compared: Compared) -> None:
    live = example_run(9, epochs=1, spec=RunSpec(units=64, seed=9), state=RunState.RUNNING)
    compared.train(live)
    compared.mark(NO_MARKS.marked(live.id, [live.id]))
    compared.train(live.model_copy(update={"seconds": 3.0}))
    assert compared.later.jobs == []
    assert compared.now.sides[0].runs[0].seconds == 3.0


def test_a_run_that_another_process_trains_is_read_again_with_each_epoch(compared: Compared, tmp_path: Path) -> None:
    remote = RunStore(tmp_path, host="gpu1")
    spec = RunSpec(units=64, seed=9)
    remote.put(example_run(9, epochs=1, spec=spec, state=RunState.RUNNING))
    compared.look()
    compared.mark(NO_MARKS.marked("elsewhere", [example_run(9).id]))
    assert compared.now.sides[0].is_live
    remote.put(example_run(9, epochs=2, spec=spec, state=RunState.RUNNING))
    compared.look()
    assert len(compared.now.sides[0].runs[0].epochs) == 2


def test_missing_runs_are_missing_until_they_are_kept(compared: Compared) -> None:
    both = [example_run(n, spec=RunSpec(units=64, dropout=0.5, seed=n)) for n in (21, 22)]
    for run in both:
        compared.store.put(run)
    compared.look()
    marks = NO_MARKS.marked("wide", [run.id for run in WIDE], ()).marked("both", [run.id for run in both], ())
    requested = [request.spec for request in compared.mark(marks).missing.requests]
    assert [(spec.units, spec.dropout) for spec in requested] == [(1024, 0.5)]
    queued = example_run(31, epochs=0, spec=requested[0], state=RunState.QUEUED)
    compared.store.put(queued)
    compared.look()
    assert compared.now.missing.requests == ()
    compared.controller.take_changes(compared.model.apply_withdrawn([queued.id]))
    compared.later.run()
    assert len(compared.now.missing.requests) == 1


def test_runs_that_are_not_compared_change_nothing(compared: Compared) -> None:
    compared.mark(GROUPS)
    count = len(compared.shown)
    compared.store.put(example_run(31, spec=RunSpec(dropout=0.0)))
    compared.look()
    compared.train(example_run(32, epochs=0, spec=RunSpec(dropout=0.0), state=RunState.RUNNING))
    assert (len(compared.shown), compared.later.jobs) == (count, [])
