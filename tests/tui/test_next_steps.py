"""The line at the bottom names what one would do next."""

from __future__ import annotations

from pathlib import Path

from textual.pilot import Pilot

from mnist_lab.domain.comparison.marks import NO_MARKS
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.charts.loss_chart import LossChart
from mnist_lab.tui.runs.run_page import RunPage
from mnist_lab.tui.runs.screen import RunsScreen
from mnist_lab.tui.widgets.key_bar import KeyBar
from mnist_lab_store.run_store import RunStore
from support.compare_examples import lone, repeats
from support.driven import keys_offered, open_app, until

RUNS = repeats(1, [0.98, 0.981], epochs=5)


def named(app: LabApp) -> list[str]:
    """Return what the line at the bottom names."""
    return [hint.strip() for hint in app.screen.query_one(KeyBar).render().plain.split("   ") if hint.strip()]


async def show_runs(pilot: Pilot[None], app: LabApp) -> None:
    """Go to the table, and wait for its first run."""
    await pilot.press("alt+2")
    await until(pilot, lambda: isinstance(app.screen, RunsScreen) and app.screen.has_lines)


def kept_in(folder: Path) -> Path:
    """Keep the runs in a store there."""
    for run in RUNS:
        RunStore(folder).put(run)
    return folder


async def test_without_runs_the_way_to_the_form_comes_first(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("alt+2")
        await until(pilot, lambda: named(app)[0] == "1 train")
        assert not [hint for hint in named(app) if hint.startswith(("o ", "= ", "V ", ": "))]


async def test_with_nothing_to_compare_the_ways_to_mark_come_first(tmp_path: Path) -> None:
    async with open_app(kept_in(tmp_path)) as (pilot, app):
        await pilot.press("alt+3")
        await until(pilot, lambda: named(app)[:2] == ["2 runs", "4 labs"])
        await show_runs(pilot, app)
        app.views.mark(lone(RUNS[0]))
        await pilot.press("alt+3")
        await until(pilot, lambda: named(app)[0] == "2 runs")
        app.views.mark(NO_MARKS)
        await until(pilot, lambda: named(app)[:2] == ["2 runs", "4 labs"])


async def test_in_the_chart_of_runs_its_keys_come_before_those_of_the_table(tmp_path: Path) -> None:
    async with open_app(kept_in(tmp_path)) as (pilot, app):
        await show_runs(pilot, app)
        await until(pilot, lambda: app.screen.query_one(LossChart).run is not None)
        await pilot.press("tab")
        await until(pilot, lambda: {"f full screen", "m accuracy", "y log"} <= {*named(app)})


async def test_both_keys_that_leave_the_full_screen_of_a_comparison_are_named_together(tmp_path: Path) -> None:
    async with open_app(kept_in(tmp_path)) as (pilot, app):
        await show_runs(pilot, app)
        await pilot.press("A", "d")
        await until(pilot, lambda: app.current_mode == "compare" and "compare.full_screen" in keys_offered(app))
        await pilot.press("f")
        await until(pilot, lambda: named(app)[0] == "f esc all panes")
        await pilot.press("plus", "plus")
        await until(pilot, lambda: "- zoom out" in named(app))


async def test_the_page_of_a_run_names_how_to_read_on(tmp_path: Path) -> None:
    async with open_app(kept_in(tmp_path)) as (pilot, app):
        await show_runs(pilot, app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RunPage))
        await until(pilot, lambda: "pgdn pgup read on" in named(app))
