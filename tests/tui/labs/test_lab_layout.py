"""An open lab on terminals of several sizes."""

from __future__ import annotations

from pathlib import Path

import pytest

from mnist_lab.tui.app import LabApp
from mnist_lab.tui.charts.band_chart import BandChart
from mnist_lab.tui.charts.chart import TOO_SMALL
from mnist_lab.tui.labs.group_words import GroupWords
from mnist_lab.tui.labs.lab_screen import CORRECTED, LabScreen
from mnist_lab.tui.labs.lab_words import INVITATION, SPOILED, TO_COME
from mnist_lab.tui.widgets.key_bar import KeyBar
from support.driven import (
    flat,
    keys_offered,
    open_app,
    open_lab,
    open_lab_list,
    progress_of,
    shown_text,
    until,
    until_complete,
)
from support.fakes import ScriptedTrainer


def first_words(text: str) -> str:
    """Return the beginning of a text, short enough for one line of any pane."""
    return text[:20]


def named(app: LabApp) -> set[str]:
    """Return the keys named at the bottom, each with what it does."""
    return {*"".join(part.text for part in app.screen.query_one(KeyBar).left()).strip().split("   ")}


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (60, 20)])
async def test_a_lab_fits_small_and_large_screens(tmp_path: Path, size: tuple[int, int]) -> None:
    async with open_app(tmp_path, size=size) as (pilot, app):
        screen = await open_lab(pilot, app, "down", "down")
        assert first_words(INVITATION) in shown_text(app)
        await pilot.press("f5")
        await until_complete(pilot, screen)
        assert screen.status is not None
        assert first_words(screen.status.answer) in shown_text(app)
        await pilot.press("f")
        await until(pilot, lambda: "validation loss" in shown_text(app) and "B ━━" in shown_text(app))
        await pilot.press("m", "y")
        await until(pilot, lambda: "accuracy %, log" in shown_text(app))
        await pilot.press("escape")
        await until(pilot, lambda: progress_of(app).text in shown_text(app))


async def test_the_words_of_another_group_start_at_the_top(tmp_path: Path) -> None:
    async with open_app(tmp_path, size=(60, 20)) as (pilot, app):
        screen = await open_lab(pilot, app)
        await pilot.press("f5")
        await until_complete(pilot, screen)
        words = screen.query_one("#words")
        await pilot.press("pagedown")
        await until(pilot, lambda: words.scroll_y > 0)
        await pilot.press("down")
        await until(pilot, lambda: words.scroll_y == 0)


async def test_80_columns_name_the_way_back_and_the_repeats(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer, (80, 24)) as (pilot, app):
        screen = await open_lab(pilot, app, "down", "down")
        assert {"esc labs", "+- repeats"} <= named(app)
        await pilot.press("f5")
        await until(pilot, lambda: {"space pause", "esc labs"} <= named(app))
        trainer.free()
        await until_complete(pilot, screen)
        await until(pilot, lambda: {"esc labs", "+- repeats", "v verdict", "↑↓ group"} <= named(app))


async def test_the_words_below_say_how_to_read_on(tmp_path: Path) -> None:
    async with open_app(tmp_path, size=(80, 20)) as (pilot, app):
        screen = await open_lab(pilot, app)
        await pilot.press("f5")
        await until_complete(pilot, screen)
        await until(pilot, lambda: "pgdn shows" in str(screen.query_one("#below").border_title))
        await pilot.press("pagedown", "pagedown", "pagedown")
        await until(pilot, lambda: "pgup" in str(screen.query_one("#below").border_title))


async def test_a_group_without_a_reading_leaves_no_empty_line(tmp_path: Path) -> None:
    async with open_app(tmp_path, size=(120, 36)) as (pilot, app):
        screen = await open_lab(pilot, app)
        await pilot.press("f5")
        await until_complete(pilot, screen)
        reading = screen.query_one("#reading")
        await until(pilot, lambda: not reading.display)
        await pilot.press("down")
        await until(pilot, lambda: reading.display and reading.size.height > 0)


@pytest.mark.parametrize(("size", "is_offered"), [((80, 20), True), ((200, 60), False)])
async def test_reading_on_is_offered_if_there_is_more(tmp_path: Path, size: tuple[int, int], is_offered: bool) -> None:
    async with open_app(tmp_path, size=size) as (pilot, app):
        screen = await open_lab(pilot, app)
        await pilot.press("f5")
        await until_complete(pilot, screen)
        words = screen.query_one(GroupWords)
        await until(pilot, lambda: (words.max_scroll_y > 0) == is_offered)
        await until(pilot, lambda: ("lab.read_on" in keys_offered(app)) == is_offered)
        await pilot.press("f")
        await until(pilot, lambda: "lab.read_on" not in keys_offered(app))


async def test_the_keys_of_pages_are_those_of_the_words_beside_a_long_table(tmp_path: Path) -> None:
    async with open_app(tmp_path, size=(60, 20)) as (pilot, app):
        screen = await open_lab(pilot, app, "G", "up")
        await pilot.press("minus", "minus", "f5")
        await until(pilot, lambda: screen.status is not None and screen.status.plan.count == 11)
        await until_complete(pilot, screen)
        table, words = screen.query_one("#table"), screen.query_one(GroupWords)
        await until(pilot, lambda: table.max_scroll_y > 0 and words.max_scroll_y > 0)
        await pilot.press("pagedown")
        await until(pilot, lambda: words.scroll_y > 0)
        assert table.scroll_y == 0


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_what_quick_runs_spoil_is_said_also_beside_a_kept_baseline(tmp_path: Path, size: tuple[int, int]) -> None:
    async with open_app(tmp_path, size=size) as (pilot, app):
        await open_lab_list(pilot, app)
        await pilot.press("B", "down", "down", "enter", "f5")
        screen = app.screen
        assert isinstance(screen, LabScreen)
        await until_complete(pilot, screen)
        await pilot.press("escape", "down", "enter")
        await until(pilot, lambda: SPOILED in str(app.screen.query_one("#table").border_title))
        assert isinstance(app.screen, LabScreen)
        assert app.screen.status is not None
        assert app.screen.status.plan.missing
        assert app.screen.query_one(BandChart).has_curves


async def test_a_finding_leaves_room_for_the_chart(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer, (80, 24)) as (pilot, app):
        screen = await open_lab(pilot, app)
        await pilot.press("P", "left", "end", "enter", "f5")
        trainer.let_go(6 * 10 * 2)  # the baseline's runs and those with 64 nodes
        await until(pilot, lambda: screen.status is not None and len(screen.status.plan.kept) == 6)
        await pilot.press("down")
        await until(pilot, lambda: bool(str(screen.query_one("#finding").render())))
        await pilot.pause()
        assert TOO_SMALL not in shown_text(app)


async def test_all_labs_together_have_one_table(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        screen = await open_lab(pilot, app, "G", "up")
        await pilot.press("minus", "minus", "f5")
        await until(pilot, lambda: screen.status.is_complete and screen.status.plan.count == 11)
        await pilot.pause()
        for label in ("baseline", "64 nodes", "no ÷ 255", "batch 32"):
            assert label in shown_text(app)
        await pilot.press("G")
        await until(pilot, lambda: "K ╍╍" in shown_text(app))
        last = screen.query_one(BandChart).groups[-1]
        assert (last.letter, last.label) == ("K", "batch 32")


async def test_only_all_labs_together_mention_the_correction(tmp_path: Path) -> None:
    async with open_app(tmp_path, size=(80, 24)) as (pilot, app):
        await open_lab(pilot, app, "G", "up")
        assert TO_COME in flat(shown_text(app))
        assert CORRECTED.format(10) in shown_text(app)
        await pilot.press("escape", "g", "enter")
        assert "corrected" not in shown_text(app)


@pytest.mark.parametrize("name", ["dropout", "all"])
async def test_a_small_screen_that_hides_the_curves_shows_their_key(tmp_path: Path, name: str) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer, size=(80, 24)) as (pilot, app):
        keys = ("G", "up") if name == "all" else ("down", "down")
        screen = await open_lab(pilot, app, *keys)
        await pilot.press("minus", "minus", "f5")
        await until(pilot, lambda: app.state.is_training)
        await until(pilot, lambda: "f curves" in shown_text(app))
        trainer.free()
        await until_complete(pilot, screen)
        await until(pilot, lambda: "f curves" in shown_text(app))
        assert not screen.query_one(BandChart).display
        await pilot.press("f")
        await until(pilot, lambda: "validation loss" in shown_text(app))


async def test_a_page_key_before_the_screen_is_laid_out_does_nothing(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        screen = await open_lab(pilot, app)
        await screen.query("#words").remove()
        screen.action_read(1)
