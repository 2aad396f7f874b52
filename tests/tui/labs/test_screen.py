"""The list of labs, on a real store with a scripted trainer."""

from __future__ import annotations

from pathlib import Path

import pytest

from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.labs.definitions import LABS, changed_in, question_of
from mnist_lab.domain.labs.status import LabStatus
from mnist_lab.tui.batches.batch_list import DONE, BatchList
from mnist_lab.tui.labs.lab_screen import LabScreen
from mnist_lab.tui.labs.screen import TEACHING, LabsScreen
from support.driven import (
    flat,
    notices,
    open_app,
    open_lab,
    open_lab_list,
    progress_of,
    shown_text,
    until,
    until_complete,
)
from support.fakes import ScriptedTrainer

NOT_AS_THE_POST = Budget().quick().caveat


def status_of(screen: LabsScreen, name: str) -> LabStatus:
    assert screen.overview is not None
    return screen.overview.statuses[name]


async def test_the_list_shows_each_lab_its_change_and_its_missing_runs(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await open_lab_list(pilot, app)
        text = shown_text(app)
        for name, labs in LABS.items():
            assert name in text
            assert question_of(labs) in text
            assert changed_in(labs) in text
        assert "0 of 9" in text
        assert "0 of 33" in text
        assert progress_of(app).unasked == 9
        assert progress_of(app).text in text
        assert TEACHING.format(open="enter", run="F5", guess="P") in flat(text)


async def test_kept_runs_are_reused_and_the_baseline_is_shared(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        screen = await open_lab_list(pilot, app)
        await pilot.press("down", "down", "f5")
        await until(pilot, lambda: status_of(screen, "dropout").is_complete)
    trainer = ScriptedTrainer()
    async with open_app(tmp_path, trainer) as (pilot, app):
        screen = await open_lab_list(pilot, app)
        await pilot.pause()
        text = shown_text(app)
        assert DONE in text
        assert "6 of 6" in text
        assert status_of(screen, "dropout").gist in text
        assert text.count("3 of 6") == 3
        await pilot.press("down", "down", "down", "f5")
        await until(pilot, lambda: status_of(screen, "relu").is_complete)
        assert len(trainer.trained) == 3


async def test_e_reduces_the_budget_of_every_lab(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await open_lab_list(pilot, app)
        await pilot.press("B")
        (notice,) = notices(app)
        assert Budget().quick().extent in notice
        await until(pilot, lambda: NOT_AS_THE_POST in shown_text(app))
        await pilot.press("down", "down", "enter", "f5")
        screen = app.screen
        assert isinstance(screen, LabScreen)
        await until_complete(pilot, screen)
        assert NOT_AS_THE_POST in shown_text(app)
        assert {run.spec.epochs for run in app.model.registry.runs.values()} == {5}
        await pilot.press("B")
        await until(pilot, lambda: progress_of(app).unasked == 6)
        assert "the post:" not in shown_text(app)


async def test_an_open_lab_stays_open_in_another_mode(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        screen = await open_lab(pilot, app)
        await pilot.press("alt+2", "alt+4")
        assert app.screen is screen


@pytest.mark.parametrize(("there", "back"), [("enter", "escape"), ("alt+1", "alt+4")])
async def test_the_list_grows_with_the_terminal_while_it_is_covered(tmp_path: Path, there: str, back: str) -> None:
    async with open_app(tmp_path, size=(80, 24)) as (pilot, app):
        await open_lab_list(pilot, app)
        await pilot.press(there)
        await pilot.resize_terminal(120, 36)
        await pilot.press(back)
        await until(pilot, lambda: question_of(LABS["batch"]) in shown_text(app))
        assert app.screen.query_one(BatchList).two_lines
