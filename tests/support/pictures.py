"""Pictures of the screens as text, with their styles: made and checked by the same code.

Run `UPDATE_PICTURES=1 pytest tests/tui/test_pictures.py` to make them again, and look at what changed.

A picture has the lines of the screen, then for each line the first word and the style of each stretch that has one:
`3: loss: bold #ffcc00 on #202020`. What differs from machine to machine is masked.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from rich.style import Style
from textual.pilot import Pilot

from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.sweeps.sweep import Point
from mnist_lab.domain.views.table_view import TableView
from mnist_lab.services.session import Session
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.charts.loss_chart import LossChart
from mnist_lab.tui.controllers.exports import REMEMBERED_FOLDER
from mnist_lab.tui.dialogs.action_dialog import ActionDialog
from mnist_lab.tui.dialogs.replace_dialog import ReplaceDialog
from mnist_lab.tui.runs.run_page import RunPage
from mnist_lab.tui.widgets.choice_list import ChoiceList
from mnist_lab_store.run_store import RunStore
from support.compare_examples import groups, repeats
from support.driven import DIGITS, flat, open_app, open_sweeps, set_up_sweep, shown_text, state_of, until
from support.fakes import ScriptedTrainer
from support.store_examples import example_epoch, example_run
from support.sweeps import a_sweep, runs_of_trials

AT_HOME = "/home/me/tables"
FOLDER = Path(__file__).parents[1] / "tui" / "pictures"
SIZES = ((80, 24), (120, 36))
PLAIN_SCENES = ("palette", "resized", "search")
"""Scenes that are taken at the larger size only."""
EXTREMES = tuple(
    (scene, size)
    for scene in ("train-training", "train-finished", "runs", "lab", "compare")
    for size in ((60, 20), (200, 60))
)  # fmt: skip
"""Scenes that are taken at the smallest size and at a large one too."""
FEW_COLOURS = {
    "nocolor": {"NO_COLOR": "1", "TERM": "xterm-256color"},
    "vt100": {"TERM": "vt100"},
    "linux": {"TERM": "linux"},
    "256": {"TERM": "screen-256color"},
}
"""The environments of terminals that show fewer colours."""
FEW_COLOURS_SCENES = (
    ("compare", "nocolor"), ("compare", "linux"),
    ("runs", "nocolor"), ("quit", "nocolor"), ("search", "nocolor"), ("train-training", "vt100"), ("runs", "linux"),
    ("verdict", "linux"), ("train-training", "linux"), ("quit", "256"),
)  # fmt: skip
Drive = Callable[[Pilot[None], LabApp, ScriptedTrainer], Awaitable[None]]

MASKS = (
    (re.compile(r"\d+(?:\.\d+)? s an epoch"), "TIME an epoch"),
    (re.compile(r"about [\d.]+ (?:s|min|h)(?: \d+ (?:s|min))?"), "about TIME"),
)


class SessionOnTwoThreads(Session):
    """A session on the same machine everywhere: the length of the device's name moves what is beside it."""

    def likely_device(self) -> str:
        return "CPU, 2 threads"


def kept_runs() -> list[Run]:
    """Return runs with fixed ids, dates and figures."""
    return [
        example_run(number, name=name, data=DIGITS.dataset)
        for number, name in ((1, "wide"), (2, "no dropout"), (3, ""))
    ]


async def _train_idle(pilot: Pilot[None], app: LabApp, trainer: ScriptedTrainer) -> None:
    """Show the form as it opens."""


async def _train_training(pilot: Pilot[None], app: LabApp, trainer: ScriptedTrainer) -> None:
    """Show a run in its fourth epoch, and one that waits."""
    trainer.let_go(7)
    await pilot.press("f5")
    await until(pilot, lambda: app.state.run is not None and len(app.state.run.epochs) == 3)
    await until(pilot, lambda: app.state.run is not None and bool(app.state.run.trail))
    app.session.enqueue(RunRequest(RunSpec(seed=2)))  # without the message that a key would leave for a while
    await until(pilot, lambda: len(app.state.queue) == 1)


async def _train_paused(pilot: Pilot[None], app: LabApp, trainer: ScriptedTrainer) -> None:
    """Show the same run paused."""
    await _train_training(pilot, app, trainer)
    await pilot.press("space")
    await until(pilot, lambda: state_of(app) is RunState.PAUSED)
    app.screen.query_one(LossChart).focus()


async def _train_stopped(pilot: Pilot[None], app: LabApp, trainer: ScriptedTrainer) -> None:
    """Show a run that was stopped in its fourth epoch."""
    trainer.let_go(7)
    await pilot.press("f5")
    await until(pilot, lambda: app.state.run is not None and len(app.state.run.epochs) == 3)
    await pilot.press("X")
    await until(pilot, lambda: state_of(app) is RunState.STOPPED)
    app.screen.query_one(LossChart).focus()


async def _quit(pilot: Pilot[None], app: LabApp, trainer: ScriptedTrainer) -> None:
    await _train_training(pilot, app, trainer)
    await pilot.press("q")


async def _train_finished(pilot: Pilot[None], app: LabApp, trainer: ScriptedTrainer) -> None:
    trainer.free()
    await pilot.press("f5")
    await until(pilot, lambda: state_of(app) is RunState.FINISHED)


async def _runs(pilot: Pilot[None], app: LabApp, trainer: ScriptedTrainer) -> None:
    await pilot.press("alt+2")


async def _read_run(pilot: Pilot[None], app: LabApp) -> None:
    """Show the table, and wait for the run under the cursor."""
    await pilot.press("alt+2")
    await until(pilot, lambda: getattr(app.screen, "run_shown", None) is not None)


async def _verdict(pilot: Pilot[None], app: LabApp, trainer: ScriptedTrainer) -> None:
    await _read_run(pilot, app)
    await pilot.press("v")


async def _keys(pilot: Pilot[None], app: LabApp, trainer: ScriptedTrainer) -> None:
    await pilot.press("question_mark")


async def _glossary(pilot: Pilot[None], app: LabApp, trainer: ScriptedTrainer) -> None:
    """Show the explanation of a column."""
    await _read_run(pilot, app)
    await pilot.press("right", "right", "f1")


async def _message(pilot: Pilot[None], app: LabApp, trainer: ScriptedTrainer) -> None:
    """Show the first of two errors, and what a key has done."""
    await pilot.press("alt+2")
    await until(pilot, lambda: getattr(app.screen, "run_shown", None) is not None)
    app.notices.error("The disk of the store is full: 3 epochs are not written yet. Free some space; training waits.")
    app.notices.error("The report could not be written.")
    app.notices.flash("Moved “baseline” to the trash. z undoes it.")
    await until(pilot, lambda: len(app.notice_display.notices) == 3)


async def _labs(pilot: Pilot[None], app: LabApp, trainer: ScriptedTrainer) -> None:
    await pilot.press("alt+4")
    await until(pilot, lambda: getattr(app.screen, "overview", None) is not None)


async def _lab(pilot: Pilot[None], app: LabApp, trainer: ScriptedTrainer) -> None:
    await _labs(pilot, app, trainer)
    await pilot.press("enter")


async def _compare(pilot: Pilot[None], app: LabApp, trainer: ScriptedTrainer) -> None:
    """Show two groups and a run over one another, read out at the third epoch."""
    marks = groups(*COMPARED[:2]).marked(COMPARED[2][0].id, [COMPARED[2][0].id])
    await until(pilot, lambda: len(app.model.registry.summaries) == sum(map(len, COMPARED)))
    app.views.mark(marks)
    await pilot.press("alt+3")
    await until(pilot, lambda: getattr(app.screen, "comparison", None) is not None)
    await until(pilot, lambda: app.comparisons.value is not None and app.comparisons.value.has_evidence)
    await pilot.press("right", "right", "right", "down")


async def _compare_empty(pilot: Pilot[None], app: LabApp, trainer: ScriptedTrainer) -> None:
    await pilot.press("alt+3")


async def _sweeps_empty(pilot: Pilot[None], app: LabApp, trainer: ScriptedTrainer) -> None:
    await open_sweeps(pilot, app)


async def _swept(pilot: Pilot[None], app: LabApp, trainer: ScriptedTrainer) -> None:
    """Show a grid with its results, the best three trained again."""
    await until(pilot, lambda: len(app.model.registry.summaries) == len(runs_of_a_sweep()))
    screen = await open_sweeps(pilot, app)
    await until(pilot, lambda: screen.status is not None and screen.status.is_over)


async def _sweep(pilot: Pilot[None], app: LabApp, trainer: ScriptedTrainer) -> None:
    await _swept(pilot, app, trainer)
    await pilot.press("enter")


async def _set_up_sweep(pilot: Pilot[None], app: LabApp, trainer: ScriptedTrainer) -> None:
    """Show the set-up with two settings varied."""
    await set_up_sweep(pilot, app)
    await pilot.press("down", *"64,518,2048", "enter", "down", "down", *"0:0.5:0.1", "enter")
    await until(pilot, lambda: "18 trials" in flat(shown_text(app)))


async def _resized(pilot: Pilot[None], app: LabApp, trainer: ScriptedTrainer) -> None:
    """Show the run after the window became smaller than the form and the chart side by side need."""
    await _train_training(pilot, app, trainer)
    await pilot.resize_terminal(60, 20)
    await pilot.resize_terminal(90, 28)


async def _search(pilot: Pilot[None], app: LabApp, trainer: ScriptedTrainer) -> None:
    await pilot.press("ctrl+p")
    await until(
        pilot, lambda: isinstance(app.screen, ActionDialog) and app.screen.query_one(ChoiceList).option_count > 0
    )
    await pilot.press("down")


async def _palette(pilot: Pilot[None], app: LabApp, trainer: ScriptedTrainer) -> None:
    await pilot.press("T")


def _curved(runs: list[Run], best: float) -> list[Run]:
    """Return runs whose losses fall to `best` at the fourth epoch and rise from there."""
    return [
        run.model_copy(
            update={
                "data": DIGITS.dataset,
                "epochs": tuple(
                    example_epoch(
                        number,
                        loss=best * (0.6 + 2 / number),
                        clean_loss=best * (0.3 + 1.5 / number),
                        val_loss=best * (1 + 0.1 * abs(number - 4)) + 0.004 * run.spec.seed,
                    )
                    for number in range(1, 7)
                ),
            }
        )
        for run in runs
    ]


COMPARED = (
    _curved(repeats(1, [0.98, 0.981, 0.979], seconds=27.0), 0.085),
    _curved(repeats(11, [0.971, 0.97, 0.972], seconds=9.0, units=64, dropout=0.0), 0.11),
    _curved(repeats(21, [0.977], seconds=31.0, hidden_layers=4), 0.1),
)
"""The runs of the picture of a comparison: two groups and a run."""


async def _run_page(pilot: Pilot[None], app: LabApp, trainer: ScriptedTrainer) -> None:
    """Show the page of a run whose files are in a folder of the same name everywhere."""
    await _runs(pilot, app, trainer)
    known = app.model.registry.summaries
    await until(pilot, lambda: bool(known))
    newest = max(known.values(), key=lambda each: each.id)
    page = RunPage(newest, app.states, app.changes, app.fetched, lambda: known, AT_HOME, app.program)
    await app.push_screen(page)
    await until(pilot, lambda: page.run_read is not None)


async def _write(pilot: Pilot[None], app: LabApp, trainer: ScriptedTrainer) -> None:
    """Ask where to write the table."""
    app.session.preferences.remember(REMEMBERED_FOLDER, AT_HOME)
    assert app.session.settle()
    await _read_run(pilot, app)
    await pilot.press("w")


async def _replace(pilot: Pilot[None], app: LabApp, trainer: ScriptedTrainer) -> None:
    await _read_run(pilot, app)
    await app.push_screen(ReplaceDialog(f"{AT_HOME}/runs.csv"))


async def _command(pilot: Pilot[None], app: LabApp, trainer: ScriptedTrainer) -> None:
    """Show the command of a view with a filter and groups."""
    await _read_run(pilot, app)
    app.views.change(TableView(filter="val_loss<1 | 'no dropout'", grouped_by=("units",)), "for the picture")
    await pilot.press("colon")


SCENES: dict[str, tuple[Drive, bool]] = {
    "train-idle": (_train_idle, False),
    "train-training": (_train_training, False),
    "train-paused": (_train_paused, False),
    "train-stopped": (_train_stopped, False),
    "quit": (_quit, False),
    "train-finished": (_train_finished, False),
    "runs-empty": (_runs, False),
    "runs": (_runs, True),
    "verdict": (_verdict, True),
    "keys": (_keys, False),
    "glossary": (_glossary, True),
    "message": (_message, True),
    "labs": (_labs, False),
    "lab": (_lab, False),
    "sweeps-empty": (_sweeps_empty, False),
    "sweeps": (_swept, True),
    "sweep": (_sweep, True),
    "sweep-set-up": (_set_up_sweep, False),
    "compare": (_compare, True),
    "compare-empty": (_compare_empty, False),
    "run-page": (_run_page, True),
    "write": (_write, True),
    "replace": (_replace, True),
    "command": (_command, True),
    "palette": (_palette, False),
    "search": (_search, False),
    "resized": (_resized, False),
}
"""How each picture is reached, and whether the store has runs."""
SWEEP = a_sweep(
    {"units": "64,518,2048", "dropout": "0,0.2,0.4"}, data=DIGITS.dataset, now=datetime(2026, 11, 24, 9, 12, tzinfo=UTC)
)


def runs_of_a_sweep() -> list[Run]:
    """Return the runs of a sweep whose loss is lowest with many nodes and some dropout."""

    def loss(point: Point, seed: int) -> float:
        spec = point.spec
        return 0.07 + 8 / spec.units / 10 + abs(spec.dropout - 0.2) / 5 + (seed * 37 % 11) / 2000

    made = runs_of_trials(SWEEP, loss, fresh=(2, 5, 8))
    return [each.run.model_copy(update={"data": DIGITS.dataset, "epochs": (each.last,)}) for each in made]


OF_SCENES: dict[str, Callable[[], list[Run]]] = {
    "compare": lambda: [run for of in COMPARED for run in of],
    "sweeps": runs_of_a_sweep,
    "sweep": runs_of_a_sweep,
}
"""The runs in the store of some scenes."""


async def picture_of(scene: str, size: tuple[int, int], folder: Path) -> str:
    """Return the picture of a scene on a terminal of this size."""
    drive, has_runs = SCENES[scene]
    store = RunStore(folder)
    runs = OF_SCENES[scene]() if scene in OF_SCENES else kept_runs()
    if scene in {"sweeps", "sweep"}:
        store.sweeps.put(SWEEP)
    for run in runs if has_runs else ():
        store.put(run)
    trainer = ScriptedTrainer(gated=True)
    async with open_app(folder, trainer, size, SessionOnTwoThreads) as (pilot, app):
        await until(pilot, lambda: app.state.likely_device != "" and app.state.dataset is not None)
        await drive(pilot, app, trainer)
        return await _settled(pilot, app)


async def _settled(pilot: Pilot[None], app: LabApp) -> str:
    """Return the picture once nothing is left to draw: it stays the same for several turns of the event loop."""
    seen, stays = "", 0
    while stays < 5:
        await pilot.pause(0.05)
        now = _drawn(app)
        stays = stays + 1 if now == seen else 0
        seen = now
    return seen


def _drawn(app: LabApp) -> str:
    _, height = app.size
    strips = app.screen._compositor.render_strips()[:height]
    lines, styles = [], []
    for number, strip in enumerate(strips):
        text = "".join(segment.text for segment in strip)
        lines.append(_masked(text).rstrip())
        stretches = []
        for segment in strip:
            name = _named(segment.style)
            if segment.text.strip() and name:
                stretches.append(f"{segment.text.strip().split()[0][:12]}: {name}")
        if stretches:
            styles.append(f"{number + 1}: " + "; ".join(dict.fromkeys(map(_masked, stretches))))
    return "\n".join([*lines, "", "STYLES", *styles, ""])


def _masked(text: str) -> str:
    for pattern, mask in MASKS:
        text = pattern.sub(mask, text)
    return text


def _named(style: Style | None) -> str:
    """Return attributes and colours of a style, without links and actions."""
    if style is None:
        return ""
    words = [word for word in ("bold", "dim", "reverse", "underline") if getattr(style, word)]
    if style.color is not None and not style.color.is_default:
        words.append(style.color.name)
    if style.bgcolor is not None and not style.bgcolor.is_default:
        words.append(f"on {style.bgcolor.name}")
    return " ".join(words)
