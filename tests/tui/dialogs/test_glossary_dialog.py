"""F1 explains what it is pressed on, and the glossary is searched by typing."""

from __future__ import annotations

from pathlib import Path

import pytest

from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.tables.columns import columns_of
from mnist_lab.tui.charts.loss_chart import LossChart
from mnist_lab.tui.dialogs.glossary_dialog import GlossaryDialog
from mnist_lab.tui.dialogs.verdict_dialog import VerdictDialog
from mnist_lab.tui.runs.run_table import RunTable
from mnist_lab_store.run_store import RunStore
from support.driven import open_app, open_lab, open_lab_list, open_sweeps, shown_text, state_of, until
from support.fakes import a_history
from support.pictures import kept_runs
from support.run_examples import a_run


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Return the folder of a store with some runs."""
    runs = RunStore(tmp_path)
    for run in kept_runs():
        runs.put(run)
    return tmp_path


@pytest.mark.parametrize("key", ["loss", "clean_gap", "units"])
async def test_f1_explains_the_column_under_the_cursor(store: Path, key: str) -> None:
    async with open_app(store) as (pilot, app):
        await pilot.press("alt+2")
        table = app.screen.query_one(RunTable)
        await until(pilot, lambda: table.row_count == 3)
        await pilot.press("equals_sign")  # settings in which all runs are alike
        await until(pilot, lambda: key in [column.key for column in table.painter.columns])
        columns = [column.key for column in table.painter.columns]
        await pilot.press(*["right"] * columns.index(key), "f1")
        explanation = next(column.explanation for column in columns_of() if column.key == key)
        beginning = " ".join(explanation.split()[:6])
        await until(pilot, lambda: beginning in shown_text(app))
        await pilot.press("f1")
        assert not isinstance(app.screen, GlossaryDialog)


async def test_f1_on_a_verdict_opens_the_glossary_at_its_label(store: Path) -> None:
    async with open_app(store, size=(80, 24)) as (pilot, app):
        await pilot.press("alt+2")
        table = app.screen.query_one(RunTable)
        await until(pilot, lambda: table.row_count == 3)
        label = table.lines.at(0).summary.label
        await pilot.press("right", "f1")
        await until(pilot, lambda: f"▸ {label}" in shown_text(app))


async def test_f1_on_a_course_opens_the_glossary_at_its_word(tmp_path: Path) -> None:
    jumping = a_run(a_history((0.3, 0.2, 0.3, 0.2, 0.3, 0.2)))
    RunStore(tmp_path).put(jumping)
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("alt+2")
        table = app.screen.query_one(RunTable)
        await until(pilot, lambda: table.row_count == 1)
        columns = [column.key for column in table.painter.columns]
        await pilot.press(*["right"] * columns.index("course"), "f1")
        await until(pilot, lambda: "▸ unstable" in shown_text(app))


async def test_f1_in_the_verdict_opens_the_glossary_over_it(store: Path) -> None:
    async with open_app(store, size=(80, 24)) as (pilot, app):
        await pilot.press("alt+2")
        await until(pilot, lambda: getattr(app.screen, "run_shown", None) is not None)
        label = app.screen.query_one(RunTable).lines.at(0).summary.label
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, VerdictDialog))
        await pilot.press("f1")
        await until(pilot, lambda: f"▸ {label}" in shown_text(app))
        await pilot.press("escape")
        assert isinstance(app.screen, VerdictDialog)


async def test_f1_on_the_chart_explains_the_verdict_of_its_run(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("f5")
        await until(pilot, lambda: state_of(app) is RunState.FINISHED)
        app.screen.query_one(LossChart).focus()
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen, GlossaryDialog) and "▸ " in shown_text(app))


@pytest.mark.parametrize(
    ("go", "keys", "term"),
    [
        (open_lab_list, [], "lab"),
        (open_lab_list, ["end"], "grid"),
        (open_lab, [], "baseline of a lab"),
        (open_lab, ["down"], "variation"),
        (open_sweeps, [], "sweep"),
    ],
)
async def test_f1_in_labs_and_sweeps_explains_what_is_under_the_cursor(
    tmp_path: Path, go: object, keys: list[str], term: str
) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await go(pilot, app)  # type: ignore[operator]
        await pilot.press(*keys)
        await until(pilot, lambda: getattr(app.screen, "term_here", "") == term)
        await pilot.press("f1")
        await until(pilot, lambda: f"▸ {term}  " in shown_text(app))


async def test_typing_searches_the_glossary(tmp_path: Path) -> None:
    async with open_app(tmp_path, size=(80, 24)) as (pilot, app):
        await pilot.press("alt+4", "f1")
        sheet = app.screen.query_one(".dialog").region
        await pilot.press(*"no evid")
        await until(pilot, lambda: "± sd" not in shown_text(app) and "no evidence" in shown_text(app))
        await pilot.press(*"xyz")
        await until(pilot, lambda: "No word matches." in shown_text(app))
        assert app.screen.query_one(".dialog").region == sheet
