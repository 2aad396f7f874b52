"""The app on terminals of several sizes."""

from __future__ import annotations

from pathlib import Path

import pytest

from mnist_lab.domain.runs.run import RunState
from mnist_lab.tui.dialogs.dialog import Dialog
from mnist_lab.tui.dialogs.too_small_screen import LEAST, TooSmallScreen
from support.driven import open_app, shown_text, state_of, until


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36), (200, 50)])
async def test_every_size_shows_the_form_and_then_the_chart(tmp_path: Path, size: tuple[int, int]) -> None:
    async with open_app(tmp_path, size=size) as (pilot, app):
        assert "nodes per layer" in shown_text(app)
        await pilot.press("f5")
        await until(pilot, lambda: state_of(app) is RunState.FINISHED)
        await pilot.pause()
        text = shown_text(app)
        assert "loss" in text
        assert ("initial weights" in text) == (size[0] >= 100)
        await pilot.press("shift+tab")
        await until(pilot, lambda: "nodes per layer" in shown_text(app))


async def test_a_terminal_that_is_too_small_shows_only_the_size_needed(tmp_path: Path) -> None:
    async with open_app(tmp_path, size=(120, 36)) as (pilot, app):
        await pilot.resize_terminal(59, 20)
        await until(pilot, lambda: isinstance(app.screen, TooSmallScreen))
        await until(pilot, lambda: f"{LEAST.width}×{LEAST.height}" in shown_text(app))
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: "nodes per layer" in shown_text(app))


async def test_a_window_enlarged_under_a_dialog_is_large_after_it(tmp_path: Path) -> None:
    async with open_app(tmp_path, size=(120, 36)) as (pilot, app):
        await pilot.resize_terminal(59, 20)
        await until(pilot, lambda: isinstance(app.screen, TooSmallScreen))
        await app.push_screen(Dialog[str]())
        await pilot.resize_terminal(80, 24)
        await pilot.press("escape")
        await until(pilot, lambda: "nodes per layer" in shown_text(app))
