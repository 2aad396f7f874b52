"""The ways to mode 3, and back to where it was opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from mnist_lab.domain.comparison.marks import NO_MARKS
from mnist_lab.domain.tables.metrics import USUAL
from mnist_lab.tui.compare.screen import CompareScreen
from mnist_lab.tui.labs.group_comparing import NO_LAB
from mnist_lab.tui.labs.lab_screen import LabScreen
from mnist_lab.tui.runs.screen import RunsScreen
from mnist_lab_store.run_store import RunStore
from support.compare_examples import repeats
from support.driven import keys_offered, notices, open_app, open_lab, open_lab_list, until, until_complete

BASE = repeats(1, [0.98, 0.981, 0.979], epochs=5)
OTHER = repeats(11, [0.97, 0.971, 0.969], epochs=5, units=64)


async def test_d_in_runs_compares_the_marked_runs_and_escape_leads_back(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    for run in (*BASE, *OTHER):
        store.put(run)
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("alt+2")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen) and app.screen.run_here is not None)
        await pilot.press("A", "d")
        await until(pilot, lambda: isinstance(app.screen, CompareScreen) and app.screen.comparison is not None)
        screen = app.screen
        assert isinstance(screen, CompareScreen)
        assert screen.comparison is not None
        assert len(screen.comparison.sides) == len(app.views.state.marks.marks) > 1
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen))


async def test_d_in_runs_compares_the_run_under_the_cursor_with_the_baseline(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    for run in (*BASE, *OTHER):
        store.put(run)
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("alt+2")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen) and app.screen.run_here is not None)
        await pilot.press("G", "d")  # the oldest, which is one of the baseline
        await until(pilot, lambda: any("baseline itself" in each for each in notices(app)))
        assert app.current_mode == "runs"
        await pilot.press("g", "d")
        await until(pilot, lambda: isinstance(app.screen, CompareScreen) and app.screen.comparison is not None)
        assert {each for mark in app.views.state.marks.marks for each in mark.run_ids} > {run.id for run in BASE}


async def test_d_in_a_lab_compares_its_groups_and_escape_leads_back_to_it(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        lab = await open_lab(pilot, app, "down", "down")
        assert "lab.compare" not in keys_offered(app)
        await pilot.press("d")
        assert "trains them" in notices(app)[-1]
        await pilot.press("f5")
        await until_complete(pilot, lab)
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, CompareScreen) and app.screen.comparison is not None)
        screen = app.screen
        assert isinstance(screen, CompareScreen)
        assert screen.comparison is not None
        assert lab.status is not None
        assert [set(side.group.ids) for side in screen.comparison.sides] == [
            set(group.group.ids) for group in lab.status.groups
        ]
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, LabScreen))


async def test_d_in_the_list_of_labs_compares_the_lab_under_the_cursor(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        listed = await open_lab_list(pilot, app)
        await pilot.press("down", "down", "d")
        assert "trains them" in notices(app)[-1]
        await pilot.press("f5")
        await until(pilot, lambda: listed.status is not None and listed.status.is_complete)
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, CompareScreen) and app.screen.comparison is not None)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is listed)
        await pilot.press("G", "d")
        await until(pilot, lambda: NO_LAB in notices(app))


@pytest.mark.parametrize("key", ["escape", "alt+2", "alt+1"])
async def test_what_was_marked_in_runs_is_marked_again_after_a_lab_was_compared(tmp_path: Path, key: str) -> None:
    store = RunStore(tmp_path)
    for run in (*BASE, *OTHER):
        store.put(run)
    own = NO_MARKS.marked(OTHER[0].id, [OTHER[0].id])
    async with open_app(tmp_path) as (pilot, app):
        lab = await open_lab(pilot, app, "down", "down")
        await pilot.press("f5")
        await until_complete(pilot, lab)
        app.views.mark(own)
        app.views.compare_by("val_loss")
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, CompareScreen) and app.screen.comparison is not None)
        screen = app.screen
        assert isinstance(screen, CompareScreen)
        assert screen.comparison is not None
        assert lab.status is not None
        assert [side.title for side in screen.comparison.sides] == [group.label for group in lab.status.groups]
        assert screen.comparison.metric is USUAL  # and not what the user chose for other comparisons
        await pilot.press("M", "down", "delete")
        await until(pilot, lambda: screen.comparison is not None and len(screen.comparison.sides) == 1)
        await pilot.press(key)
        await until(pilot, lambda: app.screen is not screen)
        assert (app.views.state.marks, app.views.state.metric) == (own, "val_loss")
        assert not app.state.can_undo  # the lab is no longer compared, so nothing of it can be marked again
        await pilot.press("alt+3")
        await until(pilot, lambda: screen.comparison is not None and screen.comparison.metric.key == "val_loss")
