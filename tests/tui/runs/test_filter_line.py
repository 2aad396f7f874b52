"""Filtering the runs while typing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from textual.events import Key
from textual.pilot import Pilot

from mnist_lab.domain.runs.run import Run
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.runs.completion_list import CompletionList
from mnist_lab.tui.runs.count_line import CountLine
from mnist_lab.tui.runs.filter_field import FilterField
from mnist_lab.tui.runs.filter_line import FilterLine
from mnist_lab.tui.runs.run_table import RunTable
from mnist_lab.tui.runs.screen import RunsScreen
from mnist_lab_store.run_store import RunStore
from support.driven import keys_offered, notices, open_app, shown_text, until
from support.store_examples import example_run

TAGS = {1: ("lab3",), 2: ("lab3", "wide"), 3: ()}


def runs() -> list[Run]:
    """Three runs, of which two have a tag."""
    return [example_run(number, name=f"number {number}", tags=tags) for number, tags in TAGS.items()]


@asynccontextmanager
async def open_runs(folder: Path, size: tuple[int, int] = (80, 24)) -> AsyncIterator[tuple[Pilot[None], LabApp]]:
    for run in runs():
        RunStore(folder).put(run)
    async with open_app(folder, size=size) as (pilot, app):
        await pilot.press("alt+2")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen) and table(app).row_count == len(TAGS))
        yield pilot, app


def table(app: LabApp) -> RunTable:
    return app.screen.query_one(RunTable)


def field(app: LabApp) -> FilterField:
    return app.screen.query_one(FilterField)


def completions(app: LabApp) -> list[str]:
    found = app.screen.query_one(CompletionList)
    return [each.text for each in found.completions] if found.display else []


def kept_filter(app: LabApp) -> str:
    return app.view_states.value.view.filter


async def type_text(pilot: Pilot[None], text: str) -> None:
    names = {":": "colon", "<": "less_than_sign", ">": "greater_than_sign", "=": "equals_sign", " ": "space"}
    await pilot.press(*(names.get(letter, letter) for letter in text))


async def open_filter(pilot: Pilot[None], app: LabApp, text: str = "") -> None:
    await pilot.press("slash")
    await until(pilot, lambda: field(app).has_focus)
    await type_text(pilot, text)


async def test_the_runs_are_filtered_while_a_filter_is_typed_and_nothing_is_kept_yet(tmp_path: Path) -> None:
    async with open_runs(tmp_path) as (pilot, app):
        top = table(app).region.y
        await open_filter(pilot, app, "tag:lab")
        await until(pilot, lambda: table(app).row_count == 2)
        assert "2 of 3 runs" in shown_text(app)
        assert table(app).region.y == top
        assert "filter.take" in keys_offered(app)
        assert "runs.filter" not in keys_offered(app)  # it types
        assert kept_filter(app) == ""


async def test_letters_typed_behind_a_key_that_deletes_stay(tmp_path: Path) -> None:
    async with open_runs(tmp_path) as (pilot, app):
        await open_filter(pilot, app, "tag")
        for key, character in (("ctrl+u", "\x15"), *((each, each) for each in "name")):
            app.post_message(Key(key, character))  # a burst, without the wait of a pilot between the keys
        await until(pilot, lambda: field(app).value.endswith("e"))
        assert field(app).value == "name"


async def test_enter_keeps_the_filter_and_gives_the_keys_to_the_table(tmp_path: Path) -> None:
    async with open_runs(tmp_path) as (pilot, app):
        await open_filter(pilot, app, "tag:wide")
        await pilot.press("enter")
        await until(pilot, lambda: table(app).has_focus and kept_filter(app) == "tag:wide")
        assert table(app).row_count == 1
        assert app.screen.query_one(CountLine).parts[0].words == "1 of 3 runs"
        assert not app.screen.query_one(FilterLine).display


async def test_a_half_typed_filter_leaves_the_runs_and_a_wrong_word_is_named_and_stays(tmp_path: Path) -> None:
    async with open_runs(tmp_path) as (pilot, app):
        await open_filter(pilot, app, "tag:lab val_loss<")
        await until(pilot, lambda: table(app).row_count == 2 and field(app).problem is not None)
        assert field(app).problem.is_half_typed  # type: ignore[union-attr]
        await type_text(pilot, "x")
        await until(pilot, lambda: field(app).problem is not None and not field(app).problem.is_half_typed)
        assert field(app).value[field(app).problem.start : field(app).problem.end] == "val_loss<x"  # type: ignore[union-attr]
        assert "not “x”" in shown_text(app)
        await pilot.press("enter")
        await pilot.pause()
        assert field(app).has_focus
        assert kept_filter(app) == ""
        assert table(app).row_count == 2


async def test_escape_goes_back_to_the_filter_before_and_on_the_table_clears_it(tmp_path: Path) -> None:
    async with open_runs(tmp_path) as (pilot, app):
        await open_filter(pilot, app, "tag:wide")
        await pilot.press("enter")
        await until(pilot, lambda: table(app).has_focus and table(app).row_count == 1)
        await open_filter(pilot, app, " | tag:lab3")
        await until(pilot, lambda: table(app).row_count == 2)
        await pilot.press("escape")
        await until(pilot, lambda: table(app).has_focus and table(app).row_count == 1)
        assert kept_filter(app) == "tag:wide"
        await pilot.press("escape")
        await until(pilot, lambda: table(app).row_count == len(TAGS))
        assert kept_filter(app) == ""


async def test_fields_and_the_values_of_the_kept_runs_are_completed(tmp_path: Path) -> None:
    async with open_runs(tmp_path) as (pilot, app):
        await open_filter(pilot, app, "ta")
        await until(pilot, lambda: completions(app)[:1] == ["tags"])
        await pilot.press("tab")
        await until(pilot, lambda: field(app).value == "tags" and completions(app) == [])
        await type_text(pilot, ":")
        await until(pilot, lambda: completions(app) == ["lab3", "wide"])
        await pilot.press("down", "enter")
        await until(pilot, lambda: field(app).value == "tags:wide")
        assert field(app).has_focus
        await until(pilot, lambda: table(app).row_count == 1)
        await pilot.press("enter")
        await until(pilot, lambda: kept_filter(app) == "tags:wide")


async def test_right_at_the_end_takes_a_completion_and_a_click_too(tmp_path: Path) -> None:
    async with open_runs(tmp_path) as (pilot, app):
        await open_filter(pilot, app, "ta")
        await until(pilot, lambda: completions(app) != [])
        await pilot.press("right")
        await until(pilot, lambda: field(app).value == "tags")
        await type_text(pilot, "=")
        await until(pilot, lambda: completions(app) == ["lab3", "wide"])
        await pilot.click(CompletionList, offset=(2, 1))
        await until(pilot, lambda: field(app).value == "tags=wide")
        assert field(app).has_focus


async def test_down_lists_the_fields_when_nothing_is_typed(tmp_path: Path) -> None:
    async with open_runs(tmp_path) as (pilot, app):
        await open_filter(pilot, app)
        assert completions(app) == []
        await pilot.press("down")
        await until(pilot, lambda: "val_loss" in completions(app))


async def test_up_brings_back_earlier_filters_and_down_what_was_typed(tmp_path: Path) -> None:
    async with open_runs(tmp_path) as (pilot, app):
        for text in ("tag:wide", "tag:lab3"):
            await open_filter(pilot, app)
            await pilot.press("ctrl+u")
            await type_text(pilot, text)
            await pilot.press("enter")
            await until(pilot, lambda text=text: kept_filter(app) == text)  # type: ignore[misc]
        await pilot.press("escape")
        await until(pilot, lambda: kept_filter(app) == "")
        await open_filter(pilot, app, "x")
        await pilot.press("up")
        await until(pilot, lambda: field(app).value == "tag:lab3" and table(app).row_count == 2)
        await pilot.press("up")
        await until(pilot, lambda: field(app).value == "tag:wide" and table(app).row_count == 1)
        await pilot.press("down", "down")
        await until(pilot, lambda: field(app).value == "x")


async def test_a_word_that_begins_a_field_is_searched_once_it_is_kept(tmp_path: Path) -> None:
    async with open_runs(tmp_path) as (pilot, app):
        await open_filter(pilot, app, "nu")
        await pilot.press("enter")
        await until(pilot, lambda: kept_filter(app) == "nu")
        await open_filter(pilot, app, "mber 2 na")
        await pilot.press("enter")
        await until(pilot, lambda: kept_filter(app) == 'number 2 "na"')
        assert table(app).row_count == 0


async def test_a_click_elsewhere_keeps_what_is_typed(tmp_path: Path) -> None:
    async with open_runs(tmp_path) as (pilot, app):
        await pilot.click("#count")
        await until(pilot, lambda: field(app).has_focus)
        await type_text(pilot, "tag:lab3")
        await until(pilot, lambda: table(app).row_count == 2)
        await pilot.click(RunTable, offset=(10, 1))
        await until(pilot, lambda: table(app).has_focus and kept_filter(app) == "tag:lab3")
        assert not app.screen.query_one(FilterLine).display


async def test_without_runs_the_key_says_that_there_is_nothing_to_filter(tmp_path: Path) -> None:
    async with open_app(tmp_path, size=(80, 24)) as (pilot, app):
        await pilot.press("alt+2")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen))
        await pilot.press("slash")
        await until(pilot, lambda: any("no runs to filter" in each for each in notices(app)))
