"""What somebody sees who opens the app for the first time."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from mnist_lab.config.config_file import read_configuration
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.charts.loss_chart import LossChart
from mnist_lab.tui.train.spec_form import SpecForm
from mnist_lab.tui.train.welcome import Welcome, invitation, welcome
from mnist_lab_store.run_store import RunStore
from support.driven import DIGITS, flat, open_app, shown_text, until
from support.store_examples import example_run


def keep_a_run(folder: Path) -> None:
    RunStore(folder).put(example_run(1, data=DIGITS.dataset))


async def until_read(pilot: Pilot[None], app: LabApp) -> None:
    await until(pilot, lambda: app.model.has_runs)


@pytest.mark.parametrize("size", [(100, 30), (120, 36), (200, 50)])
async def test_an_empty_store_opens_with_what_the_app_is_and_two_keys(tmp_path: Path, size: tuple[int, int]) -> None:
    async with open_app(tmp_path, size=size) as (pilot, app):
        await until(pilot, lambda: app.state.is_empty)
        await until(pilot, lambda: all(line in shown_text(app) for line in welcome(app).splitlines()))
        assert not app.screen.query_one(Welcome).display


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_on_a_narrow_screen_the_same_is_beside_or_below_the_form(tmp_path: Path, size: tuple[int, int]) -> None:
    async with open_app(tmp_path, size=size) as (pilot, app):
        await until(pilot, lambda: app.screen.query_one(Welcome).display)
        pane = app.screen.query_one(Welcome)
        words = " ".join(line.text for line in pane.render_lines(pane.outer_size.region))
        assert flat(welcome(app)) in flat(words)
        assert pane.region in app.screen.region
        assert app.screen.query_one(SpecForm).size.height >= 9


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_store_with_runs_opens_without_it(tmp_path: Path, size: tuple[int, int]) -> None:
    keep_a_run(tmp_path)
    async with open_app(tmp_path, size=size) as (pilot, app):
        await until_read(pilot, app)
        assert not app.state.is_empty
        assert app.screen.query_one(LossChart).invitation == invitation(app, is_first=False)
        assert not app.screen.query_one(Welcome).display


async def test_it_names_the_keys_that_were_chosen(tmp_path: Path) -> None:
    file = tmp_path / "mnist-lab.toml"
    file.write_text('[keys]\n"train.start" = "f9"\n', encoding="utf-8")
    async with open_app(tmp_path / "store", loaded=read_configuration(file)) as (_, app):
        assert "F9" in welcome(app).upper()
