"""The command palette: the actions of every mode, and the way to them."""

from __future__ import annotations

from inspect import isawaitable
from pathlib import Path

import pytest
from textual.app import SystemCommand
from textual.command import CommandPalette
from textual.events import Key
from textual.pilot import Pilot

from mnist_lab.tui.app import LabApp
from mnist_lab.tui.charts.loss_chart import LossChart
from mnist_lab.tui.dialogs.verdict_dialog import VerdictDialog
from mnist_lab.tui.labs.screen import LabsScreen
from mnist_lab.tui.runs.run_table import RunTable
from mnist_lab.tui.runs.screen import RunsScreen
from mnist_lab.tui.train.screen import TrainScreen
from support.driven import open_app, shown_text, until


def offered(app: LabApp) -> dict[str, SystemCommand]:
    return {command.title: command for command in app.get_system_commands(app.screen)}


async def choose(app: LabApp, title: str) -> None:
    done = offered(app)[title].callback()
    assert isawaitable(done)
    await done


async def test_an_action_of_another_mode_is_found_and_opens_that_mode(tmp_path: Path) -> None:
    async with open_app(tmp_path, size=(80, 24)) as (pilot, app):
        await pilot.press("ctrl+p")
        await until(pilot, lambda: CommandPalette.is_open(app))
        await pilot.press(*"to the trash")
        await until(pilot, lambda: "Runs, key D" in shown_text(app))
        await until(pilot, lambda: lists_results(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen))


async def test_a_held_enter_chooses_once_and_leaves_the_screen_below(tmp_path: Path) -> None:
    async with open_app(tmp_path, size=(80, 24)) as (pilot, app):
        chosen = []

        def note(keeps: bool) -> None:
            chosen.append(keeps)

        app.watch(app.screen, "keeps_weights", note, init=False)
        await pilot.press("ctrl+p")
        await until(pilot, lambda: CommandPalette.is_open(app))
        await pilot.press(*"weights or not")
        await until(pilot, lambda: lists_results(app) and "key W" in shown_text(app))
        for _ in range(5):
            app.post_message(Key("enter", "\r"))
        await until(pilot, lambda: bool(chosen))
        await pilot.pause()
        assert isinstance(app.screen, TrainScreen)
        assert len(chosen) == 1


def lists_results(app: LabApp) -> bool:
    return isinstance(app.screen, CommandPalette) and app.screen.query_one("#--results").display


@pytest.mark.parametrize(
    ("title", "help_text"),
    [
        ("To the trash", "Runs, key D: leads there"),
        ("Add sort key", "Table, key S: leads there"),
        ("Guess", "Labs, key P: leads there"),
        ("Baseline ghost", "Chart, key b: leads there"),
        ("Back to the baseline", "Train, key F8"),
        ("Runs", "Everywhere, key alt+2"),
    ],
)
async def test_every_action_names_its_place_and_its_key(tmp_path: Path, title: str, help_text: str) -> None:
    async with open_app(tmp_path) as (_, app):
        assert offered(app)[title].help == help_text


async def test_a_key_that_does_not_work_now_is_not_offered(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        assert "Stop now" not in offered(app), "nothing trains"
        assert "Find an action" not in offered(app), "the palette is open"
        await pilot.press("alt+2")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen))
        assert "To the trash" not in offered(app)


async def run_command(pilot: Pilot[None], app: LabApp, title: str, screen: type, focused: type | None) -> None:
    await choose(app, title)
    await until(pilot, lambda: isinstance(app.screen, screen))
    if focused is not None:
        await until(pilot, lambda: isinstance(app.focused, focused))


async def test_running_a_command_of_another_mode_focuses_its_pane(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await run_command(pilot, app, "Baseline ghost", TrainScreen, LossChart)
        await run_command(pilot, app, "Add sort key", RunsScreen, RunTable)
        await run_command(pilot, app, "Guess", LabsScreen, None)
        await run_command(pilot, app, "Back to the baseline's value", TrainScreen, None)


async def test_a_dialog_offers_only_its_own_keys(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("f5")
        await until(
            pilot, lambda: app.state.run is not None and not app.state.is_training and bool(app.state.run.epochs)
        )
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, VerdictDialog))
        assert "To the trash" not in offered(app)
        assert "Copy to form" in offered(app)
