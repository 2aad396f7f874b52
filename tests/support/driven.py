"""The whole app on a real store with a scripted trainer, driven by keyboard."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.app import App
from textual.pilot import Pilot

from mnist_lab.config.config_file import LoadedConfiguration
from mnist_lab.config.configuration import Configuration
from mnist_lab.domain.experiments.progress import LabProgress
from mnist_lab.domain.runs.run import RunState
from mnist_lab.services.session import Session
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.batches.progress_line import ProgressLine
from mnist_lab.tui.labs.lab_screen import LabScreen
from mnist_lab.tui.labs.screen import LabsScreen
from mnist_lab.tui.state.notices import NoticeKind
from mnist_lab.tui.sweeps.screen import SweepsScreen
from mnist_lab.tui.sweeps.setup_screen import SweepSetUp
from mnist_lab.tui.train.screen import TrainScreen
from mnist_lab.tui.widgets.hints import hints_for
from mnist_lab.tui.widgets.key_bar import first_keys
from mnist_lab_store.run_store import RunStore
from support.fakes import SECONDS, ScriptedTrainer, nominal_mnist

DIGITS = nominal_mnist()
REPEATS = 3
"""How many each group of a lab gets in these apps: the default takes longer, and shows nothing more."""


@asynccontextmanager
async def open_app(
    folder: Path,
    trainer: ScriptedTrainer | None = None,
    size: tuple[int, int] = (120, 36),
    make_session: type[Session] = Session,
    loaded: LoadedConfiguration | None = None,
) -> AsyncIterator[tuple[Pilot[None], LabApp]]:
    """Run the app on this store, and close it as `run_app` does."""
    trainer = trainer or ScriptedTrainer()
    loaded = loaded or LoadedConfiguration(configuration=Configuration(repeats=REPEATS))
    store = RunStore(folder, thresholds=loaded.configuration.thresholds)
    app = LabApp(make_session(trainer, store, lambda: DIGITS), loaded)
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: isinstance(app.screen, TrainScreen) and app.state.baseline is not None)
        yield pilot, app
        trainer.free()
    app.session.close()


async def open_lab_list(pilot: Pilot[None], app: LabApp) -> LabsScreen:
    """Go to the list of labs and wait for its figures."""
    await pilot.press("alt+4")
    await until(pilot, lambda: isinstance(app.screen, LabsScreen) and app.screen.overview is not None)
    assert isinstance(app.screen, LabsScreen)
    return app.screen


async def open_lab(pilot: Pilot[None], app: LabApp, *keys: str) -> LabScreen:
    """Open the lab that these keys go to in the list."""
    await open_lab_list(pilot, app)
    await pilot.press(*keys, "enter")
    assert isinstance(app.screen, LabScreen)
    return app.screen


async def open_sweeps(pilot: Pilot[None], app: LabApp) -> SweepsScreen:
    """Go to the list of sweeps and wait for its figures."""
    await pilot.press("alt+5")
    await until(pilot, lambda: isinstance(app.screen, SweepsScreen) and app.screen.overview is not None)
    assert isinstance(app.screen, SweepsScreen)
    return app.screen


async def set_up_sweep(pilot: Pilot[None], app: LabApp) -> SweepSetUp:
    """Open the set-up of a sweep from the form."""
    await pilot.press("f7")
    await until(pilot, lambda: isinstance(app.screen, SweepSetUp))
    assert isinstance(app.screen, SweepSetUp)
    return app.screen


async def until(pilot: Pilot[None], happened: Callable[[], bool]) -> None:
    """Wait until something has happened; fail if it never does."""

    async def watch() -> None:
        while not happened():
            await pilot.pause()

    await asyncio.wait_for(watch(), SECONDS)


async def until_complete(pilot: Pilot[None], screen: LabScreen) -> None:
    """Wait until every run of the lab is kept and shown."""
    await until(pilot, lambda: screen.status is not None and screen.status.is_complete)
    await pilot.pause()


def state_of(app: LabApp) -> RunState | None:
    return app.state.run.state if app.state.run is not None else None


def progress_of(app: LabApp) -> LabProgress:
    """Return the progress that the screen of a lab, a grid or a list of them shows."""
    progress = app.screen.query_one(ProgressLine).progress
    assert isinstance(progress, LabProgress)
    return progress


def notices(app: LabApp) -> list[str]:
    """Return what the app says, but for errors, the oldest first."""
    return [each.text for each in app.notice_display.notices if each.kind is not NoticeKind.ERROR]


def errors(app: LabApp) -> list[str]:
    """Return the errors that nobody has read, the oldest first."""
    return [each.text for each in app.notice_display.notices if each.kind is NoticeKind.ERROR]


def keys_offered(app: LabApp) -> set[str]:
    """Return the ids of the bindings that work now and that the key bar names if there is room."""
    return {name for hint in hints_for(first_keys(app.screen), lambda hint: hint.ids[0]) for name in hint.ids}


def shown_text(app: App[Any]) -> str:
    """Return what the terminal shows, without its colours."""
    _, height = app.size
    return "\n".join(
        "".join(segment.text for segment in line)
        for line in app.screen._compositor.render_strips()[:height]
    )  # fmt: skip


def flat(text: str) -> str:
    """Return the text on one line."""
    return " ".join(text.split())
