"""A chart in full screen: afterwards the keys are where they were before."""

from __future__ import annotations

from pathlib import Path

import pytest

from mnist_lab.domain.runs.run import RunState
from mnist_lab.tui.charts.loss_chart import LossChart
from mnist_lab.tui.labs.group_table import GroupTable
from mnist_lab.tui.runs.run_table import RunTable
from mnist_lab_store.run_store import RunStore
from support.driven import open_app, open_lab, shown_text, state_of, until
from support.store_examples import example_run


def key_bar(text: str) -> str:
    return text.splitlines()[-1]


@pytest.mark.parametrize("back", ["f", "escape"])
@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_on_train_the_chart_has_the_keys_again(tmp_path: Path, back: str, size: tuple[int, int]) -> None:
    async with open_app(tmp_path, size=size) as (pilot, app):
        await pilot.press("f5")
        await until(pilot, lambda: state_of(app) is RunState.FINISHED)
        app.screen.query_one(LossChart).focus()
        await pilot.press("f")
        await until(pilot, lambda: "f esc all panes" in key_bar(shown_text(app)))
        await pilot.press("tab", back)
        await until(pilot, lambda: "tab esc form" in key_bar(shown_text(app)))
        await pilot.press("right")
        assert app.screen.query_one(LossChart).cursor == 1


@pytest.mark.parametrize("back", ["f", "escape"])
async def test_in_runs_the_chart_has_the_keys_again_and_escape_leads_to_the_table(tmp_path: Path, back: str) -> None:
    RunStore(tmp_path).put(example_run(1))
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("alt+2")
        await until(pilot, lambda: getattr(app.screen, "run_shown", None) is not None)
        await pilot.press("tab", "f")
        await until(pilot, lambda: "f esc all panes" in key_bar(shown_text(app)))
        await pilot.press(back)
        await until(pilot, lambda: "tab esc table" in key_bar(shown_text(app)))
        assert isinstance(app.focused, LossChart)
        await pilot.press("escape")
        assert isinstance(app.focused, RunTable)


@pytest.mark.parametrize("back", ["f", "escape"])
async def test_in_a_lab_the_groups_have_the_keys_again(tmp_path: Path, back: str) -> None:
    async with open_app(tmp_path) as (pilot, app):
        screen = await open_lab(pilot, app, "down", "down")
        await pilot.press("f")
        await until(pilot, lambda: "f esc all panes" in key_bar(shown_text(app)))
        await pilot.press(back)
        await until(pilot, lambda: isinstance(app.focused, GroupTable))
        await pilot.press("down")
        assert screen.query_one(GroupTable).cursor == 1
