"""States of the app in which its keys are tried."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from textual.pilot import Pilot

from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.views.view_changes import filter_set, grouped
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.compare.screen import CompareScreen
from mnist_lab.tui.dialogs.long_training_dialog import LongTrainingDialog
from mnist_lab.tui.runs.run_table import RunTable
from mnist_lab.tui.runs.screen import RunsScreen
from mnist_lab_store.run_store import RunStore
from support.driven import open_lab, open_lab_list, open_sweeps, set_up_sweep, state_of, until
from support.fakes import ScriptedTrainer
from support.store_examples import example_run


@dataclass(frozen=True)
class Walk:
    """The app under test, and what it is driven by."""

    pilot: Pilot[None]
    app: LabApp
    trainer: ScriptedTrainer
    folder: Path


Drive = Callable[[Walk], Awaitable[None]]


@dataclass(frozen=True)
class KeyState:
    """How to get there, with so many kept runs at the start, in a terminal of this size."""

    drive: Drive
    runs: int = 0
    size: tuple[int, int] = (120, 36)
    elsewhere: bool = False
    """Whether another process trains a run."""


def keep_runs(folder: Path, count: int) -> None:
    """Fill a store with runs of which every three are repeats of each other."""
    store = RunStore(folder)
    for number in range(1, count + 1):
        spec = RunSpec(seed=number % 3 + 1, dropout=0.05 * (number // 3))
        store.put(example_run(number, epochs=6, spec=spec))


async def _train(walk: Walk) -> None:
    """Stay on the form."""


async def _training(walk: Walk) -> None:
    await walk.pilot.press("f5", "plus")
    await until(walk.pilot, lambda: state_of(walk.app) is RunState.RUNNING and len(walk.app.state.queue) == 1)


async def _ended(walk: Walk) -> None:
    walk.trainer.free()
    await walk.pilot.press("f5")
    await until(walk.pilot, lambda: state_of(walk.app) is RunState.FINISHED)


async def _full_screen(walk: Walk) -> None:
    await _training(walk)
    await walk.pilot.press("tab", "f")


async def _runs(walk: Walk) -> None:
    await walk.pilot.press("alt+2")
    await until(walk.pilot, lambda: isinstance(walk.app.screen, RunsScreen))
    await until(walk.pilot, lambda: table_of(walk).row_count == len(walk.app.model.registry.summaries))
    await until(walk.pilot, lambda: not table_of(walk).row_count or walk.app.screen.run_shown is not None)  # type: ignore[attr-defined]


def table_of(walk: Walk) -> RunTable:
    return walk.app.screen.query_one(RunTable)


async def _runs_training(walk: Walk) -> None:
    await _training(walk)
    await _runs(walk)
    running = str(walk.app.state.run.id) if walk.app.state.run is not None else ""
    table = table_of(walk)
    table.cursor = table.lines.arrangement.places[running]
    await until(walk.pilot, lambda: table.cursor_id == running)


async def _runs_queued(walk: Walk) -> None:
    await _runs_training(walk)
    waiting = walk.app.state.queue[0].id
    table = table_of(walk)
    table.cursor = table.lines.arrangement.places[waiting]
    await until(walk.pilot, lambda: table.cursor_id == waiting)


async def _runs_elsewhere(walk: Walk) -> None:
    await until(walk.pilot, lambda: walk.app.state.elsewhere is not None)
    await _runs(walk)


async def _runs_full_screen(walk: Walk) -> None:
    await _runs(walk)
    await walk.pilot.press("tab", "f")


async def _no_match(walk: Walk) -> None:
    await _runs(walk)
    walk.app.views.change(*filter_set(walk.app.views.state.view, "val_loss>1000"))
    await until(walk.pilot, lambda: table_of(walk).row_count == 0)


async def _group(walk: Walk) -> None:
    await _runs(walk)
    walk.app.views.change(*grouped(walk.app.views.state.view, ()))
    await until(walk.pilot, lambda: table_of(walk).line_here is not None and table_of(walk).line_here.group is not None)  # type: ignore[union-attr]


def _marked(count: int) -> Drive:
    async def mark(walk: Walk) -> None:
        await _runs(walk)
        marks = walk.app.views.state.marks
        for line in table_of(walk).lines.arrangement.lines[:count]:
            marks = marks.marked(line.key, [line.summary.id])
        walk.app.views.mark(marks)
        await walk.pilot.pause()
        assert len(walk.app.view_states.value.marks.marks) == count

    return mark


async def _compare(walk: Walk) -> None:
    await walk.pilot.press("alt+3")
    await until(walk.pilot, lambda: isinstance(walk.app.screen, CompareScreen))
    if walk.app.views.state.marks.marks:
        await until(walk.pilot, lambda: walk.app.comparisons.value is not None)


def _compared(count: int) -> Drive:
    async def compare(walk: Walk) -> None:
        await _marked(count)(walk)
        await _compare(walk)

    return compare


def _keys_on(drive: Drive, *keys: str) -> Drive:
    async def press(walk: Walk) -> None:
        await drive(walk)
        await walk.pilot.press(*keys)
        await walk.pilot.pause()

    return press


async def _labs(walk: Walk) -> None:
    await open_lab_list(walk.pilot, walk.app)


async def _lab(walk: Walk) -> None:
    await open_lab(walk.pilot, walk.app)


async def _sweeps(walk: Walk) -> None:
    await open_sweeps(walk.pilot, walk.app)


async def _set_up(walk: Walk) -> None:
    await set_up_sweep(walk.pilot, walk.app)


async def _sweep_training(walk: Walk) -> None:
    await _sweeps(walk)
    await walk.pilot.press("end", "f5")
    await until(walk.pilot, lambda: isinstance(walk.app.screen, LongTrainingDialog))
    await walk.pilot.press("enter")
    await until(walk.pilot, lambda: walk.app.sweep_overviews.value is not None)
    await until(walk.pilot, lambda: any(each.is_active for each in walk.app.sweep_overviews.value.kept))  # type: ignore[union-attr]


STATES = {
    "train, nothing trained": KeyState(_train),
    "train, form folded": KeyState(_training, size=(80, 24)),
    "train, training": KeyState(_training),
    "train, ended": KeyState(_ended),
    "train, chart in full screen": KeyState(_full_screen),
    "train, number edited": KeyState(_keys_on(_train, "down", "5")),
    "train, list of choices": KeyState(_keys_on(_train, "down", "down", "enter")),
    "runs, none": KeyState(_runs),
    "runs, one": KeyState(_runs, runs=1),
    "runs, training": KeyState(_runs_training, runs=2),
    "runs, waiting": KeyState(_runs_queued, runs=2),
    "runs, another process": KeyState(_runs_elsewhere, elsewhere=True),
    "runs, chart in full screen": KeyState(_runs_full_screen, runs=1),
    "runs, no match": KeyState(_no_match, runs=3),
    "runs, group": KeyState(_group, runs=6),
    "runs, one marked": KeyState(_marked(1), runs=3),
    "runs, eight marked": KeyState(_marked(8), runs=10),
    "compare, none": KeyState(_compare, runs=1),
    "compare, one": KeyState(_compared(1), runs=3),
    "compare, two": KeyState(_compared(2), runs=3),
    "compare, eight": KeyState(_compared(8), runs=10),
    "compare, full screen": KeyState(_keys_on(_compared(2), "f"), runs=3),
    "run": KeyState(_keys_on(_runs, "enter"), runs=1),
    "filter, typed": KeyState(_keys_on(_runs, "slash", "v"), runs=3),
    "columns": KeyState(_keys_on(_runs, "c"), runs=3),
    "group by": KeyState(_keys_on(_runs, "O"), runs=3),
    "views": KeyState(_keys_on(_runs, "V"), runs=3),
    "write": KeyState(_keys_on(_runs, "w"), runs=3),
    "command": KeyState(_keys_on(_runs, "colon"), runs=3),
    "verdict": KeyState(_keys_on(_runs, "v"), runs=1),
    "tags": KeyState(_keys_on(_runs, "t"), runs=1),
    "note": KeyState(_keys_on(_runs, "n"), runs=1),
    "trash, empty": KeyState(_keys_on(_runs, "u"), runs=1),
    "trash": KeyState(_keys_on(_runs, "D", "u"), runs=2),
    "keys": KeyState(_keys_on(_train, "tab", "question_mark")),
    "glossary": KeyState(_keys_on(_runs, "f1"), runs=1),
    "palettes": KeyState(_keys_on(_runs, "T"), runs=1),
    "actions": KeyState(_keys_on(_runs, "ctrl+p"), runs=1),
    "quitting": KeyState(_keys_on(_training, "tab", "q")),
    "labs": KeyState(_labs),
    "labs, grids": KeyState(_keys_on(_labs, "G")),
    "lab": KeyState(_lab),
    "lab, run": KeyState(_lab, runs=3),
    "lab, training": KeyState(_keys_on(_lab, "f5")),
    "guessing": KeyState(_keys_on(_labs, "P")),
    "sweeps": KeyState(_sweeps),
    "sweeps, training": KeyState(_sweep_training),
    "sweep": KeyState(_keys_on(_sweeps, "enter")),
    "sweep, training": KeyState(_keys_on(_sweep_training, "enter")),
    "sweep, set up": KeyState(_set_up),
    "sweep, several values": KeyState(_keys_on(_set_up, "down", *"64,128", "enter")),
    "sweep, ticking": KeyState(_keys_on(_set_up, "down", "down", "enter")),
}
