"""Mode 4 by keyboard, on a real store with a scripted trainer."""

from __future__ import annotations

from pathlib import Path

from driven import Lab, a_lab, shown_text, state_of, until

from mnist_lab.app import LabApp
from mnist_lab.domain.run import RunState
from mnist_lab.screens.lab import LabScreen
from mnist_lab.screens.labs import LabsScreen
from store.run_store import RunStore


async def the_list(lab: Lab, app: LabApp) -> LabsScreen:
    """The list of labs, once they have been looked at."""
    await lab.press("4")
    await until(lab, lambda: isinstance(app.screen, LabsScreen) and app.screen.picture is not None)
    assert isinstance(app.screen, LabsScreen)
    return app.screen


async def an_opened_lab(lab: Lab, app: LabApp, *keys: str) -> LabScreen:
    """The lab that these keys go to in the list, opened."""
    await the_list(lab, app)
    await lab.press(*keys, "enter")
    assert isinstance(app.screen, LabScreen)
    return app.screen


async def complete(lab: Lab, screen: LabScreen) -> None:
    await until(lab, lambda: screen.standing is not None and screen.standing.is_complete)
    await lab.pause()


async def test_the_list_names_every_lab_what_it_asks_and_what_is_left(tmp_path: Path) -> None:
    async with a_lab(tmp_path) as (lab, app):
        await the_list(lab, app)
        text = shown_text(app)
        for words in ("nodes", "What does dropout do?", "nodes per layer: 518 → 64, 2048", "0 of 9", "0 of 33", "all"):
            assert words in text
        assert "F5 trains 9 runs" in text
        assert "enter opens one" in text


async def test_f5_runs_the_lab_and_the_table_and_the_answer_fill(tmp_path: Path) -> None:
    async with a_lab(tmp_path) as (lab, app):
        screen = await an_opened_lab(lab, app, "down", "down")
        assert "dropout: What does dropout do?" in shown_text(app)
        assert "97.97" in shown_text(app)
        await lab.press("f5")
        await complete(lab, screen)
        text = shown_text(app)
        assert "all 6 runs are kept" in text
        assert "97.80 ±0 (3)" in text
        assert "The baseline's test accuracy is 97.80" in text
        assert len(RunStore(tmp_path).summaries()) == 6
        assert state_of(app) is RunState.FINISHED
