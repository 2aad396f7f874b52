"""The whole app on a real store with a scripted trainer, driven by keyboard."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from mnist_lab.domain.runs.run import RunState
from mnist_lab.services.session import Session
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.train.screen import TrainScreen
from mnist_lab_store.run_store import RunStore
from support.fakes import SECONDS, ScriptedTrainer, few_digits

DIGITS = few_digits()
Lab = Pilot[None]


@asynccontextmanager
async def a_lab(
    folder: Path,
    trainer: ScriptedTrainer | None = None,
    size: tuple[int, int] = (120, 36),
    make_session: type[Session] = Session,
) -> AsyncIterator[tuple[Lab, LabApp]]:
    """The app on this store, closed as `run_app` closes it."""
    trainer = trainer or ScriptedTrainer()
    app = LabApp(make_session(trainer, RunStore(folder), lambda: DIGITS))
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: isinstance(app.screen, TrainScreen) and app.state.baseline is not None)
        yield pilot, app
        trainer.free()
    app.session.close()


async def until(pilot: Lab, happened: Callable[[], bool]) -> None:
    """Wait for something to come about; the test fails where it never does."""

    async def watch() -> None:
        while not happened():
            await pilot.pause()

    await asyncio.wait_for(watch(), SECONDS)


def state_of(app: LabApp) -> RunState | None:
    return app.state.run.state if app.state.run is not None else None


def shown_text(app: LabApp) -> str:
    """What the terminal shows, without its colours."""
    _, height = app.size
    return "\n".join(
        "".join(segment.text for segment in line)
        for line in app.screen._compositor.render_strips()[:height]
    )  # fmt: skip
