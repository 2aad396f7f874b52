"""Lines of many runs are kept off the garbage collector, once."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import replace

import pytest

from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.domain.views.table_view import USUAL_VIEW
from mnist_lab.tui.runs.arranger import MANY, Arranger
from mnist_lab.tui.state.view_state import ViewState
from support.run_examples import a_summary


@pytest.fixture(autouse=True)
def _thaw() -> Iterator[None]:
    yield
    gc.unfreeze()


def runs(count: int) -> dict[str, Summary]:
    made = (a_summary(number) for number in range(count))
    return {each.id: each for each in made}


def newly_frozen(known: dict[str, Summary], arranger: Arranger, view: ViewState) -> int:
    before = gc.get_freeze_count()
    arranger.arrange(view)
    assert gc.isenabled()
    assert arranger.arrangement.count == len(known)
    return gc.get_freeze_count() - before


def test_lines_of_many_runs_are_kept_off_the_garbage_collector_once() -> None:
    known = runs(MANY)
    arranger = Arranger(lambda: known)
    assert newly_frozen(known, arranger, ViewState()) >= MANY
    assert newly_frozen(known, arranger, ViewState(view=replace(USUAL_VIEW, filter="units=1"))) <= 0


def test_lines_of_few_runs_are_left_to_the_garbage_collector() -> None:
    known = runs(MANY - 1)
    assert newly_frozen(known, Arranger(lambda: known), ViewState()) <= 0


def test_many_runs_that_come_later_are_kept_off_it_too() -> None:
    known = runs(1)
    arranger = Arranger(lambda: known)
    newly_frozen(known, arranger, ViewState())
    before = gc.get_freeze_count()
    arranger.change(tuple(runs(MANY + 1).values()))
    assert gc.get_freeze_count() - before >= MANY
