"""Keys that the user chose: they close what they open, and texts name them instead of the usual ones."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from mnist_lab.config.config_file import read_configuration
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.dialogs.search_field import SearchField
from mnist_lab.tui.runs.run_table import RunTable
from mnist_lab_store.run_store import RunStore
from support.driven import errors, open_app, until
from support.fakes import ScriptedTrainer
from support.store_examples import example_run

TRAIN, RUNS = "1", "2"


@asynccontextmanager
async def open_with(
    folder: Path, trainer: ScriptedTrainer | None = None, **keys: str
) -> AsyncIterator[tuple[Pilot[None], LabApp]]:
    """Open the app on a store with one finished run and these keys, whose ids have _ for the dot."""
    file = folder / "mnist-lab.toml"
    chosen = (f'"{name.replace("__", ".")}" = "{key}"\n' for name, key in keys.items())
    file.write_text("[keys]\n" + "".join(chosen))
    RunStore(folder / "store").put(example_run(epochs=10))
    async with open_app(folder / "store", trainer, loaded=read_configuration(file)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("mode", "action", "key"),
    [
        (RUNS, "runs.verdict", "f6"),
        (RUNS, "runs.verdict", "o"),
        (TRAIN, "train.verdict", "f6"),
        (RUNS, "app.keys", "f6"),
        (RUNS, "app.keys", "i"),
        (RUNS, "table.explain", "f6"),
        (TRAIN, "form.explain", "f6"),
        (RUNS, "app.glossary", "f7"),
        (RUNS, "runs.open_trash", "f6"),
        (RUNS, "runs.open_trash", "o"),
    ],
)
async def test_the_key_that_opens_a_dialog_closes_it(tmp_path: Path, mode: str, action: str, key: str) -> None:
    async with open_with(tmp_path, **{action.replace(".", "__"): key}) as (pilot, app):
        await pilot.press(f"alt+{mode}")
        if mode == RUNS:
            await until(pilot, lambda: len(app.screen.query(RunTable)) == 1)
            await until(pilot, lambda: getattr(app.screen, "run_shown", None) is not None)
        else:
            await until(pilot, lambda: app.state.shown is not None)
        await pilot.press(key)
        await until(pilot, lambda: app.screen.is_modal)
        await pilot.press(key)
        await until(pilot, lambda: not app.screen.is_modal)
        assert errors(app) == []


async def test_a_key_chosen_to_open_help_is_typed_after_other_words(tmp_path: Path) -> None:
    async with open_with(tmp_path, app__keys="i") as (pilot, app):
        await pilot.press("tab", "i")
        await until(pilot, lambda: app.screen.is_modal)
        await pilot.press("s", "i")
        await until(pilot, lambda: app.screen.query_one(SearchField).value == "si")


async def test_a_key_of_the_dialog_comes_before_the_one_that_opens_it(tmp_path: Path) -> None:
    async with open_with(tmp_path, runs__open_trash="E") as (pilot, app):
        await pilot.press("alt+2")
        await until(pilot, lambda: getattr(app.screen, "run_shown", None) is not None)
        await pilot.press("D", "E")
        await until(pilot, lambda: app.screen.is_modal)
        await pilot.press("E")
        await until(pilot, lambda: type(app.screen).__name__ == "PurgeDialog")
