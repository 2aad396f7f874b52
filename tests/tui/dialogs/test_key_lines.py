"""The line at the foot of a dialog: a click on a key does what the key does."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from mnist_lab.domain.runs.run import RunState
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.dialogs.edit_text_dialog import LineScreen, NoteScreen
from mnist_lab.tui.dialogs.key_line import KeyLine
from mnist_lab.tui.dialogs.note_field import NoteField
from mnist_lab.tui.dialogs.palette_dialog import PaletteDialog
from mnist_lab.tui.dialogs.quit_dialog import QuitDialog
from mnist_lab.tui.runs.purge_dialog import PurgeDialog
from mnist_lab.tui.runs.run_table import RunTable
from mnist_lab.tui.runs.screen import RunsScreen
from mnist_lab.tui.runs.trash_dialog import TrashDialog
from mnist_lab.tui.train.explain_dialog import ExplainDialog
from mnist_lab.tui.train.screen import TrainScreen
from mnist_lab.tui.widgets.key_bar import KeyBar
from mnist_lab_store.run_store import RunStore
from support.driven import open_app, state_of, until
from support.fakes import ScriptedTrainer
from support.store_examples import example_run


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend that the terminal shows all colours."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.delenv("NO_COLOR", raising=False)


async def click(pilot: Pilot[None], app: LabApp, words: str) -> None:
    """Click on these words of the line of keys."""
    line = app.screen.query_one(KeyLine)
    await until(pilot, lambda: words in line.render().plain and line.region.height > 0)
    await pilot.click(line, offset=(line.render().plain.index(words) + 1, line.styles.gutter.top))


async def test_keys_look_as_in_the_bar(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        bar = app.screen.query_one(KeyBar)
        await pilot.press("T")
        await until(pilot, lambda: isinstance(app.screen, PaletteDialog))
        line = app.screen.query_one(KeyLine)
        await until(pilot, lambda: "esc  back" in line.render().plain)
        text, look = line.render(), bar.get_component_rich_style("key-bar--key", partial=True)
        for key in ("enter", "esc"):
            start = text.plain.index(key)
            assert any(
                (span.start, span.end) == (start, start + len(key)) and span.style == look for span in text.spans
            )


async def open_runs(pilot: Pilot[None], app: LabApp) -> None:
    await pilot.press("alt+2")
    await until(pilot, lambda: isinstance(app.screen, RunsScreen) and app.screen.run_shown is not None)


async def test_the_trash_restores_asks_and_keeps_by_clicks(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        RunStore(tmp_path).put(example_run(number))
    async with open_app(tmp_path) as (pilot, app):
        await open_runs(pilot, app)
        await pilot.press("D", "D", "u")
        await until(pilot, lambda: isinstance(app.screen, TrashDialog))
        await click(pilot, app, "restore")
        await until(pilot, lambda: app.screen_stack[0].query_one(RunTable).row_count == 2)
        for words in ("purge", "empty the trash"):
            await click(pilot, app, words)
            await until(pilot, lambda: isinstance(app.screen, PurgeDialog))
            await click(pilot, app, "keep")
            await until(pilot, lambda: isinstance(app.screen, TrashDialog))
        await click(pilot, app, "back")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen))


async def test_the_palette_under_the_cursor_is_chosen_by_a_click(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        before = app.current_theme.background
        for words in ("back", "choose"):
            await pilot.press("T", "down", "down")
            await until(pilot, lambda: app.current_theme.background != before)
            await click(pilot, app, words)
            await until(pilot, lambda: isinstance(app.screen, TrainScreen))
            assert (app.current_theme.background != before) == (words == "choose")


@pytest.mark.parametrize("key", ["T", "q", "escape"])
async def test_the_key_of_the_palettes_closes_them(tmp_path: Path, key: str) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("T")
        await until(pilot, lambda: isinstance(app.screen, PaletteDialog))
        await pilot.press(key)
        await until(pilot, lambda: isinstance(app.screen, TrainScreen))


async def test_the_question_before_quitting_is_left_by_a_click(tmp_path: Path) -> None:
    async with open_app(tmp_path, ScriptedTrainer(gated=True)) as (pilot, app):
        await pilot.press("f5")
        await until(pilot, lambda: state_of(app) is RunState.RUNNING)
        await pilot.press("q")
        await until(pilot, lambda: isinstance(app.screen, QuitDialog))
        await click(pilot, app, "back to the app")
        await until(pilot, lambda: isinstance(app.screen, TrainScreen))


async def test_texts_are_kept_and_get_lines_by_clicks(tmp_path: Path) -> None:
    RunStore(tmp_path).put(example_run(1))
    async with open_app(tmp_path) as (pilot, app):
        await open_runs(pilot, app)
        await pilot.press("N")
        await until(pilot, lambda: isinstance(app.screen, LineScreen))
        await pilot.press("x")
        await click(pilot, app, "keep")
        await until(pilot, lambda: RunStore(tmp_path).get(example_run(1).id).name.endswith("x"))
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, NoteScreen))
        await pilot.press("a")
        await click(pilot, app, "new line")
        await pilot.press("b")
        assert app.screen.query_one(NoteField).text.endswith("a\nb")
        await click(pilot, app, "discard")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen))


async def test_the_explanation_of_a_setting_is_left_by_a_click(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen, ExplainDialog))
        await click(pilot, app, "back")
        await until(pilot, lambda: isinstance(app.screen, TrainScreen))
