"""Apps without a terminal that render what they would send, and how long an action takes until it is painted."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any

from textual.app import App, ComposeResult
from textual.events import Key
from textual.widgets import DataTable

from mnist_lab.tui.app import LabApp

SECONDS_BETWEEN = 0.3


class Painted:
    """An app that renders what it would send, and notes when it first showed what was waited for."""

    shows: Callable[[], bool] | None = None
    painted = 0.0

    def _display(self, screen: Any, renderable: Any) -> None:
        super()._display(screen, renderable)  # type: ignore[misc]
        if hasattr(renderable, "render_segments"):
            renderable.render_segments(self.console)  # type: ignore[attr-defined]
        if self.shows is not None and self.shows():
            self.painted, self.shows = time.perf_counter(), None


class WatchedLab(Painted, LabApp):
    """The app."""


class PlainTable(Painted, App[None]):
    """Textual's own table with the same cells."""

    def __init__(self, rows: Sequence[Sequence[str]], headings: Sequence[str]) -> None:
        super().__init__()
        self.rows, self.headings = rows, headings

    def compose(self) -> ComposeResult:
        """Lay out the table."""
        yield DataTable(cursor_type="row")

    def show(self, rows: Sequence[Sequence[str]]) -> None:
        """Show these rows."""
        table = self.query_one(DataTable)
        table.clear(columns=True)
        for heading in self.headings:
            table.add_column(heading, key=heading)
        table.add_rows(rows)


async def until(happened: Callable[[], bool]) -> None:
    """Wait until something has happened."""
    while not happened():
        await asyncio.sleep(0.001)


async def seconds(app: Any, does: Callable[[], object], shows: Callable[[], bool]) -> float:
    """Return the time from an action until it is shown; then let what follows it, such as the chart, be painted."""
    app.shows = shows
    began = time.perf_counter()
    does()
    await until(lambda: app.shows is None)
    await asyncio.sleep(SECONDS_BETWEEN)
    return float(app.painted - began)


def press(app: Any, key: str) -> Callable[[], object]:
    """Return what presses a key."""
    character = key if len(key) == 1 else None
    return lambda: app.post_message(Key(key, character))
