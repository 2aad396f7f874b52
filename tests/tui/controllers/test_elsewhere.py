"""The controller of the run elsewhere without a screen, on a real store; the test runs the background jobs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mnist_lab.domain.runs.control_request import ControlRequest, format_asked, format_unanswered
from mnist_lab.domain.runs.events import Stopping
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.services.session import Session
from mnist_lab.tui.controllers.elsewhere import ElsewhereController
from mnist_lab.tui.state.app_model import AppModel
from mnist_lab_store.run_store import RunStore
from support.background import Later
from support.fakes import ScriptedTrainer, few_digits
from support.notices import HeardNotices
from support.ports import ports
from support.store_examples import example_run

RUNNING = example_run(1, state=RunState.RUNNING)


class Controlled:
    """A controller on a store where a process of another host trains a run."""

    def __init__(self, folder: Path) -> None:
        self.remote = RunStore(folder, host="gpu1")
        self.remote.put(RUNNING)
        self.session = Session(ScriptedTrainer(), RunStore(folder), few_digits)
        self.model = AppModel("here")
        self.notices = HeardNotices()
        self.later = Later()
        self.timers = Later()
        self.shown: list[Run] = []
        self.stops: list[tuple[str, Stopping | None]] = []
        self.controller = ElsewhereController(
            ports(self.session, self.later, notices=self.notices, model=self.model, timers=self.timers),
            self.shown.append,
            lambda run_id, stop: self.stops.append((run_id, stop)),
        )
        self.look()

    def look(self) -> None:
        self.model.apply_kept(self.session.kept.summaries())

    def follow(self) -> None:
        """Follow, and have the model take the run that was read."""
        self.shown.clear()
        self.controller.follow()
        self.later.run()
        for run in self.shown:
            self.model.apply_elsewhere(run)

    def let_time_pass(self) -> None:
        """End the wait for an answer."""
        self.timers.jobs.pop(0)()
        self.later.run()


@pytest.fixture
def controlled(tmp_path: Path) -> Iterator[Controlled]:
    made = Controlled(tmp_path)
    made.session.start()
    yield made
    made.session.close()


def test_the_run_is_read_again_only_if_it_has_changed(controlled: Controlled) -> None:
    controlled.follow()
    assert [(run.id, run.epochs) for run in controlled.shown] == [(RUNNING.id, RUNNING.epochs)]
    controlled.look()
    controlled.follow()
    assert controlled.shown == []
    controlled.remote.put(example_run(1, epochs=3, state=RunState.RUNNING))
    controlled.look()
    controlled.follow()
    assert [len(run.epochs) for run in controlled.shown] == [3]


def test_its_end_is_read_and_nothing_after_that(controlled: Controlled) -> None:
    controlled.follow()
    controlled.remote.put(example_run(1, epochs=3))
    for shown in (1, 0):
        controlled.look()
        controlled.follow()
        assert len(controlled.shown) == shown
    assert controlled.model.state.shown == example_run(1, epochs=3)
    assert controlled.model.state.live is None


def test_a_run_that_is_gone_before_it_is_read_is_no_error(controlled: Controlled) -> None:
    controlled.remote.put(example_run(1))
    controlled.remote.trash.take(RUNNING.id)
    controlled.follow()
    assert (controlled.shown, controlled.notices.errors) == ([], [])


def test_a_request_is_left_and_reported(controlled: Controlled) -> None:
    controlled.controller.ask(RUNNING.id, ControlRequest.STOP_AFTER_EPOCH)
    controlled.later.run()
    asked = controlled.session.kept.run(RUNNING.id)
    assert controlled.notices.flashes == [format_asked(asked, ControlRequest.STOP_AFTER_EPOCH)]
    assert controlled.stops == [(RUNNING.id, Stopping(now=False))]
    assert controlled.remote.control.take(RUNNING.id) is ControlRequest.STOP_AFTER_EPOCH
    controlled.let_time_pass()
    assert controlled.notices.errors == []


def test_a_process_that_does_not_answer_is_reported(controlled: Controlled) -> None:
    controlled.controller.ask(RUNNING.id, ControlRequest.STOP_NOW)
    controlled.later.run()
    controlled.let_time_pass()
    assert controlled.notices.errors == [format_unanswered(controlled.session.kept.run(RUNNING.id))]
    assert controlled.stops[-1] == (RUNNING.id, None)


def test_a_run_that_ended_meanwhile_needs_no_answer(controlled: Controlled) -> None:
    controlled.controller.ask(RUNNING.id, ControlRequest.STOP_NOW)
    controlled.later.run()
    controlled.remote.put(example_run(1))
    controlled.let_time_pass()
    assert controlled.notices.errors == []


def test_a_run_that_nobody_trains_cannot_be_asked(controlled: Controlled) -> None:
    controlled.remote.put(example_run(1))
    controlled.controller.ask(RUNNING.id, ControlRequest.PAUSE)
    controlled.later.run()
    assert len(controlled.notices.errors) == 1
    assert (controlled.notices.flashes, controlled.stops) == ([], [])
