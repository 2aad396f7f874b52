"""The pane with the keys, and what clicks do."""

from __future__ import annotations

from pathlib import Path

from mnist_lab.tui.dialogs.glossary_dialog import GlossaryDialog
from mnist_lab.tui.dialogs.key_line import KeyLine
from mnist_lab.tui.dialogs.keys_dialog import KeysDialog
from mnist_lab.tui.dialogs.verdict_dialog import VerdictDialog
from mnist_lab.tui.runs.run_page import RunPage
from mnist_lab.tui.runs.run_table import RunTable
from mnist_lab.tui.runs.screen import RunsScreen
from mnist_lab.tui.widgets.pane_actions import HAS_KEYS
from mnist_lab_store.run_store import RunStore
from support.driven import notices, open_app, shown_text, until
from support.store_examples import example_run


async def test_the_rule_of_the_pane_with_the_keys_is_heavy(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        form, chart = app.screen.query_one("#left"), app.screen.query_one("#right")
        await until(pilot, lambda: form.has_class(HAS_KEYS) and "━ form" in shown_text(app))
        assert "─ chart" in shown_text(app)
        await pilot.press("tab")
        await until(pilot, lambda: chart.has_class(HAS_KEYS) and "━ chart" in shown_text(app))
        assert not form.has_class(HAS_KEYS)


async def test_in_runs_table_and_chart_have_a_rule_each(tmp_path: Path) -> None:
    RunStore(tmp_path).put(example_run(1))
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("alt+2")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen) and app.screen.run_shown is not None)
        await until(pilot, lambda: app.screen.query_one("#count").has_class(HAS_KEYS))
        await pilot.press("tab")
        await until(pilot, lambda: app.screen.query_one("#below").has_class(HAS_KEYS))
        assert not app.screen.query_one("#count").has_class(HAS_KEYS)


async def test_a_double_click_opens_the_run(tmp_path: Path) -> None:
    RunStore(tmp_path).put(example_run(1))
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("alt+2")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen) and app.screen.run_shown is not None)
        await pilot.click(RunTable, offset=(5, 1), times=2)
        await until(pilot, lambda: isinstance(app.screen, RunPage))


async def test_a_click_beside_the_verdict_closes_it(tmp_path: Path) -> None:
    RunStore(tmp_path).put(example_run(1))
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("alt+2")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen) and app.screen.run_shown is not None)
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, VerdictDialog))
        await pilot.click(".title")
        assert isinstance(app.screen, VerdictDialog)
        await pilot.click(offset=(2, 18))
        await until(pilot, lambda: isinstance(app.screen, RunsScreen))


async def test_a_click_on_a_key_of_a_dialog_does_what_the_key_does(tmp_path: Path) -> None:
    RunStore(tmp_path).put(example_run(1))
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("alt+2")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen) and app.screen.run_shown is not None)
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, VerdictDialog))

        async def click(words: str) -> None:
            line = app.screen.query_one(KeyLine)
            await until(pilot, lambda: words in line.render().plain)
            padding = line.styles.gutter.top
            await pilot.click(line, offset=(line.render().plain.index(words) + 1, padding))

        await click("the words")
        await until(pilot, lambda: isinstance(app.screen, GlossaryDialog))
        await click("esc  back")
        await until(pilot, lambda: isinstance(app.screen, VerdictDialog))
        await click("?  keys")
        await until(pilot, lambda: isinstance(app.screen, KeysDialog))
        await click("back")
        await until(pilot, lambda: isinstance(app.screen, VerdictDialog))
        await click("back")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen))


async def test_a_key_of_a_mode_says_in_a_dialog_that_it_is_closed_first(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("alt+4", "question_mark")
        await until(pilot, lambda: isinstance(app.screen, KeysDialog))
        await pilot.press("alt+1")
        await until(pilot, lambda: "Close the dialog first: esc." in notices(app))
        await until(pilot, lambda: "Close the dialog first: esc." in shown_text(app))
        assert isinstance(app.screen, KeysDialog)


async def test_the_rule_of_the_form_has_no_corner(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await until(pilot, lambda: "━ form" in shown_text(app))
        rule = next(line for line in shown_text(app).splitlines() if "━ form" in line)
        assert "━ ─" in rule
        assert not set(rule) & set("┓┐┏┌")
