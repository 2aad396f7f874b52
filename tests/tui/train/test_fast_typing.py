"""Keys that come faster than the screen can follow, as on a slow link."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.tui.train.spec_form import SpecForm
from support.driven import open_app, until


@pytest.mark.parametrize("number", ["64", "512", "2048"])
async def test_no_digit_is_lost_of_a_number_that_comes_at_once(tmp_path: Path, number: str) -> None:
    async with open_app(tmp_path) as (pilot, app):
        form = app.screen.query_one(SpecForm)
        await pilot.press("down")
        for digit in number:
            app.post_message(events.Key(digit, digit))
        app.post_message(events.Key("enter", "\r"))
        await until(pilot, lambda: not form.is_edited and form.values.spec == RunSpec(units=int(number)))


async def test_a_choice_that_comes_at_once_is_picked(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        form = app.screen.query_one(SpecForm)
        form.go_to_first(["scale_pixels"])
        await pilot.pause()
        for key in ("n", "o"):
            app.post_message(events.Key(key, key))
        app.post_message(events.Key("enter", "\r"))
        await until(pilot, lambda: not form.is_edited and form.values.spec == RunSpec(scale_pixels=False))


async def test_a_number_after_an_arrow_goes_to_the_row_that_the_arrow_leads_to(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        form = app.screen.query_one(SpecForm)
        for key, character in (("down", None), ("6", "6"), ("4", "4"), ("enter", "\r")):
            app.post_message(events.Key(key, character))
        await until(pilot, lambda: not form.is_edited and form.values.spec == RunSpec(units=64))
