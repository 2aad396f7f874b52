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
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import root  # noqa: F401

# isort: split
from made_up_runs import fill
from painted_apps import PlainTable, WatchedLab, press, seconds, until
from stages import BETWEEN_KEYS, TIMED_LAB, by_stage, stage_table
from textual.widgets import DataTable
from timed_terminal import DOWN, F5, QUIT, UP, TimedTerminal

from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.columns import columns_of
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.domain.views.table_view import USUAL_VIEW
from mnist_lab.services.session import Session
from mnist_lab.tui.runs.run_table import RunTable
from mnist_lab.tui.runs.screen import RunsScreen
from mnist_lab_store.run_store import RunStore
from support.fakes import ScriptedTrainer, nominal_mnist

SIZE = (120, 36)
COLUMNS = 20
WHILE_TRAINING = "a run of 518 nodes trains"
MODE_2 = b"\x1b2"
FILTER = "nodes>100 val_acc>.95"
TO_REACH = {
    "shown": 600, "cursor": 30, "page": 60, "sort": 300, "filter": 150, "groups": 500, "undo": 300,
}  # fmt: skip
"""Milliseconds."""


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
    with TimedTerminal(TIMED_LAB, "--store", str(folder), str(timings)) as terminal:
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
    text = markdown(lab, plain, options.runs) + (
        "\n" + "\n".join(stage_table(WHILE_TRAINING, rows)) + "\n" if rows else ""
    )
    print(text)
    (options.out / "table.md").write_text(text, encoding="utf-8")
    (options.out / "table.json").write_text(
        json.dumps({"lab": lab, "plain": plain, "stages": rows}, indent=1), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
