"""After a change of the view the line of keys names undo, and what it takes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.tui.runs.screen import RunsScreen
from mnist_lab.tui.widgets.clickable_line import Part
from mnist_lab.tui.widgets.key_bar import KeyBar
from mnist_lab_store.run_store import RunStore
from support.driven import open_app, until
from support.store_examples import example_run

RUNS = [example_run(number, spec=RunSpec(seed=number), test_accuracy=0.97) for number in (1, 2)]


@pytest.mark.parametrize(
    ("keys", "step"),
    [
        (["s"], "sorted by name"),
        (["o"], "repeats grouped"),
        (["equals_sign"], "alike settings shown"),
        (["right", "f"], "filter"),
        (["right", "minus"], "verdict hidden"),
        (["M"], "figures: kept"),
    ],
)
async def test_undo_is_named_with_what_it_takes_back_until_it_is(tmp_path: Path, keys: list[str], step: str) -> None:
    for run in RUNS:
        RunStore(tmp_path).put(run)
    async with open_app(tmp_path, size=(200, 50)) as (pilot, app):
        await pilot.press("alt+2")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen) and app.screen.table.row_count == 2)
        bar = app.screen.query_one(KeyBar)
        assert " undo" not in named(bar)
        await pilot.press(*keys)
        await until(pilot, lambda: f"z undo: {step}" in named(bar))
        await pilot.press("z")
        await until(pilot, lambda: " undo" not in named(bar))


async def test_80_columns_name_undo_without_what_it_takes_back(tmp_path: Path) -> None:
    for run in RUNS:
        RunStore(tmp_path).put(run)
    async with open_app(tmp_path, size=(80, 24)) as (pilot, app):
        await pilot.press("alt+2")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen) and app.screen.table.row_count == 2)
        await pilot.press("s")
        bar = app.screen.query_one(KeyBar)
        await until(pilot, lambda: "z undo" in named(bar))


def named(bar: KeyBar) -> str:
    return "".join(part.text for part in bar.left() if isinstance(part, Part))
