"""Saved views in the app: saved, found, shown, renamed and deleted by keyboard, and undone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from mnist_lab.domain.tables.columns import SortKey
from mnist_lab.domain.views.table_view import USUAL_VIEW, TableView
from mnist_lab.domain.views.view_document import view_document
from mnist_lab.domain.views.view_words import format_view
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.controllers.view_memory import VIEW, VIEWS
from mnist_lab.tui.dialogs.action_dialog import ActionDialog
from mnist_lab.tui.dialogs.edit_text_dialog import LineScreen
from mnist_lab.tui.runs.screen import RunsScreen
from mnist_lab.tui.runs.views_dialog import ViewsDialog, entries_of
from mnist_lab.tui.state.view_state import ViewState
from mnist_lab_store.run_store import RunStore
from support.driven import notices, open_app, shown_text, until
from support.store_examples import example_run

SORTED = TableView(sort=(SortKey("val_loss"),))
NARROW = TableView(filter="dropout=0", grouped_by=())
SAVED = {"best of wide nets": SORTED, "Narrow": NARROW}


@asynccontextmanager
async def open_runs(folder: Path, size: tuple[int, int] = (120, 36)) -> AsyncIterator[tuple[Pilot[None], LabApp]]:
    """Open the app on a run and two saved views, in Runs."""
    store = RunStore(folder)
    store.put(example_run(1))
    store.preferences.remember(VIEWS, {name: view_document(view) for name, view in SAVED.items()})
    async with open_app(folder, size=size) as (pilot, app):
        await pilot.press("alt+2")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen) and bool(app.view_states.value.saved))
        yield pilot, app


async def open_dialog(pilot: Pilot[None], app: LabApp) -> ViewsDialog:
    await pilot.press("V")
    await until(pilot, lambda: isinstance(app.screen, ViewsDialog) and app.screen.choices.option_count > 0)
    assert isinstance(app.screen, ViewsDialog)
    return app.screen


def view(app: LabApp) -> TableView:
    return app.view_states.value.view


def saved(app: LabApp) -> dict[str, TableView]:
    return dict(app.view_states.value.saved)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_saved_views_are_listed_by_name_with_what_they_show(tmp_path: Path, size: tuple[int, int]) -> None:
    async with open_runs(tmp_path, size) as (pilot, app):
        await open_dialog(pilot, app)
        await pilot.pause()
        lines = [line for line in shown_text(app).splitlines() if "sorted by val loss" in line or "dropout=0" in line]
        assert ["best of wide nets" in line for line in lines] == [True, False]
        assert "repeats grouped" in lines[1]


async def test_enter_shows_the_view_found_by_typing_and_undo_leaves_it(tmp_path: Path) -> None:
    async with open_runs(tmp_path) as (pilot, app):
        await open_dialog(pilot, app)
        await pilot.press(*"drop", "enter")
        await until(pilot, lambda: view(app) == NARROW)
        assert isinstance(app.screen, RunsScreen)
        await pilot.press("z")
        await until(pilot, lambda: view(app) == USUAL_VIEW)
        assert "Narrow" in notices(app)[-1]
        await pilot.press("Z")
        await until(pilot, lambda: view(app) == NARROW)


async def test_a_new_name_saves_the_view(tmp_path: Path) -> None:
    async with open_runs(tmp_path) as (pilot, app):
        dialog = await open_dialog(pilot, app)
        await pilot.press(*"mine")
        assert [entry.saves for entry in entries_of(app.view_states.value, "mine")] == [True]
        await pilot.press("enter")
        await until(pilot, lambda: "mine" in saved(app))
        assert saved(app) == {**SAVED, "mine": USUAL_VIEW}
        assert dialog is not app.screen
        await pilot.press("z")
        await until(pilot, lambda: saved(app) == SAVED)


async def test_a_view_is_renamed_and_deleted_and_both_are_undone(tmp_path: Path) -> None:
    async with open_runs(tmp_path) as (pilot, app):
        dialog = await open_dialog(pilot, app)
        await pilot.press("down", "f2")
        await until(pilot, lambda: isinstance(app.screen, LineScreen))
        await pilot.press("end", "2", "enter")
        await until(pilot, lambda: "Narrow2" in saved(app))
        assert app.screen is dialog
        await pilot.press("delete")
        await until(pilot, lambda: "Narrow2" not in saved(app))
        assert list(saved(app)) == ["best of wide nets"]
        await pilot.press("escape", "z", "z")
        await until(pilot, lambda: saved(app) == SAVED)
    assert RunStore(tmp_path).preferences.recall(VIEWS).keys() == SAVED.keys()


async def test_delete_before_typed_text_deletes_a_character(tmp_path: Path) -> None:
    async with open_runs(tmp_path) as (pilot, app):
        await open_dialog(pilot, app)
        await pilot.press(*"best", "home", "delete")
        await pilot.pause()
        assert app.screen.query_one("SearchField").value == "est"  # type: ignore[attr-defined]
        assert saved(app) == SAVED


async def test_views_that_another_app_saved_are_listed(tmp_path: Path) -> None:
    async with open_runs(tmp_path) as (pilot, app):
        RunStore(tmp_path).preferences.change(VIEWS, lambda views: {**views, "theirs": view_document(SORTED)})
        await open_dialog(pilot, app)
        await until(pilot, lambda: "theirs" in saved(app) and "theirs" in shown_text(app))


async def test_saved_views_are_among_the_actions_of_every_mode(tmp_path: Path) -> None:
    async with open_runs(tmp_path) as (pilot, app):
        await pilot.press("alt+1", "ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, ActionDialog))
        await pilot.press(*"view best wide", "enter")
        await until(pilot, lambda: view(app) == SORTED)
        assert isinstance(app.screen, RunsScreen)


async def test_the_view_is_back_at_the_next_start_even_if_it_was_changed_a_moment_before_the_end(
    tmp_path: Path,
) -> None:
    async with open_runs(tmp_path) as (pilot, app):
        await open_dialog(pilot, app)
        await pilot.press(*"drop", "enter")
        await until(pilot, lambda: view(app) == NARROW)
    assert RunStore(tmp_path).preferences.recall(VIEW) == view_document(NARROW)
    async with open_app(tmp_path) as (pilot, app):
        await until(pilot, lambda: view(app) == NARROW)
        assert not app.state.can_undo


async def test_without_saved_views_the_dialog_says_how_to_save_one(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("alt+2")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen))
        dialog = await open_dialog(pilot, app)
        assert format_view(USUAL_VIEW) in " ".join(shown_text(app).split())
        await pilot.press("enter", "delete", "f2")
        await pilot.pause()
        assert app.screen is dialog


def test_a_name_in_use_saves_the_view_in_its_place_unless_it_is_the_same() -> None:
    state = ViewState(SORTED, saved=SAVED)
    assert [(entry.name, entry.saves) for entry in entries_of(state, "Narrow")] == [("Narrow", False), ("Narrow", True)]
    assert [entry.saves for entry in entries_of(state, "best of wide nets")] == [False]
    assert [entry.name for entry in entries_of(state, "")] == ["best of wide nets", "Narrow"]


async def test_edits_and_views_are_undone_in_the_order_in_which_they_were_made(tmp_path: Path) -> None:
    for number in (2, 3):
        RunStore(tmp_path).put(example_run(number))
    async with open_runs(tmp_path) as (pilot, app):
        await until(pilot, lambda: len(app.model.registry.summaries) == 3)
        await pilot.press("space")
        await until(pilot, lambda: len(app.view_states.value.marks.marks) == 1)
        marks = app.view_states.value.marks
        await pilot.press("D")
        await until(pilot, lambda: not app.view_states.value.marks.marks)
        await pilot.press("o")
        await until(pilot, lambda: view(app).is_grouped)
        await pilot.press("z")
        await until(pilot, lambda: not view(app).is_grouped)
        assert len(app.model.registry.summaries) == 2
        await pilot.press("z")
        await until(pilot, lambda: len(app.model.registry.summaries) == 3)
        await until(pilot, lambda: app.view_states.value.marks == marks)
        await pilot.press("Z", "Z")
        await until(pilot, lambda: view(app).is_grouped and len(app.model.registry.summaries) == 2)
