"""The lab controller without a screen: when it computes, and what it does with results."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mnist_lab.data.digits import Digits
from mnist_lab.data.digits_file import DigitsUnreadable
from mnist_lab.domain.experiments.batch import MOST_RUNS, Batch, Cost
from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.overview import LabsOverview
from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.services.session import Session
from mnist_lab.tui.controllers.labs import REMEMBERED_BUDGET, LabController
from mnist_lab.tui.state.app_model import AppModel
from mnist_lab_store.run_store import RunStore
from support.background import Later
from support.fakes import ScriptedTrainer, few_digits
from support.notices import HeardNotices
from support.ports import ports
from support.store_examples import example_run

NO_DIGITS = "There are no digits."
GROUPS = (("narrow", RunSpec(units=8, epochs=1)),)


class Controlled:
    """A controller on a session whose queue does not train."""

    def __init__(self, folder: Path) -> None:
        self.has_digits = True
        self.session = Session(ScriptedTrainer(), RunStore(folder), self._load)
        self.model = AppModel("here")
        self.notices = HeardNotices()
        self.later = Later()
        self.shown: list[LabsOverview | None] = []
        self.asked: list[tuple[Batch, Cost, Cost | None]] = []
        self.controller = LabController(
            ports(self.session, self.later, notices=self.notices, model=self.model),
            self.shown.append,
            lambda *asked: self.asked.append(asked),
        )
        self.session.start()
        self.session.queue.stop_starting_runs()

    def _load(self) -> Digits:
        if not self.has_digits:
            raise DigitsUnreadable(NO_DIGITS)
        return few_digits()

    def compute(self) -> bool:
        """Run the jobs; return whether the overview that they computed is accepted."""
        self.later.run()
        return self.controller.accept(self.shown[-1])

    def run_batch(self) -> None:
        self.controller.run_batch(Batch(GROUPS, Budget(2), keeps_weights=False, says_how_many=True))
        self.later.run()


@pytest.fixture
def controlled(tmp_path: Path) -> Iterator[Controlled]:
    made = Controlled(tmp_path / "store")
    yield made
    made.session.close()


def test_nothing_is_computed_until_the_labs_are_opened(controlled: Controlled) -> None:
    controlled.controller.refresh()
    assert controlled.later.jobs == []
    controlled.controller.open()
    assert controlled.compute()


def test_an_overview_is_computed_again_only_if_a_run_has_ended(controlled: Controlled) -> None:
    controlled.controller.open()
    assert controlled.compute()
    controlled.model.apply_run(example_run(1, state=RunState.RUNNING))
    controlled.controller.refresh()
    assert controlled.later.jobs == []
    controlled.model.apply_run(example_run(1, state=RunState.FINISHED))
    controlled.controller.refresh()
    assert len(controlled.later.jobs) == 1


def test_an_overview_of_an_earlier_budget_is_not_accepted(controlled: Controlled) -> None:
    controlled.controller.open()
    quick = Budget(2, 2, 6_000)
    controlled.controller.set_budget(quick)
    assert not controlled.compute()
    assert controlled.compute()
    assert controlled.shown[-1] is not None
    assert controlled.shown[-1].budget == quick.on(few_digits().dataset)
    assert controlled.session.settle()
    assert controlled.session.preferences.recall(REMEMBERED_BUDGET) == quick.document()


def test_an_overview_that_cannot_be_computed_is_one_error(controlled: Controlled) -> None:
    controlled.has_digits = False
    controlled.controller.open()
    assert not controlled.compute()
    assert controlled.notices.errors == [NO_DIGITS]
    assert controlled.later.jobs == []


def test_a_batch_enqueues_the_missing_runs_in_the_background(controlled: Controlled) -> None:
    controlled.controller.open()
    controlled.compute()
    controlled.run_batch()
    assert [run.spec.seed for run in controlled.session.queue.waiting] == [1, 2]
    assert len(controlled.notices.notices) == 1
    controlled.run_batch()
    assert len(controlled.session.queue.waiting) == 2


def test_a_batch_without_digits_is_an_error(controlled: Controlled) -> None:
    controlled.has_digits = False
    controlled.controller.open()
    controlled.later.jobs.clear()
    controlled.run_batch()
    assert controlled.session.queue.waiting == ()
    assert controlled.notices.errors == [NO_DIGITS]


def test_a_long_batch_starts_once_the_user_agrees(controlled: Controlled) -> None:
    batch = Batch(GROUPS, Budget(MOST_RUNS + 1), keeps_weights=False, quick=Batch(GROUPS, Budget(2), False))
    controlled.controller.open()
    controlled.controller.run_batch(batch)
    controlled.later.run()
    ((asked, cost, quick),) = controlled.asked
    assert asked is batch
    assert (cost.runs, quick.runs if quick is not None else 0) == (MOST_RUNS + 1, 2)
    assert controlled.session.queue.waiting == ()
    controlled.controller.run_batch(batch, is_agreed=True)
    controlled.later.run()
    assert len(controlled.session.queue.waiting) == MOST_RUNS + 1
    assert len(controlled.asked) == 1


def test_what_waits_already_is_not_counted(controlled: Controlled) -> None:
    controlled.controller.open()
    controlled.run_batch()
    controlled.controller.run_batch(Batch(GROUPS, Budget(MOST_RUNS + 2), keeps_weights=False))
    controlled.later.run()
    assert controlled.asked == []
    assert len(controlled.session.queue.waiting) == MOST_RUNS + 2
