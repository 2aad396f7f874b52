"""The page of a run: everything known about it, and the keys that work on it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from textual.containers import VerticalScroll
from textual.pilot import Pilot

from mnist_lab.cli.commands.show import show
from mnist_lab.cli.context import CliContext
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.controllers.exports import COPIED_TEXT
from mnist_lab.tui.dialogs.command_dialog import CommandDialog
from mnist_lab.tui.dialogs.line_field import LineField
from mnist_lab.tui.dialogs.note_field import NoteField
from mnist_lab.tui.dialogs.verdict_dialog import VerdictDialog
from mnist_lab.tui.dialogs.write_dialog import WriteDialog
from mnist_lab.tui.runs.run_page import RunPage
from mnist_lab.tui.runs.run_page_text import RunPageText
from mnist_lab.tui.runs.screen import RunsScreen
from mnist_lab.tui.state.view_messages import RunPageRequested
from mnist_lab.tui.train.screen import TrainScreen
from mnist_lab.tui.train.spec_form import SpecForm
from mnist_lab_store.run_store import RunStore
from support.driven import errors, notices, open_app, shown_text, state_of, until
from support.fakes import ScriptedTrainer
from support.store_examples import example_run

RUN = example_run(1, epochs=10, spec=RunSpec(dropout=0))


async def open_page(pilot: Pilot[None], app: LabApp, run: Run = RUN) -> RunPage:
    await pilot.press("alt+2")
    await until(pilot, lambda: isinstance(app.screen, RunsScreen) and run.id in app.model.registry.summaries)
    app.post_message(RunPageRequested(run.id))
    await until(pilot, lambda: isinstance(app.screen, RunPage) and app.screen.run_read is not None)
    page = app.screen
    assert isinstance(page, RunPage)
    await pilot.pause()
    return page


def words_of(page: RunPage) -> str:
    return str(page.query_one(RunPageText).render())


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36)])
async def test_everything_is_on_the_page_and_nothing_is_cut(tmp_path: Path, size: tuple[int, int]) -> None:
    RunStore(tmp_path).put(RUN)
    async with open_app(tmp_path, size=size) as (pilot, app):
        page = await open_page(pilot, app)
        words = words_of(page)
        for title in ("results", "settings", "epochs", "environment", "files", "commands"):
            assert title in words
        assert all(len(line) <= page.query_one(RunPageText).size.width for line in words.splitlines())
        joined = "".join(words.split())
        assert f"show{RUN.id}" in joined
        assert f"{tmp_path}/runs/{RUN.id}" in joined
        await pilot.press("G")
        await pilot.pause()
        words_shown = page.query_one(VerticalScroll)
        assert words_shown.scroll_y == words_shown.max_scroll_y > 0
        await pilot.press("pageup", "up", "g")
        await pilot.pause()
        assert words_shown.scroll_y == 0


async def test_the_keys_of_the_run_work_on_its_page(tmp_path: Path) -> None:
    RunStore(tmp_path).put(RUN)
    async with open_app(tmp_path) as (pilot, app):
        page = await open_page(pilot, app)
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, VerdictDialog))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is page)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen))
        await open_page(pilot, app)
        await pilot.press("e")
        await until(
            pilot,
            lambda: isinstance(app.screen, TrainScreen) and app.screen.query_one(SpecForm).values.spec.dropout == 0,
        )


async def test_a_run_that_goes_to_the_trash_closes_its_page(tmp_path: Path) -> None:
    RunStore(tmp_path).put(RUN)
    async with open_app(tmp_path) as (pilot, app):
        await open_page(pilot, app)
        await pilot.press("D")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen))


async def test_a_new_name_is_shown_on_the_page(tmp_path: Path) -> None:
    RunStore(tmp_path).put(RUN)
    async with open_app(tmp_path) as (pilot, app):
        await open_page(pilot, app)
        await pilot.press("N", *"best", "enter")
        await until(pilot, lambda: "best, seed 1" in shown_text(app))


async def test_the_page_of_a_run_in_training_gets_its_epochs(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        await pilot.press("f5")
        await until(pilot, lambda: state_of(app) is RunState.RUNNING)
        run = app.state.run
        assert run is not None
        page = await open_page(pilot, app, run)
        trainer.free()
        await until(pilot, lambda: page.run_read is not None and page.run_read.state is RunState.FINISHED)
        assert page.run_read is not None
        assert len(page.run_read.epochs) == run.spec.epochs


async def test_the_page_is_copied_written_and_printed_by_a_command(tmp_path: Path) -> None:
    RunStore(tmp_path / "store").put(RUN)
    async with open_app(tmp_path / "store") as (pilot, app):
        page = await open_page(pilot, app)
        await pilot.press("Y")
        copied = tmp_path / "store" / COPIED_TEXT
        await until(pilot, lambda: any(str(copied) in each for each in notices(app)))
        printed = CliRunner().invoke(show, [RUN.id, "--store", str(tmp_path / "store")], obj=CliContext())
        assert copied.read_text().splitlines()[:20] == printed.stdout.splitlines()[:20]
        for section in ("results", "settings", "epochs", "environment", "files", "commands"):
            assert f"\n{section}" in copied.read_text()
        await pilot.press("colon")
        await until(pilot, lambda: isinstance(app.screen, CommandDialog) and app.screen.is_mounted)
        assert app.screen.query_one(NoteField).text == f"mnist-lab show {RUN.id}"
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is page)
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, WriteDialog) and app.screen.is_mounted)
        app.screen.query_one(LineField).value = str(tmp_path / "run.md")
        await pilot.press("enter")
        await until(pilot, (tmp_path / "run.md").exists)
        assert "## epochs" in (tmp_path / "run.md").read_text()
        assert errors(app) == []
