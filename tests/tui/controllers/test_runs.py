"""The run controller without a screen, on a real store; the test runs the background jobs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mnist_lab.data.data_split import facts_of
from mnist_lab.data.digits import Digits
from mnist_lab.domain.advice.digit_remarks import digit_remarks
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.run_summary import summary_of
from mnist_lab.services.observers import SessionObserver
from mnist_lab.services.session import Session
from mnist_lab.tui.controllers.run_reader import RunReader, format_interrupted
from mnist_lab.tui.controllers.runs import RunController
from mnist_lab.tui.state.app_model import AppModel
from mnist_lab_store.run_store import RunStore
from support.background import Later
from support.fakes import ScriptedTrainer, few_digits
from support.notices import HeardNotices, usual_key
from support.odd_digits import sorted_digits
from support.ports import ports
from support.store_examples import example_run


class Controlled:
    """The controller and the reader of runs, on a session whose queue does not train."""

    def __init__(self, folder: Path, digits: Callable[[], Digits] = few_digits) -> None:
        self.digits_loaded = 0
        self._digits = digits
        self.store = RunStore(folder)
        self.session = Session(ScriptedTrainer(), self.store, self._load)
        self.model = AppModel("here")
        self.notices = HeardNotices()
        self.later = Later()
        self.shown: list[tuple[str, str | None]] = []
        given = ports(self.session, self.later, notices=self.notices, model=self.model)
        self.controller = RunController(given)
        self.reader = RunReader(given, self._show)

    def _load(self) -> Digits:
        self.digits_loaded += 1
        return self._digits()

    def _show(self, run: Run, first: Run | None) -> None:
        self.shown.append((run.id, first.id if first is not None else None))

    @property
    def waiting(self) -> list[RunSpec]:
        return [run.spec for run in self.session.queue.waiting]


@pytest.fixture
def controlled(tmp_path: Path) -> Iterator[Controlled]:
    made = Controlled(tmp_path / "store")
    made.session.start()
    made.session.queue.stop_starting_runs()
    yield made
    made.session.close()


def test_a_request_waits_for_the_digits_in_the_background(controlled: Controlled) -> None:
    controlled.controller.enqueue(RunRequest(RunSpec(units=8)))
    assert controlled.digits_loaded == 0
    controlled.later.run()
    assert controlled.digits_loaded == 1
    assert controlled.waiting == [RunSpec(units=8)]


def test_requests_are_handled_in_order(controlled: Controlled) -> None:
    for units in (8, 16, 24):
        controlled.controller.enqueue(RunRequest(RunSpec(units=units)))
    controlled.later.run()
    assert [spec.units for spec in controlled.waiting] == [8, 16, 24]


def test_two_repeats_in_a_row_get_two_seeds(controlled: Controlled) -> None:
    run = example_run(1, data=few_digits().dataset)
    controlled.store.put(run)
    controlled.model.apply_kept(controlled.store.summaries())
    controlled.controller.repeat(run.id)
    controlled.controller.repeat(run.id)
    controlled.later.run()
    first, second = controlled.waiting
    assert len({run.spec.seed, first.seed, second.seed}) == 3
    assert len(controlled.notices.flashes) == 2


def test_f5_says_at_which_place_a_run_waits(controlled: Controlled) -> None:
    for seed in range(1, 13):
        controlled.controller.train(RunRequest(RunSpec(units=64, epochs=3, seed=seed)))
    controlled.later.run()
    said = controlled.notices.flashes
    assert len(said) == 11
    assert said[2] == "Queued fourth: nodes 64, epochs 3, seed 4."
    assert said[9].startswith("Queued as number 11:")


def test_a_run_that_starts_at_once_is_not_said_to_wait(controlled: Controlled) -> None:
    controlled.controller.train(RunRequest(RunSpec()))
    controlled.later.run()
    assert len(controlled.waiting) == 1
    assert controlled.notices.flashes == []


def test_a_request_that_is_refused_is_an_error(controlled: Controlled) -> None:
    controlled.controller.enqueue(RunRequest(RunSpec(), repeats=0))
    controlled.later.run()
    assert controlled.waiting == []
    assert len(controlled.notices.errors) == 1


def test_unusual_digits_are_named_once(tmp_path: Path) -> None:
    controlled = Controlled(tmp_path / "store", sorted_digits)
    controlled.session.start()
    controlled.session.queue.stop_starting_runs()
    for units in (8, 16):
        controlled.controller.enqueue(RunRequest(RunSpec(units=units)))
    controlled.later.run()
    controlled.session.close()
    (notice,) = controlled.notices.notices
    assert notice == digit_remarks(facts_of(RunSpec(), sorted_digits()), RunSpec())[0]


def test_of_many_runs_requested_only_the_last_is_read(controlled: Controlled) -> None:
    runs = [example_run(number) for number in range(1, 10)]
    for run in runs:
        controlled.store.put(run)
    for run in runs:
        controlled.reader.fetch(run.id)
    controlled.later.run()
    assert controlled.shown == [(runs[-1].id, None)]


def test_a_run_of_this_session_is_shown_without_reading_it(controlled: Controlled) -> None:
    run = example_run(1)
    controlled.model.apply_run(run)
    controlled.reader.fetch(run.id)
    assert controlled.later.jobs == []
    assert controlled.shown == [(run.id, None)]


def test_a_rerun_is_shown_with_the_run_that_it_repeats(controlled: Controlled) -> None:
    first = example_run(1)
    again = example_run(2).model_copy(update={"rerun_of": first.id})
    controlled.store.put(first)
    controlled.store.put(again)
    controlled.reader.fetch(again.id)
    controlled.later.run()
    assert controlled.shown == [(again.id, first.id)]
    controlled.reader.report_rerun(again)
    controlled.later.run()
    assert len(controlled.notices.notices) == 1


def test_a_deleted_run_is_not_an_error(controlled: Controlled) -> None:
    controlled.reader.fetch("gone")
    controlled.later.run()
    assert controlled.shown == []
    assert controlled.notices.errors == []


def test_six_damaged_files_are_reported_once(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    for number in range(1, 7):
        store.put(example_run(number))
        (tmp_path / "runs" / example_run(number).id / "run.json").write_text("damaged", encoding="utf-8")
    errors: list[str] = []

    class Errors(SessionObserver):
        def error_occurred(self, sentence: str) -> None:
            errors.append(sentence)

    session = Session(ScriptedTrainer(), RunStore(tmp_path), few_digits, Errors())
    assert session.kept.summaries() == ()
    (error,) = errors
    assert error.startswith("6 run files")
    assert len(store.files_set_aside()) == 6


def test_an_interrupted_run_is_announced_once(controlled: Controlled) -> None:
    first, second = (example_run(number, epochs=3, state=RunState.INTERRUPTED) for number in (1, 2))
    for runs, announced in (((first,), 1), ((first,), 1), ((first, second), 2)):
        controlled.model.apply_kept([summary_of(run) for run in runs])
        controlled.reader.announce_interrupted()
        controlled.later.run()
        controlled.session.settle()
        assert len(controlled.notices.notices) == announced


def test_the_sentence_of_interrupted_runs_says_how_far_each_came() -> None:
    one, none = example_run(1, epochs=3, name="wide", state=RunState.INTERRUPTED), example_run(2, epochs=0, name="new")
    assert format_interrupted([summary_of(one)], usual_key) == (
        "“wide, seed 1” was interrupted at epoch 3 of 10: in Runs, on alt+2, r resumes it."
    )
    assert "before its first epoch" in format_interrupted([summary_of(none)], usual_key)
    assert format_interrupted([summary_of(one), summary_of(none)], usual_key).startswith("2 runs")
