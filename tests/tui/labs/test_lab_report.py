"""The report of a lab, and the verdict of a group, by keyboard."""

from __future__ import annotations

from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Static

from mnist_lab.domain.labs.screen_text import format_group_verdict
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.dialogs.line_field import LineField
from mnist_lab.tui.dialogs.replace_dialog import ReplaceDialog
from mnist_lab.tui.dialogs.verdict_dialog import VerdictDialog
from mnist_lab.tui.dialogs.write_dialog import WriteDialog
from mnist_lab.tui.labs.group_table import GroupTable
from mnist_lab.tui.labs.lab_screen import LabScreen
from mnist_lab.tui.labs.screen import LabsScreen
from mnist_lab.tui.widgets.hanging_text import HangingText
from support.driven import errors, notices, open_app, open_lab, open_lab_list, shown_text, until, until_complete
from support.fakes import ScriptedTrainer


async def write_to(pilot: Pilot[None], app: LabApp, folder: Path) -> None:
    """Write the report of the lab into this folder, under the name that is offered."""
    await pilot.press("w")
    await until(pilot, lambda: isinstance(app.screen, WriteDialog) and app.screen.is_mounted)
    field = app.screen.query_one(LineField)
    field.value = str(folder / Path(field.value).name)
    await pilot.press("enter")


async def test_w_writes_the_report_into_the_chosen_folder(tmp_path: Path) -> None:
    async with open_app(tmp_path / "store") as (pilot, app):
        screen = await open_lab(pilot, app, "down", "down")
        await pilot.press("w")
        assert app.screen is screen
        await pilot.press("f5")
        await until_complete(pilot, screen)
        await write_to(pilot, app, tmp_path / "report")
        await until(pilot, lambda: "lab-dropout.md, with lab-dropout.svg" in " ".join(notices(app)))
        assert "**Answer**" in (tmp_path / "report" / "lab-dropout.md").read_text(encoding="utf-8")
        assert (tmp_path / "report" / "lab-dropout.svg").exists()


async def test_files_go_where_the_last_one_went_and_replace_none_unasked(tmp_path: Path) -> None:
    async with open_app(tmp_path / "store") as (pilot, app):
        screen = await open_lab(pilot, app, "down", "down")
        await pilot.press("f5")
        await until_complete(pilot, screen)
        await write_to(pilot, app, tmp_path / "report")
        await until(pilot, (tmp_path / "report" / "lab-dropout.svg").exists)
        await until(pilot, lambda: app.exports.folder == str(tmp_path / "report"))
        (tmp_path / "report" / "lab-dropout.md").unlink()
        (tmp_path / "report" / "lab-dropout.svg").write_text("mine")
        await pilot.press("escape", "w")
        await until(pilot, lambda: isinstance(app.screen, WriteDialog) and app.screen.is_mounted)
        assert app.screen.query_one(LineField).value == str(tmp_path / "report" / "lab-dropout.md")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ReplaceDialog) and app.screen.is_mounted)
        assert any("lab-dropout.svg" in str(words.content) for words in app.screen.query(Static))
        await pilot.press("y")
        await until(pilot, (tmp_path / "report" / "lab-dropout.md").exists)
        await until(pilot, lambda: (tmp_path / "report" / "lab-dropout.svg").read_text() != "mine")


async def test_a_complete_lab_names_the_key_of_its_report_while_another_trains(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path / "store", trainer) as (pilot, app):
        screen = await open_lab(pilot, app, "down", "down")
        await pilot.press("f5")
        trainer.let_go(6 * 10 * 2)  # six runs, ten epochs each, two batches an epoch
        await until_complete(pilot, screen)
        await pilot.press("escape", "down", "f5")
        await until(pilot, lambda: app.state.live is not None)
        await pilot.press("up", "enter")
        await until(pilot, lambda: isinstance(app.screen, LabScreen) and ". stop" in shown_text(app))
        assert "w write" in shown_text(app)


async def test_a_quick_report_does_not_replace_a_full_one(tmp_path: Path) -> None:
    async with open_app(tmp_path / "store") as (pilot, app):
        await open_lab_list(pilot, app)
        await pilot.press("B", "down", "down", "enter", "f5")
        screen = app.screen
        assert isinstance(screen, LabScreen)
        await until_complete(pilot, screen)
        await write_to(pilot, app, tmp_path / "report")
        await until(pilot, lambda: str(tmp_path / "report") in " ".join(notices(app)))
        written = {path.name for path in (tmp_path / "report").iterdir()}
        assert written == {"lab-dropout-5-epochs-10000-digits.md", "lab-dropout-5-epochs-10000-digits.svg"}


async def test_a_report_that_cannot_be_written_is_an_error_notice(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    async with open_app(tmp_path / "store") as (pilot, app):
        screen = await open_lab(pilot, app, "down", "down")
        await pilot.press("f5")
        await until_complete(pilot, screen)
        await write_to(pilot, app, tmp_path / "taken")
        await until(pilot, lambda: str(tmp_path / "taken") in " ".join(errors(app)))
        assert isinstance(app.screen, LabScreen)


async def test_v_shows_the_rule_of_the_group_under_the_cursor(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        screen = await open_lab(pilot, app, "down", "down")
        await pilot.press("v")
        assert app.screen is screen
        await pilot.press("f5")
        await until_complete(pilot, screen)
        await pilot.press("j", "v")
        assert isinstance(app.screen, VerdictDialog)
        group = screen.query_one(GroupTable).group_here
        assert group is not None
        assert group.label == "no dropout"
        assert format_group_verdict(group) in [words.words.plain for words in app.screen.query(HangingText)]
        await pilot.press("escape", "escape")
        assert isinstance(app.screen, LabsScreen)
