"""Writing, copying and printing what the table shows."""

from __future__ import annotations

import csv
import io
import json
import shlex
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from mnist_lab.domain.exports.content import Form
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.views.table_view import TableView
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.controllers.exports import COPIED_TABLE, COPIED_TEXT
from mnist_lab.tui.dialogs.command_dialog import CommandDialog
from mnist_lab.tui.dialogs.line_field import LineField
from mnist_lab.tui.dialogs.note_field import NoteField
from mnist_lab.tui.dialogs.replace_dialog import ReplaceDialog
from mnist_lab.tui.dialogs.write_dialog import WriteDialog
from mnist_lab.tui.runs.run_table import RunTable
from mnist_lab.tui.runs.screen import RunsScreen
from mnist_lab.tui.state.export_messages import CopyTextRequested
from mnist_lab.tui.state.view_messages import ViewChangeRequested
from mnist_lab.tui.terminal.terminal_app import MOST_TO_CLIPBOARD
from mnist_lab_store.run_store import RunStore
from support.driven import errors, notices, open_app, until
from support.store_examples import example_run

RUNS = (
    example_run(1, epochs=6, spec=RunSpec(seed=1)),
    example_run(2, epochs=6, spec=RunSpec(seed=2)),
    example_run(3, epochs=6, spec=RunSpec(units=64), name="=narrow & co"),
)


async def open_table(pilot: Pilot[None], app: LabApp, view: TableView | None = None) -> RunTable:
    await pilot.press("alt+2")
    await until(pilot, lambda: isinstance(app.screen, RunsScreen) and len(app.model.registry.summaries) == len(RUNS))
    if view is not None:
        app.post_message(ViewChangeRequested(view, "for the test"))
    screen = app.screen
    assert isinstance(screen, RunsScreen)
    await until(pilot, lambda: bool(screen.table.row_count) and screen.run_read is not None)
    return screen.table


async def open_write(pilot: Pilot[None], app: LabApp, path: Path, form: Form = Form.CSV) -> None:
    """Open the dialog, choose the form, and type the path of the file without its ending."""
    await pilot.press("w")
    await until(pilot, lambda: isinstance(app.screen, WriteDialog) and app.screen.is_mounted)
    dialog = app.screen
    assert isinstance(dialog, WriteDialog)
    forms = [each for each, _ in dialog.forms]
    await pilot.press(*["down"] * forms.index(form))
    field = dialog.query_one(LineField)
    await until(pilot, lambda: field.value.endswith(f".{form}"))
    field.value = f"{path}.{form}"
    await pilot.press("enter")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for run in RUNS:
        RunStore(tmp_path / "store").put(run)
    return tmp_path


async def test_the_table_is_written_in_every_form(folder: Path) -> None:
    async with open_app(folder / "store") as (pilot, app):
        await open_table(pilot, app)
        for form in (Form.CSV, Form.JSON, Form.MARKDOWN, Form.LATEX, Form.SVG):
            await open_write(pilot, app, folder / "out" / "runs", form)
            await until(pilot, lambda form=form: (folder / "out" / f"runs.{form}").exists())  # type: ignore[misc]
            await until(pilot, lambda: isinstance(app.screen, RunsScreen))
        texts = {path.suffix: path.read_bytes().decode() for path in (folder / "out").iterdir()}
        rows = list(csv.DictReader(io.StringIO(texts[".csv"], newline="")))
        assert [row["name"] for row in rows] == ["'=narrow & co", "baseline", "baseline"]
        assert [each["id"] for each in json.loads(texts[".json"])] == [run.id for run in reversed(RUNS)]
        assert r"=narrow \& co" in texts[".tex"]
        assert r"\toprule" in texts[".tex"]
        assert texts[".md"].startswith("| name |")
        assert ET.fromstring(texts[".svg"]).tag.endswith("svg")
        assert app.exports.folder == str(folder / "out")
        assert errors(app) == []


async def test_groups_are_written_with_mean_and_deviation(folder: Path) -> None:
    async with open_app(folder / "store") as (pilot, app):
        await open_table(pilot, app, TableView(grouped_by=()))
        await until(pilot, lambda: app.screen.query_one(RunTable).row_count == 2)
        await open_write(pilot, app, folder / "groups", Form.LATEX)
        await until(pilot, (folder / "groups.tex").exists)
        text = (folder / "groups.tex").read_text()
        assert r"$\pm$" in text
        assert "(2 runs)" in text
        assert "…" not in text, "verdicts that take epochs are in the file"


async def test_a_file_that_exists_is_replaced_only_after_a_question(folder: Path) -> None:
    path = folder / "mine.csv"
    path.write_text("mine")
    async with open_app(folder / "store") as (pilot, app):
        await open_table(pilot, app)
        await open_write(pilot, app, folder / "mine")
        await until(pilot, lambda: isinstance(app.screen, ReplaceDialog))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen))
        assert path.read_text() == "mine"
        await open_write(pilot, app, folder / "mine")
        await until(pilot, lambda: isinstance(app.screen, ReplaceDialog))
        await pilot.press("y")
        await until(pilot, lambda: path.read_text() != "mine")


async def test_the_row_or_the_marked_ones_are_copied_with_headings(folder: Path) -> None:
    copied = folder / "store" / COPIED_TABLE
    async with open_app(folder / "store") as (pilot, app):
        await open_table(pilot, app)
        await pilot.press("Y")
        await until(pilot, lambda: any(str(copied) in each and "may have" in each for each in notices(app)))
        heading, row = copied.read_text().splitlines()
        assert heading.split("\t")[0] == "name"
        assert row.split("\t")[0] == RUNS[2].title
        assert app.clipboard == copied.read_text()
        await pilot.press("g", "j", "space", "j", "space", "Y")
        await until(pilot, lambda: len(copied.read_text().splitlines()) == 3)
        assert {line.split("\t")[0] for line in copied.read_text().splitlines()[1:]} == {"baseline"}


@pytest.mark.parametrize(("terminal", "length"), [("linux", 10), ("xterm-256color", MOST_TO_CLIPBOARD + 1)])
async def test_what_no_clipboard_takes_is_in_the_file_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch, terminal: str, length: int
) -> None:
    monkeypatch.setenv("TERM", terminal)
    async with open_app(folder / "store") as (pilot, app):
        app.post_message(CopyTextRequested("x" * length))
        copied = folder / "store" / COPIED_TEXT
        await until(pilot, lambda: any(str(copied) in each for each in notices(app)))
        assert len(copied.read_text()) == length
        assert not any("terminal may" in each for each in notices(app))
        assert app.clipboard == ""


async def test_the_command_of_the_view_is_shown_copied_and_edited(folder: Path) -> None:
    async with open_app(folder / "store") as (pilot, app):
        await open_table(pilot, app, TableView(filter="units=518", grouped_by=()))
        await pilot.press("colon")
        await until(pilot, lambda: isinstance(app.screen, CommandDialog) and app.screen.is_mounted)
        dialog = app.screen
        field = dialog.query_one(NoteField)
        assert shlex.split(field.text) == ["mnist-lab", "runs", "--filter", "units=518", "--group"]
        await pilot.press("Y")
        await until(pilot, (folder / "store" / COPIED_TEXT).exists)
        assert (folder / "store" / COPIED_TEXT).read_text() == field.text
        await pilot.press("enter", *" --sort nowhere", "enter")
        facts = dialog.query_one(".facts", Static)
        await until(pilot, lambda: "nowhere" in str(facts.render()))
        field.text = "mnist-lab runs --filter units=64 --sort=-val_loss"
        await pilot.press("enter")
        await until(pilot, lambda: app.views.state.view.filter == "units=64")
        assert [key.key for key in app.views.state.view.sort] == ["val_loss"]
        assert not app.views.state.view.is_grouped


@pytest.mark.parametrize("key", ["w", "Y"])
async def test_an_empty_table_has_nothing_to_write_or_copy(tmp_path: Path, key: str) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("alt+2")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen))
        await pilot.press(key)
        await until(pilot, lambda: bool(notices(app)))
        assert isinstance(app.screen, RunsScreen)
        assert errors(app) == []
