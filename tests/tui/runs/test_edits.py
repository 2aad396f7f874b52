"""Kept runs in the app: named, tagged, pinned, moved to the trash, and changed by other processes."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from mnist_lab.domain.runs.edits import MoveToTrash, Rename, Turn
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.controllers.edits import SENTENCES
from mnist_lab.tui.dialogs.edit_text_dialog import LineScreen, NoteScreen
from mnist_lab.tui.runs.empty_table import EmptyTable, TrashLook
from mnist_lab.tui.runs.purge_dialog import PurgeDialog
from mnist_lab.tui.runs.run_table import RunTable
from mnist_lab.tui.runs.screen import RunsScreen
from mnist_lab.tui.runs.trash_dialog import EMPTY, TrashDialog
from mnist_lab.tui.widgets.key_bar import KeyBar
from mnist_lab_store.run_store import RunStore
from support.driven import flat, notices, open_app, shown_text, until
from support.store_examples import Child, example_run

HOSTILE = "[/oops]\x1b]0;evil\x07[bold red]\u202ereversed\x9b31m[link=x]"
SHOWN = "[/oops]]0;evil[bold red]reversed31m[link=x]"

TRAIN = """
store = RunStore(Path(sys.argv[1]))
run = example_run(9, epochs=1, state=RunState.RUNNING, name="elsewhere")
held = store.hold(run.id)
store.put(run)
print("running", flush=True)
sys.stdin.readline()
store.put(run.model_copy(update={"epochs": (*run.epochs, example_epoch(2))}))
print("continued", flush=True)
sys.stdin.readline()
"""


@asynccontextmanager
async def open_table(
    folder: Path, *runs: Run, size: tuple[int, int] = (120, 36)
) -> AsyncIterator[tuple[Pilot[None], LabApp]]:
    """Open the app in its table of these runs, with the cursor on the newest."""
    store = RunStore(folder)
    for run in runs:
        store.put(run)
    async with open_app(folder, size=size) as (pilot, app):
        await pilot.press("alt+2")
        await until(pilot, lambda: table(app).row_count == len(runs))
        yield pilot, app


def table(app: LabApp) -> RunTable:
    return app.screen_stack[0].query_one(RunTable)  # below any window


def title_of(app: LabApp) -> str:
    """Return the title of the dialog."""
    return str(app.screen.query_one(".title", Static).content)


async def shows(pilot: Pilot[None], app: LabApp, text: str) -> None:
    """Wait until the terminal shows the text."""
    await until(pilot, lambda: text in flat(shown_text(app)))


async def test_tags_note_and_name_are_edited_undone_and_redone(tmp_path: Path) -> None:
    run = example_run(name="wide", tags=("lab1",))
    async with open_table(tmp_path, run) as (pilot, app):
        await pilot.press("t")
        await until(pilot, lambda: isinstance(app.screen, LineScreen))
        await pilot.press(*" good", "enter")
        await until(pilot, lambda: set(RunStore(tmp_path).get(run.id).tags) == {"lab1", "good"})
        await until(pilot, lambda: ["good" in notice for notice in notices(app)] == [True])
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, NoteScreen))
        await pilot.press(*"seen", "enter")
        await until(pilot, lambda: RunStore(tmp_path).get(run.id).note == "seen")
        await pilot.press("N")
        await until(pilot, lambda: isinstance(app.screen, LineScreen))
        await pilot.press("ctrl+u", *"narrow", "enter")
        await shows(pilot, app, "▌ narrow")
        for _ in range(3):
            await pilot.press("z")
        await until(pilot, lambda: RunStore(tmp_path).get(run.id) == run)
        await shows(pilot, app, "▌ wide")
        await pilot.press("Z")
        await until(pilot, lambda: "good" in RunStore(tmp_path).get(run.id).tags)


async def test_the_dialog_of_a_note_is_as_high_as_a_few_lines(tmp_path: Path) -> None:
    async with open_table(tmp_path, example_run(name="wide")) as (pilot, app):
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, NoteScreen))
        await until(pilot, lambda: 6 < app.screen.query_one(".dialog").size.height < 14)


async def test_esc_discards_what_was_typed(tmp_path: Path) -> None:
    run = example_run(name="wide")
    async with open_table(tmp_path, run) as (pilot, app):
        await pilot.press("N")
        await until(pilot, lambda: isinstance(app.screen, LineScreen))
        await pilot.press(*"x", "escape", "z")
        await until(pilot, lambda: notices(app) == [SENTENCES[Turn.NOTHING_TO_UNDO]])
        assert RunStore(tmp_path).get(run.id).name == "wide"


async def test_p_pins_the_run_as_the_baseline(tmp_path: Path) -> None:
    pinned, other = example_run(1, name="mine"), example_run(2, name="other")
    async with open_table(tmp_path, pinned, other) as (pilot, app):
        await pilot.press("down", "p")
        await until(pilot, lambda: app.state.baseline is not None and pinned.id in app.state.baseline.run_ids)
        await shows(pilot, app, f"{pinned.name} · 1 *")
        await pilot.press("z")
        await until(pilot, lambda: app.state.baseline is not None and "pinned" not in app.state.baseline.title)
        assert "*" not in shown_text(app)


async def test_d_moves_the_run_to_the_trash_and_z_back_to_its_place(tmp_path: Path) -> None:
    runs = [example_run(number, name=f"run {number}") for number in (1, 2, 3)]
    async with open_table(tmp_path, *runs) as (pilot, app):
        await pilot.press("down", "D")
        await until(pilot, lambda: table(app).row_count == 2)
        assert table(app).cursor_id == runs[0].id
        await pilot.press("z")
        await until(pilot, lambda: table(app).row_count == 3)
        assert table(app).cursor_id == runs[1].id
        undone = SENTENCES[Turn.UNDONE].format(MoveToTrash().undone(runs[1]), redo="Z")
        await until(pilot, lambda: notices(app) == [undone])


async def test_z_leaves_the_cursor_where_the_user_moved_it(tmp_path: Path) -> None:
    runs = [example_run(number, name=f"run {number}") for number in (1, 2, 3)]
    async with open_table(tmp_path, *runs) as (pilot, app):
        await pilot.press("down", "delete")
        await until(pilot, lambda: table(app).row_count == 2)
        await pilot.press("up", "z")
        await until(pilot, lambda: table(app).row_count == 3)
        assert table(app).cursor_id == runs[2].id


async def test_an_empty_table_counts_the_runs_in_the_trash(tmp_path: Path) -> None:
    async with open_table(tmp_path, example_run(1), example_run(2), size=(80, 24)) as (pilot, app):
        await pilot.press("D", "D")
        await shows_trash(pilot, app, TrashLook(2, can_undo=True))
        await pilot.press("z")
        await until(pilot, lambda: table(app).row_count == 1)
        await pilot.press("Z")
        await shows_trash(pilot, app, TrashLook(2, can_undo=True))
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("alt+2")
        await shows_trash(pilot, app, TrashLook(2))
        await pilot.press("u")
        await until(pilot, lambda: isinstance(app.screen, TrashDialog))
        await pilot.press("E", "y", "escape")
        await shows_trash(pilot, app, TrashLook())


async def test_undo_and_redo_are_named_once_there_is_a_step(tmp_path: Path) -> None:
    async with open_table(tmp_path, example_run(1)) as (pilot, app):

        def named() -> set[str]:
            bar = "".join(part.text for part in app.screen_stack[0].query_one(KeyBar).left())
            return {words for words in ("z undo", "Z redo") if words in bar}

        assert named() == set()
        await pilot.press("D")
        await until(pilot, lambda: named() == {"z undo"})
        await pilot.press("z")
        await until(pilot, lambda: table(app).row_count == 1)
        assert not app.state.can_undo
        await pilot.press("p")
        await until(pilot, lambda: app.state.can_undo)
        await pilot.press("z", "z")
        await until(pilot, lambda: notices(app) == ["There is nothing to undo."])
        assert app.state.can_redo


async def test_d_pressed_twice_moves_two_runs_even_if_the_store_is_slow(tmp_path: Path) -> None:
    runs = [example_run(number, name=f"run {number}") for number in (1, 2, 3)]
    async with open_table(tmp_path, *runs) as (pilot, app):
        written = threading.Event()
        app.session.edits._ask(written.wait)  # the writer thread is busy
        await pilot.press("D", "D")
        assert table(app).cursor_id == runs[0].id
        assert RunStore(tmp_path).trash.ids() == ()
        written.set()
        await until(pilot, lambda: set(RunStore(tmp_path).trash.ids()) == {runs[1].id, runs[2].id})
        assert table(app).row_count == 1


async def shows_trash(pilot: Pilot[None], app: LabApp, look: TrashLook) -> None:
    """Wait until the empty table shows this of the trash."""
    await until(pilot, lambda: isinstance(app.screen, RunsScreen) and app.screen.query_one(EmptyTable).trash == look)
    await shows(pilot, app, flat(app.screen.query_one(EmptyTable).render().plain))


async def test_runs_in_the_trash_are_restored_and_purged_after_a_question(tmp_path: Path) -> None:
    runs = [example_run(number, name=f"run {number}") for number in (1, 2, 3)]
    async with open_table(tmp_path, *runs) as (pilot, app):
        await pilot.press("D", "D")
        await until(pilot, lambda: table(app).row_count == 1)
        await pilot.press("u")
        await until(pilot, lambda: isinstance(app.screen, TrashDialog))
        await shows(pilot, app, "Trash: 2 runs")
        await pilot.press("r")
        await shows(pilot, app, "Trash: 1 run")
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, PurgeDialog))
        assert "run 2" in title_of(app)
        await pilot.press("n")
        assert len(RunStore(tmp_path).trash.ids()) == 1
        await pilot.press("E")
        await until(pilot, lambda: isinstance(app.screen, PurgeDialog))
        await pilot.press("y")
        await shows(pilot, app, EMPTY[:20])
        assert RunStore(tmp_path).trash.ids() == ()
        await pilot.press("escape")
        await until(pilot, lambda: table(app).row_count == 2)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_hostile_text_is_shown_as_text(tmp_path: Path, size: tuple[int, int]) -> None:
    run = example_run(note=HOSTILE, tags=(HOSTILE,))
    async with open_table(tmp_path, run, size=size) as (pilot, app):
        RunStore(tmp_path).edit(run.id, Rename(HOSTILE).of)
        await shows(pilot, app, SHOWN[:12])
        for key in ("t", "n", "N"):
            await pilot.press(key)
            await until(pilot, lambda: isinstance(app.screen, LineScreen | NoteScreen))
            assert SHOWN[:20] in shown_text(app)
            await pilot.press("escape")
        await pilot.press("D")
        await until(pilot, lambda: [SHOWN in notice for notice in notices(app)] == [True])
        await shows(pilot, app, SHOWN[:12])
        await pilot.press("u")
        await until(pilot, lambda: isinstance(app.screen, TrashDialog))
        assert SHOWN[:12] in shown_text(app)
        assert not {"\x1b", "\x9b", "\x07", "\u202e"} & set(shown_text(app))


async def test_a_run_of_another_process_appears_grows_and_is_interrupted(tmp_path: Path) -> None:
    kept = example_run(1, name="kept")
    async with open_table(tmp_path, kept) as (pilot, app):
        with Child(TRAIN, tmp_path) as child:
            assert child.said() == "running"
            await until(pilot, lambda: table(app).row_count == 2)
            assert table(app).cursor_id == kept.id
            await pilot.press("up")
            await shows(pilot, app, f"process {child.process.pid} on")
            await pilot.press("D")
            await until(pilot, lambda: any("X stops it" in notice for notice in notices(app)))
            child.tell()
            assert child.said() == "continued"
            await until(pilot, lambda: app.model.registry.summaries[example_run(9).id].epochs_done == 2)
            child.kill()
        await until(pilot, lambda: app.model.registry.summaries[example_run(9).id].run.state is RunState.INTERRUPTED)
        await shows(pilot, app, "2 of 10")
        assert table(app).row_count == 2


async def test_edits_of_another_process_appear(tmp_path: Path) -> None:
    run, other = example_run(1, name="a"), example_run(2, name="b")
    async with open_table(tmp_path, run, other) as (pilot, app):
        elsewhere = RunStore(tmp_path)
        elsewhere.edit(other.id, Rename("renamed").of)
        await shows(pilot, app, "▌ renamed")
        elsewhere.trash.take(run.id)
        await until(pilot, lambda: table(app).row_count == 1 and table(app).cursor_id == other.id)
