"""Which palette the app opens with, and choosing another."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.style import Style

from mnist_lab.config.config_file import read_configuration
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.dialogs.palette_dialog import PaletteDialog
from mnist_lab.tui.terminal.late_answers import GroundFound
from mnist_lab_store.run_store import RunStore
from mnist_lab_themes import DARK, LIGHT
from mnist_lab_themes.palettes import HIGH_CONTRAST
from mnist_lab_themes.user_palettes import FOLDER
from support.driven import errors, notices, open_app, shown_text, until


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend that the terminal shows all colours."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.delenv("NO_COLOR", raising=False)


def shows(app: LabApp, colour: str) -> bool:
    return app.current_theme.background == colour


def styles(app: LabApp) -> list[Style]:
    lines = app.screen._compositor.render_strips()[: app.size.height]
    return [segment.style for line in lines for segment in line if segment.style is not None]


async def test_a_palette_is_shown_while_the_cursor_is_on_it_and_kept_when_it_is_chosen(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        assert shows(app, DARK.colours["background"])
        await pilot.press("T")
        await until(pilot, lambda: isinstance(app.screen, PaletteDialog))
        await pilot.press("down", "down")
        await until(pilot, lambda: shows(app, LIGHT.colours["background"]))
        await pilot.press("escape")
        await until(pilot, lambda: shows(app, DARK.colours["background"]))
        await pilot.press("T", "down", "down", "down", "enter")
        await until(pilot, lambda: not isinstance(app.screen, PaletteDialog))
        assert shows(app, HIGH_CONTRAST.colours["background"])
    async with open_app(tmp_path) as (_, app):
        assert shows(app, HIGH_CONTRAST.colours["background"])


@pytest.mark.parametrize("remembered", ["light", "lab-light"])
async def test_the_palette_of_the_last_time_is_shown_also_that_of_an_earlier_version(
    tmp_path: Path, remembered: str
) -> None:
    RunStore(tmp_path).preferences.remember("theme", remembered)
    async with open_app(tmp_path) as (_, app):
        assert shows(app, LIGHT.colours["background"])


async def test_the_configured_palette_comes_before_the_one_of_the_last_time(tmp_path: Path) -> None:
    RunStore(tmp_path).preferences.remember("theme", "light")
    file = tmp_path / "mnist-lab.toml"
    file.write_text('palette = "high-contrast"')
    async with open_app(tmp_path, loaded=read_configuration(file)) as (pilot, app):
        assert shows(app, HIGH_CONTRAST.colours["background"])
        await pilot.press("T", "home", "down", "enter")
        await until(pilot, lambda: shows(app, DARK.colours["background"]))
        assert any("Until you quit" in sentence for sentence in notices(app))


async def test_own_palettes_can_be_chosen_and_bad_ones_are_said(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "night.toml").write_text('[colours]\nbackground = "#000010"')
    (tmp_path / FOLDER / "bad.toml").write_text("no")
    file = tmp_path / "mnist-lab.toml"
    file.write_text('palette = "night"')
    async with open_app(tmp_path / "store", loaded=read_configuration(file)) as (pilot, app):
        assert shows(app, "#000010")
        (sentence,) = errors(app)
        assert "bad.toml" in sentence
        await pilot.press("T")
        await until(pilot, lambda: isinstance(app.screen, PaletteDialog))
        assert "night" in shown_text(app)


async def test_an_unknown_palette_is_a_sentence_and_the_app_opens(tmp_path: Path) -> None:
    file = tmp_path / "mnist-lab.toml"
    file.write_text('palette = "drak"')
    async with open_app(tmp_path, loaded=read_configuration(file)) as (_, app):
        assert shows(app, DARK.colours["background"])
        (sentence,) = errors(app)
        assert "drak" in sentence


async def test_a_late_answer_of_the_terminal_counts_if_no_palette_was_chosen(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        app.post_message(GroundFound(is_dark=False))
        await until(pilot, lambda: shows(app, LIGHT.colours["background"]))
    RunStore(tmp_path).preferences.remember("theme", "dark")
    async with open_app(tmp_path) as (pilot, app):
        app.post_message(GroundFound(is_dark=False))
        await pilot.pause()
        assert shows(app, DARK.colours["background"])


@pytest.mark.parametrize(
    ("variable", "value"), [("NO_COLOR", "1"), ("TERM", "vt100"), ("TERM", "linux"), ("TERM", "xterm-16color")]
)
async def test_with_few_colours_only_the_terminals_own_are_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.delenv("COLORTERM")
    monkeypatch.setenv(variable, value)
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("T")
        for keys in ((), ("question_mark",)):
            await pilot.press(*keys)
            await pilot.pause()
            for style in styles(app):
                colours = [colour for colour in (style.color, style.bgcolor) if colour is not None]
                assert all(colour.is_default or (colour.number or 99) < 16 for colour in colours)
                assert style.bgcolor is None or style.bgcolor.is_default
                if variable == "NO_COLOR" or value == "vt100":
                    assert all(colour.is_default for colour in colours)
            if not keys:
                assert any(style.reverse for style in styles(app))
