"""The command palette finds what works elsewhere, and leads there."""

from __future__ import annotations

from inspect import isawaitable
from pathlib import Path

import pytest
from textual.app import SystemCommand
from textual.command import CommandPalette

from mnist_lab.tui.app import LabApp
from mnist_lab.tui.charts.loss_chart import LossChart
from mnist_lab.tui.dialogs.verdict_dialog import VerdictDialog
from mnist_lab.tui.labs.list_screen import LabsScreen
from mnist_lab.tui.runs.run_table import RunTable
from mnist_lab.tui.runs.screen import RunsScreen
from mnist_lab.tui.train.screen import TrainScreen
from support.driven import Lab, a_lab, shown_text, until


def offered(app: LabApp) -> dict[str, SystemCommand]:
    return {command.title: command for command in app.get_system_commands(app.screen)}


async def choose(app: LabApp, title: str) -> None:
    done = offered(app)[title].callback()
    assert isawaitable(done)
    await done


async def test_an_action_of_another_mode_is_found_by_its_name_and_leads_to_where_its_key_works(tmp_path: Path) -> None:
    async with a_lab(tmp_path, size=(80, 24)) as (lab, app):
        await lab.press("ctrl+p")
        await until(lab, lambda: CommandPalette.is_open(app))
        await lab.press(*"to the trash")
        await until(lab, lambda: "Runs, key D: leads there" in shown_text(app))
        await until(lab, lambda: lists_its_hits(app))
        await lab.press("enter")
        await until(lab, lambda: isinstance(app.screen, RunsScreen))


def lists_its_hits(app: LabApp) -> bool:
    return isinstance(app.screen, CommandPalette) and app.screen.query_one("#--results").display


@pytest.mark.parametrize(
    ("title", "help_text"),
    [
        ("To the trash", "Runs, key D: leads there"),
        ("Then by", "Table, key S: leads there"),
        ("Guess", "Labs, key P: leads there"),
        ("Baseline ghost", "Chart, key b: leads there"),
        ("Back to the baseline", "Train, key F8"),
        ("Runs", "Everywhere, key 2"),
    ],
)
async def test_every_action_says_where_it_works(tmp_path: Path, title: str, help_text: str) -> None:
    async with a_lab(tmp_path) as (_, app):
        assert offered(app)[title].help == help_text


async def test_a_key_that_does_not_work_now_is_not_offered_in_its_own_mode(tmp_path: Path) -> None:
    async with a_lab(tmp_path) as (lab, app):
        assert "Stop now" not in offered(app), "nothing trains"
        await lab.press("2")
        await until(lab, lambda: isinstance(app.screen, RunsScreen))
        assert "To the trash" not in offered(app)


async def leads(lab: Lab, app: LabApp, title: str, screen: type, focused: type | None) -> None:
    await choose(app, title)
    await until(lab, lambda: isinstance(app.screen, screen))
    if focused is not None:
        await until(lab, lambda: isinstance(app.focused, focused))


async def test_running_a_key_of_another_mode_focuses_its_pane(tmp_path: Path) -> None:
    async with a_lab(tmp_path) as (lab, app):
        await leads(lab, app, "Baseline ghost", TrainScreen, LossChart)
        await leads(lab, app, "Then by", RunsScreen, RunTable)
        await leads(lab, app, "Guess", LabsScreen, None)
        await leads(lab, app, "Back to the baseline's value", TrainScreen, None)


async def test_a_dialog_offers_only_its_own_keys(tmp_path: Path) -> None:
    async with a_lab(tmp_path) as (lab, app):
        await lab.press("f5")
        await until(lab, lambda: app.state.run is not None and not app.state.is_training and bool(app.state.run.epochs))
        await lab.press("v")
        await until(lab, lambda: isinstance(app.screen, VerdictDialog))
        assert "To the trash" not in offered(app)
        assert "Edit as new" in offered(app)
