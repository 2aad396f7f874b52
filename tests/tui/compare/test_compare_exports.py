"""Writing, copying and printing a comparison."""

from __future__ import annotations

import json
import shlex
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

from textual.pilot import Pilot

from mnist_lab.domain.comparison.comparison import STILL_COMPUTED
from mnist_lab.domain.comparison.marks import NO_MARKS, Marks
from mnist_lab.domain.exports.content import COMPARISON_FORMS, Form
from mnist_lab.domain.tables.columns import columns_by_key
from mnist_lab.domain.tables.metrics import METRICS, USUAL
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.compare.screen import CompareScreen
from mnist_lab.tui.controllers.exports import COPIED_TABLE
from mnist_lab.tui.dialogs.command_dialog import CommandDialog
from mnist_lab.tui.dialogs.line_field import LineField
from mnist_lab.tui.dialogs.note_field import NoteField
from mnist_lab.tui.dialogs.write_dialog import WriteDialog
from mnist_lab.tui.state.export_messages import CommandRequested
from mnist_lab.tui.state.view_messages import MarksChangeRequested
from mnist_lab_store.run_store import RunStore
from support.compare_examples import groups, lone, repeats
from support.driven import errors, notices, open_app, shown_text, until

BASE = repeats(1, [0.98, 0.981, 0.979], epochs=5)
OTHER = repeats(11, [0.97, 0.971, 0.969], epochs=5, units=64)


async def compare(pilot: Pilot[None], app: LabApp, marks: Marks) -> CompareScreen:
    """Mark runs that are in the store, and go to their comparison."""
    await until(pilot, lambda: len(app.model.registry.summaries) == len(BASE) + len(OTHER))
    app.post_message(MarksChangeRequested(marks))
    await pilot.press("alt+3")
    await until(pilot, lambda: isinstance(app.screen, CompareScreen) and app.screen.is_mounted)
    screen = app.screen
    assert isinstance(screen, CompareScreen)
    await until(pilot, lambda: screen.comparison is not None and screen.comparison.has_evidence)
    return screen


def fill(folder: Path) -> Path:
    for run in (*BASE, *OTHER):
        RunStore(folder / "store").put(run)
    return folder / "store"


async def test_a_comparison_is_written_in_every_form(tmp_path: Path) -> None:
    async with open_app(fill(tmp_path)) as (pilot, app):
        screen = await compare(pilot, app, groups(BASE, OTHER))
        for form, _ in COMPARISON_FORMS:
            await pilot.press("w")
            await until(pilot, lambda: isinstance(app.screen, WriteDialog) and app.screen.is_mounted)
            field = app.screen.query_one(LineField)
            while not field.value.endswith(f"compare.{form}"):
                await pilot.press("down")
                await pilot.pause()
            field.value = str(tmp_path / f"compare.{form}")
            await pilot.press("enter")
            await until(pilot, (tmp_path / f"compare.{form}").exists)
            await until(pilot, lambda: app.screen is screen)
        assert ET.fromstring((tmp_path / f"compare.{Form.SVG}").read_text()).tag.endswith("svg")
        assert json.loads((tmp_path / "compare.json").read_text())["a"]["label"]
        assert r"\toprule" in (tmp_path / "compare.tex").read_text()
        assert (tmp_path / "compare.curves.csv").read_text().startswith("letter,title,epoch")
        assert errors(app) == []
        await pilot.press("Y")
        await until(pilot, (tmp_path / "store" / COPIED_TABLE).exists)
        assert len((tmp_path / "store" / COPIED_TABLE).read_text().splitlines()) == 3


async def test_the_command_of_a_comparison_is_shown(tmp_path: Path) -> None:
    async with open_app(fill(tmp_path)) as (pilot, app):
        await compare(pilot, app, groups(BASE, OTHER))
        await pilot.press("colon")
        await until(pilot, lambda: isinstance(app.screen, CommandDialog) and app.screen.is_mounted)
        words = shlex.split(app.screen.query_one(NoteField).text)
        assert words[:2] == ["mnist-lab", "compare"]
        assert {words[2], words[3]} & {run.id for run in BASE}
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, CompareScreen))


async def test_another_figure_is_in_heading_command_and_files(tmp_path: Path) -> None:
    async with open_app(fill(tmp_path)) as (pilot, app):
        screen = await compare(pilot, app, groups(BASE, OTHER))
        seen = []
        for _ in range(4):
            metric = screen.comparison.metric if screen.comparison is not None else None
            assert metric is not None
            seen.append(metric.key)
            heading = columns_by_key()[metric.key].heading
            await until(pilot, lambda heading=heading: heading in shown_text(app))  # type: ignore[misc]
            await pilot.press("M")
            await until(pilot, lambda before=metric: screen.comparison.metric is not before)  # type: ignore[misc]
            await pilot.pause()
        assert seen == ["test_accuracy", "val_accuracy", "val_loss", "clean_gap"]
        assert screen.comparison is not None
        assert screen.comparison.metric is USUAL
        await pilot.press("M")
        await until(pilot, lambda: "--metric" in (screen.command_here or CommandRequested(())).words)  # type: ignore[union-attr]
        content = screen.content_here
        assert content is not None
        assert "val_accuracy_sd" in content.text(Form.CSV, ())
        assert METRICS["val_accuracy"].heading in content.text(Form.MARKDOWN, ())


async def test_nothing_is_written_before_the_evidence_is_computed(tmp_path: Path) -> None:
    async with open_app(fill(tmp_path)) as (pilot, app):
        screen = await compare(pilot, app, groups(BASE, OTHER))
        assert screen.comparison is not None
        app.comparisons.publish(replace(screen.comparison, pairs=(), has_evidence=False))
        await until(pilot, lambda: screen.comparison is not None and not screen.comparison.has_evidence)
        assert screen.content_here is None
        await pilot.press("w")
        await until(pilot, lambda: STILL_COMPUTED in notices(app))
        assert app.screen is screen


async def test_one_side_alone_has_no_command(tmp_path: Path) -> None:
    async with open_app(fill(tmp_path)) as (pilot, app):
        await compare(pilot, app, lone(BASE[0]))
        await pilot.press("colon")
        await until(pilot, lambda: any("two sides" in each for each in notices(app)))


async def test_without_marks_there_is_nothing_to_write(tmp_path: Path) -> None:
    async with open_app(fill(tmp_path)) as (pilot, app):
        app.post_message(MarksChangeRequested(NO_MARKS))
        await pilot.press("alt+3")
        await until(pilot, lambda: isinstance(app.screen, CompareScreen) and app.screen.is_mounted)
        await pilot.press("w")
        await until(pilot, lambda: any("Nothing is marked" in each for each in notices(app)))
