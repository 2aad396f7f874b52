"""Clicks on the list of keys do what the keys do."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from mnist_lab.tui.app import LabApp
from mnist_lab.tui.dialogs.edit_text_dialog import LineScreen, NoteScreen
from mnist_lab.tui.dialogs.key_columns import KeyColumns
from mnist_lab.tui.dialogs.keys_dialog import KeysDialog
from mnist_lab.tui.dialogs.verdict_dialog import VerdictDialog
from mnist_lab.tui.train.screen import TrainScreen
from mnist_lab_store.run_store import RunStore
from support.driven import open_app, shown_text, until
from support.store_examples import example_run


async def open_keys(pilot: Pilot[None], app: LabApp, typed: str = "") -> None:
    await pilot.press("alt+2")
    await until(pilot, lambda: getattr(app.screen, "run_shown", None) is not None)
    await pilot.press("question_mark")
    await until(pilot, lambda: isinstance(app.screen, KeysDialog))
    await pilot.press(*typed)
    await pilot.pause()


async def click(pilot: Pilot[None], app: LabApp, words: str, beside: int = 0) -> None:
    """Click the first place of the list that has these words, or so many cells beside it."""
    lines = app.screen.query_one(KeyColumns).render().plain.splitlines()
    y = next(place for place, line in enumerate(lines) if words in line)
    await pilot.click(KeyColumns, offset=(lines[y].index(words) + beside, y))


@pytest.mark.parametrize(
    ("words", "beside", "screen"),
    [
        ("t n N", 0, LineScreen),
        ("t n N", 2, NoteScreen),
        ("t n N", 4, LineScreen),
        ("Tags / note / name", 0, LineScreen),
        ("Tags / note / name", 8, NoteScreen),
        ("Verdict", 3, VerdictDialog),
        ("1 2 3 4", 0, TrainScreen),
    ],
)
async def test_a_click_on_a_key_or_its_words_runs_it(
    tmp_path: Path, words: str, beside: int, screen: type[object]
) -> None:
    RunStore(tmp_path).put(example_run())
    async with open_app(tmp_path) as (pilot, app):
        await open_keys(pilot, app)
        await click(pilot, app, words, beside)
        await until(pilot, lambda: isinstance(app.screen, screen))


async def test_a_click_on_a_heading_does_nothing(tmp_path: Path) -> None:
    RunStore(tmp_path).put(example_run())
    async with open_app(tmp_path) as (pilot, app):
        await open_keys(pilot, app)
        await click(pilot, app, "Everywhere")
        assert isinstance(app.screen, KeysDialog)


@pytest.mark.parametrize(
    ("typed", "found"),
    [("F5", "Train"), ("ctrl+p", "Find an action"), ("del", "To the trash"), ("pageup", "Page up"), ("P", "Guess")],
)
async def test_a_key_is_found_by_its_name_wherever_it_works(tmp_path: Path, typed: str, found: str) -> None:
    RunStore(tmp_path).put(example_run())
    async with open_app(tmp_path) as (pilot, app):
        await open_keys(pilot, app, typed)
        await until(pilot, lambda: found in shown_text(app) and "Repeat" not in shown_text(app))


async def test_a_click_on_a_key_of_another_mode_leads_there(tmp_path: Path) -> None:
    RunStore(tmp_path).put(example_run())
    async with open_app(tmp_path) as (pilot, app):
        await open_keys(pilot, app, "f8")
        await click(pilot, app, "Back to the baseline")
        await until(pilot, lambda: isinstance(app.screen, TrainScreen))
