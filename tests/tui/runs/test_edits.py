"""Kept runs in the app: written of, pinned, thrown away, and seen as other processes change them."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from mnist_lab.domain.runs.edits import Rename
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.dialogs.edit_text_dialog import LineScreen, NoteScreen
from mnist_lab.tui.runs.run_table import RunTable
from mnist_lab.tui.runs.trash_dialog import TrashDialog
from mnist_lab_store.run_store import RunStore
from support.driven import Lab, a_lab, shown_text, until
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
print("went on", flush=True)
sys.stdin.readline()
"""


@asynccontextmanager
async def the_table(folder: Path, *runs: Run, size: tuple[int, int] = (120, 36)) -> AsyncIterator[tuple[Lab, LabApp]]:
    """The app in its table of these runs, the cursor on the newest."""
    store = RunStore(folder)
    for run in runs:
        store.put(run)
    async with a_lab(folder, size=size) as (lab, app):
        await lab.press("2")
        await until(lab, lambda: table(app).row_count == len(runs))
        yield lab, app


def table(app: LabApp) -> RunTable:
    return app.screen_stack[0].query_one(RunTable)  # below any window


def told(app: LabApp) -> list[str]:
    return [notification.message for notification in app._notifications]


async def shows(lab: Lab, app: LabApp, words: str) -> None:
    await until(lab, lambda: words in " ".join(shown_text(app).split()))


async def test_tags_note_and_name_are_written_shown_and_taken_back(tmp_path: Path) -> None:
    run = example_run(name="wide", tags=("lab1",))
    async with the_table(tmp_path, run) as (lab, app):
        await lab.press("t")
        await until(lab, lambda: isinstance(app.screen, LineScreen))
        await lab.press(*" good", "enter")
        await shows(lab, app, "z undoes it")
        assert set(RunStore(tmp_path).get(run.id).tags) == {"lab1", "good"}
        await lab.press("n")
        await until(lab, lambda: isinstance(app.screen, NoteScreen))
        await lab.press(*"seen", "enter")
        await until(lab, lambda: RunStore(tmp_path).get(run.id).note == "seen")
        await lab.press("N")
        await until(lab, lambda: isinstance(app.screen, LineScreen))
        await lab.press("ctrl+u", *"narrow", "enter")
        await shows(lab, app, "▸ narrow")
        for _ in range(3):
            await lab.press("z")
        await until(lab, lambda: RunStore(tmp_path).get(run.id) == run)
        await shows(lab, app, "▸ wide")
        await lab.press("Z")
        await until(lab, lambda: "good" in RunStore(tmp_path).get(run.id).tags)


async def test_esc_discards_what_was_typed(tmp_path: Path) -> None:
    run = example_run(name="wide")
    async with the_table(tmp_path, run) as (lab, app):
        await lab.press("N")
        await until(lab, lambda: isinstance(app.screen, LineScreen))
        await lab.press(*"x", "escape", "z")
        await shows(lab, app, "There is nothing to undo.")
        assert RunStore(tmp_path).get(run.id).name == "wide"


async def test_a_pinned_run_is_the_baseline_at_once(tmp_path: Path) -> None:
    pinned, other = example_run(1, name="mine"), example_run(2, name="other")
    async with the_table(tmp_path, pinned, other) as (lab, app):
        await lab.press("down", "p")
        await until(lab, lambda: app.state.baseline is not None and pinned.id in app.state.baseline.run_ids)
        await shows(lab, app, "mine · 1 ⌖")
        await lab.press("z")
        await until(lab, lambda: app.state.baseline is not None and "pinned" not in app.state.baseline.title)
        assert "⌖" not in shown_text(app)


async def test_a_run_goes_to_the_trash_and_comes_back_where_it_was(tmp_path: Path) -> None:
    runs = [example_run(number, name=f"run {number}") for number in (1, 2, 3)]
    async with the_table(tmp_path, *runs) as (lab, app):
        await lab.press("down", "D")
        await until(lab, lambda: table(app).row_count == 2)
        assert table(app).cursor_id == runs[0].id
        await lab.press("z")
        await until(lab, lambda: table(app).row_count == 3)
        assert table(app).cursor_id == runs[0].id
        await until(lab, lambda: told(app) == ["Undone: “run 2” is back from the trash. Z does it again."])


async def test_an_empty_table_says_that_its_runs_are_in_the_trash_and_how_they_come_back(tmp_path: Path) -> None:
    async with the_table(tmp_path, example_run(1), example_run(2), size=(80, 24)) as (lab, app):
        await lab.press("D", "D")
        await shows(lab, app, "2 runs are in the trash: u looks into it, z takes the last one back.")
        await lab.press("z")
        await until(lab, lambda: table(app).row_count == 1)
        await lab.press("Z")
        await shows(lab, app, "2 runs are in the trash: u looks into it, z takes the last one back.")
    async with a_lab(tmp_path) as (lab, app):
        await lab.press("2")
        await shows(lab, app, "2 runs are in the trash: u looks into it. Press 1")
        await lab.press("u")
        await until(lab, lambda: isinstance(app.screen, TrashDialog))
        await lab.press("A", "P", "escape")
        await shows(lab, app, "Every run is kept and shown here")


async def test_d_pressed_twice_moves_two_runs_even_if_the_store_is_slow(tmp_path: Path) -> None:
    runs = [example_run(number, name=f"run {number}") for number in (1, 2, 3)]
    async with the_table(tmp_path, *runs) as (lab, app):
        written = threading.Event()
        app.session.edits._ask(written.wait)  # the writer thread is busy
        await lab.press("D", "D")
        assert table(app).cursor_id == runs[0].id
        assert RunStore(tmp_path).trashed() == ()
        written.set()
        await until(lab, lambda: set(RunStore(tmp_path).trashed()) == {runs[1].id, runs[2].id})
        assert table(app).row_count == 1


async def test_the_trash_is_looked_into_restored_from_and_purged_after_a_question(tmp_path: Path) -> None:
    runs = [example_run(number, name=f"run {number}") for number in (1, 2, 3)]
    async with the_table(tmp_path, *runs) as (lab, app):
        await lab.press("D", "D")
        await until(lab, lambda: table(app).row_count == 1)
        await lab.press("u")
        await until(lab, lambda: isinstance(app.screen, TrashDialog))
        await shows(lab, app, "Trash: 2 runs")
        await lab.press("r")
        await shows(lab, app, "Trash: 1 run")
        await lab.press("D")
        await shows(lab, app, "permanently?")
        await lab.press("k")
        assert len(RunStore(tmp_path).trashed()) == 1
        await lab.press("A")
        await shows(lab, app, "This cannot be undone.")
        await lab.press("P")
        await shows(lab, app, "Nothing is in the trash.")
        assert RunStore(tmp_path).trashed() == ()
        await lab.press("escape")
        await until(lab, lambda: table(app).row_count == 2)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_hostile_text_is_shown_as_text_and_ends_no_app(tmp_path: Path, size: tuple[int, int]) -> None:
    run = example_run(note=HOSTILE, tags=(HOSTILE,))
    async with the_table(tmp_path, run, size=size) as (lab, app):
        RunStore(tmp_path).edit(run.id, Rename(HOSTILE).of)
        await shows(lab, app, SHOWN[:12])
        for key in ("t", "n", "N"):
            await lab.press(key)
            await until(lab, lambda: isinstance(app.screen, LineScreen | NoteScreen))
            assert SHOWN[:20] in shown_text(app)
            await lab.press("escape")
        await lab.press("D")
        await shows(lab, app, "z undoes it")
        assert SHOWN[:12] in shown_text(app)
        await lab.press("u")
        await until(lab, lambda: isinstance(app.screen, TrashDialog))
        assert SHOWN[:12] in shown_text(app)
        assert not {"\x1b", "\x9b", "\x07", "\u202e"} & set(shown_text(app))


async def test_a_run_of_another_process_appears_goes_on_and_is_interrupted_with_it(tmp_path: Path) -> None:
    kept = example_run(1, name="kept")
    async with the_table(tmp_path, kept) as (lab, app):
        with Child(TRAIN, tmp_path) as child:
            assert child.said() == "running"
            await until(lab, lambda: table(app).row_count == 2)
            assert table(app).cursor_id == kept.id
            await lab.press("up")
            await shows(lab, app, f"process {child.process.pid} on")
            await lab.press("D")
            await shows(lab, app, "stop it before it goes to the trash")
            child.tell()
            assert child.said() == "went on"
            await until(lab, lambda: app.model.registry.summaries[example_run(9).id].epochs_done == 2)
            child.kill()
        await until(lab, lambda: app.model.registry.summaries[example_run(9).id].run.state is RunState.INTERRUPTED)
        await shows(lab, app, "interrupted after 2 of 10 epochs")
        assert table(app).row_count == 2


async def test_what_a_shell_does_to_a_run_is_seen(tmp_path: Path) -> None:
    run, other = example_run(1, name="a"), example_run(2, name="b")
    async with the_table(tmp_path, run, other) as (lab, app):
        elsewhere = RunStore(tmp_path)
        elsewhere.edit(other.id, Rename("renamed").of)
        await shows(lab, app, "▸ renamed")
        elsewhere.trash(run.id)
        await until(lab, lambda: table(app).row_count == 1 and table(app).cursor_id == other.id)
