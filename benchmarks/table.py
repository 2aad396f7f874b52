"""Measures the table of runs with ten thousand runs of twenty columns, beside Textual's DataTable in the same process.

    python benchmarks/table.py [--runs 10000] [--times 40] [--epochs 20] [--store FOLDER] [--out FOLDER]

The real app runs without a terminal at 120×36, but everything that it would send is rendered. A time goes from the key
until the table has been painted; that of the first line from the key that opens it, once the store is read. The runs
are repeats of one another, five by five. Then, in a real terminal, a run trains beside the table while keys are pressed
(`responsiveness.py` says how those are timed; with `--epochs 0` none does). `--store` keeps the store that is made for
that, or uses it again. Writes table.md and table.json.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import root  # noqa: F401

# isort: split
from responsiveness import BETWEEN_KEYS, DOWN, F5, QUIT, TIMED_LAB, UP, Terminal, by_stage
from textual.app import App, ComposeResult
from textual.events import Key
from textual.widgets import DataTable

from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.columns import columns_of
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.domain.views.table_view import USUAL_VIEW
from mnist_lab.services.session import Session
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.runs.run_table import RunTable
from mnist_lab.tui.runs.screen import RunsScreen
from mnist_lab_store.run_store import RunStore
from support.fakes import ScriptedTrainer, nominal_mnist
from support.store_examples import example_run

SIZE = (120, 36)
SEEDS = 5
SECONDS_BETWEEN = 0.3
COLUMNS = 20
UNITS = (16, 32, 64, 128, 256, 512, 518, 1024)
MODE_2 = b"\x1b2"
FILTER = "nodes>100 valacc>.95"
TO_REACH = {
    "shown": 600, "cursor": 30, "page": 60, "sort": 300, "filter": 150, "groups": 500, "undo": 300,
}  # fmt: skip
"""Milliseconds."""


def a_run(number: int) -> Run:
    """Return a run unlike the others, or a repeat of those of other seeds."""
    group, seed = divmod(number, SEEDS)
    spec = RunSpec(
        units=UNITS[group % len(UNITS)],
        dropout=group // 8 % 10 / 10,
        batch_size=16 * (1 + group // 80 % 16),
        learning_rate=(1 + group // 1280) / 1000,
        epochs=10,
        seed=seed + 1,
    )
    loss = 0.05 + (number * 37 % 1009) / 5000
    figures = {"accuracy": 0.97, "clean_loss": loss * 0.9, "clean_accuracy": 0.98}
    epochs = [
        Epoch(epoch=epoch, loss=loss + 0.3 / epoch, val_loss=loss + 0.1 / epoch, val_accuracy=0.98 - loss / 5,
              seconds=2.0, **figures)
        for epoch in range(1, 4)
    ]  # fmt: skip
    return example_run(number + 1, spec=spec).model_copy(
        update={"epochs": tuple(epochs), "test_accuracy": 0.98 - loss / 4}
    )


def fill(folder: Path, runs: int) -> None:
    """Put the runs into the store, written without waiting for the disk."""
    store = RunStore(folder)
    fsync, os.fsync = os.fsync, lambda _: None
    try:
        for number in range(runs):
            store.put(a_run(number))
    finally:
        os.fsync = fsync
    os.sync()
    store.fold()


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


async def of_lab(folder: Path, times: int) -> dict[str, list[float]]:
    """Return the seconds of each action on the table of the app."""
    found: dict[str, list[float]] = {}
    app = WatchedLab(Session(ScriptedTrainer(), RunStore(folder), nominal_mnist))
    async with app.run_test(size=SIZE) as pilot:
        await until(lambda: app.model.has_runs)
        app.views.change(USUAL_VIEW, "")
        await pilot.pause(2.0)
        found["shown"] = [
            await seconds(
                app, press(app, "alt+2"), lambda: isinstance(app.screen, RunsScreen) and app.screen.table.row_count > 0
            )
        ]
        table = app.screen.query_one(RunTable)

        async def measure(name: str, does: Callable[[], object]) -> None:
            before = table.cursor, table.lines
            found.setdefault(name, []).append(
                await seconds(app, does, lambda: (table.cursor, table.lines) != before and not table._repaint_regions)
            )

        for key in itertools.islice(itertools.cycle(["j"] * 30 + ["k"] * 29), times):
            await measure("cursor", press(app, key))
        for key in itertools.islice(itertools.cycle(["pagedown"] * 20 + ["pageup"] * 19), times):
            await measure("page", press(app, key))
        await pilot.press("g", "right", "right", "right")
        for _ in range(times):
            await measure("sort", press(app, "s"))
        await pilot.press("slash")
        for key in itertools.islice(itertools.cycle([*FILTER, "ctrl+u"]), times):
            await measure("filter", press(app, key))
        await pilot.press("escape")
        for _ in range(max(times // 4, 3)):
            await measure("groups", press(app, "o"))
            await measure("undo", press(app, "z"))
        app.views.change(USUAL_VIEW, "")
        await pilot.pause(1.0)
    app.session.close()
    return found


def beside_training(folder: Path, epochs: int) -> list[dict[str, Any]]:
    """Return, for each stage of a training beside the table, the waits of its event loop and the times of its keys.

    In a real terminal: the cursor goes from the oldest run of the store to the one above it and back.
    """
    keys: list[tuple[float, float]] = []
    rng = random.Random(0)
    timings = folder / "timings.json"
    RunStore(folder).preferences.remember("form", RunSpec(units=518, epochs=epochs).model_dump(mode="json"))
    before = set((folder / "runs").glob("*/best.keras"))
    with Terminal(TIMED_LAB, "--store", str(folder), str(timings)) as terminal:
        terminal.since(terminal.began, b"nodes per layer")
        terminal.rest(5.0)
        terminal.press(F5)
        terminal.rest(0.5)
        for key in (MODE_2, b"G"):
            terminal.press(key)
            terminal.rest(2.0)
        ends = None
        for seed, key in itertools.cycle([(2, UP), (1, DOWN)]):
            keys.append((time.monotonic(), terminal.answered(key, f"· {seed}".encode())))
            terminal.rest(rng.uniform(*BETWEEN_KEYS))
            if ends is None and set((folder / "runs").glob("*/best.keras")) - before:
                ends = time.monotonic() + 3.0
            if ends is not None and time.monotonic() > ends:
                break
        terminal.press(QUIT)
        terminal.rest(2.0)
        terminal.process.wait(60)
    return by_stage(json.loads(timings.read_text(encoding="utf-8")), keys)


def training_markdown(rows: Sequence[dict[str, Any]]) -> str:
    """Return a line for each stage."""
    lines = [
        "| a run of 518 nodes trains | lasts s | longest wait of the event loop, ms | keys | key to repaint, ms: "
        "median | 99th percentile | longest |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in rows:
        figures = (row[name] for name in ("longest_wait", "median", "p99", "longest_key"))
        wait, *times = (f"{1000 * figure:.0f}" if figure is not None else "–" for figure in figures)
        lines.append(f"| {row['stage']} | {row['seconds']:.1f} | {wait} | {row['keys']} | {' | '.join(times)} |")
    return "\n".join(lines) + "\n"


async def of_plain(summaries: Sequence[Summary], times: int) -> dict[str, list[float]]:
    """Return the seconds of each action on Textual's table."""
    columns = columns_of()[:COLUMNS]
    rows = [[column.text(summary) for column in columns] for summary in summaries]
    app = PlainTable(rows, [f"{column.heading} {place}" for place, column in enumerate(columns)])
    found: dict[str, list[float]] = {}
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(0.5)
        table = app.query_one(DataTable)
        found["shown"] = [await seconds(app, lambda: app.show(rows), lambda: table.row_count == len(rows))]
        table.focus()
        for name, key in (("cursor", "down"), ("page", "pagedown")):
            for _ in range(times):
                row = table.cursor_row
                found.setdefault(name, []).append(
                    await seconds(app, press(app, key), lambda row=row: table.cursor_row != row)
                )
        headings = app.headings
        for place in range(max(times // 8, 3)):
            heading = headings[2 + place % 3]
            count = table._update_count
            found.setdefault("sort", []).append(
                await seconds(
                    app, lambda heading=heading: table.sort(heading), lambda count=count: table._update_count != count
                )
            )
        half = rows[: len(rows) // 2]
        found["filter"] = [await seconds(app, lambda: app.show(half), lambda: table.row_count == len(half))]
    return found


def markdown(lab: dict[str, list[float]], plain: dict[str, list[float]], runs: int) -> str:
    """Return a line for each action."""
    lines = [
        f"| {runs:,} runs × {COLUMNS} columns, ms | to reach | median | 99th percentile | DataTable: median | 99th |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, times in lab.items():
        own = f"{_of(times, 0.5)} | {_of(times, 0.99)}"
        others = f"{_of(plain[name], 0.5)} | {_of(plain[name], 0.99)}" if name in plain else "– | –"
        lines.append(f"| {name} ({len(times)}) | {TO_REACH[name]} | {own} | {others} |")
    return "\n".join(lines) + "\n"


def _of(times: Sequence[float], share: float) -> str:
    ordered = sorted(times)
    value = statistics.median(ordered) if share == 0.5 else ordered[min(len(ordered) - 1, int(share * len(ordered)))]
    return f"{1000 * value:.0f}"


def run(work: Awaitable[dict[str, list[float]]]) -> dict[str, list[float]]:
    """Run one of the two apps."""
    return asyncio.run(work)  # type: ignore[arg-type]


def main() -> None:
    """Fill a store, and measure both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--out", type=Path, default=Path())
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        folder = options.store or Path(made)
        if not any(folder.glob("runs/*")):
            fill(folder, options.runs)
        lab = run(of_lab(folder, options.times))
        plain = run(of_plain(RunStore(folder).summaries(), options.times))
        rows = beside_training(folder, options.epochs) if options.epochs else []
    text = markdown(lab, plain, options.runs) + ("\n" + training_markdown(rows) if rows else "")
    print(text)
    (options.out / "table.md").write_text(text, encoding="utf-8")
    (options.out / "table.json").write_text(
        json.dumps({"lab": lab, "plain": plain, "stages": rows}, indent=1), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
