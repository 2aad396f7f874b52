"""The stages of a training, and what the event loop and the keys of the app do in each."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Iterable, Sequence
from typing import Any

BETWEEN_KEYS = (0.06, 0.14)
"""The least and the most seconds between two keys."""
STAGES = ("waiting for F5", "TensorFlow loads", "tracing and first chunk", "training", "saving and scoring")

TIMED_LAB = """
import asyncio, json, sys, time
from textual import on
import mnist_lab.tui.app
from mnist_lab.cli.main import main
from mnist_lab.domain.runs.events import Compiling, Began, Loading, Progress
from mnist_lab.domain.runs.run import RunState
from mnist_lab.tui.state.messages import RunChanged

SECONDS, waits, stages = 0.005, [], []
timings = sys.argv.pop()

class Timed(mnist_lab.tui.app.LabApp):
    def on_mount(self):  # besides that of its base, which Textual calls too
        self.ticker = asyncio.create_task(self.tick())

    async def tick(self):
        while True:
            before = time.monotonic()
            await asyncio.sleep(SECONDS)
            now = time.monotonic()
            waits.append((now, now - before - SECONDS))

    @on(RunChanged)
    def note(self, message):
        run = message.run
        stage = {Loading: 1, Compiling: 2, Began: 2, Progress: 3}.get(type(run.stage), 3 if run.epochs else 0)
        if len(run.epochs) == run.spec.epochs:
            stage = 4
        if run.state is RunState.FINISHED:
            stage = 5
        if not stages or stages[-1][1] != stage:
            stages.append((time.monotonic(), stage))

mnist_lab.tui.app.LabApp = Timed
try:
    main()
finally:
    with open(timings, "w") as file:
        json.dump({"waits": waits, "stages": stages}, file)
"""


def by_stage(noted: dict[str, Any], keys: Iterable[tuple[float, float]]) -> list[dict[str, Any]]:
    """For each stage its seconds, the loop's longest wait, and the median, 99th percentile and longest key."""
    starts = [(noted["waits"][0][0], 0), *((when, stage) for when, stage in noted["stages"] if stage)]
    spans = [(stage, begin, end) for (begin, stage), (end, _) in itertools.pairwise(starts)]
    keys = list(keys)
    rows = []
    for stage, name in enumerate(STAGES):
        within = [(begin, end) for number, begin, end in spans if number == stage]
        waits = [wait for when, wait in noted["waits"] if _is_within(when, within)]
        times = sorted(seconds for when, seconds in keys if _is_within(when, within))
        rows.append(
            {
                "stage": name,
                "seconds": sum(end - begin for begin, end in within),
                "longest_wait": max(waits, default=None),
                "keys": len(times),
                "median": statistics.median(times) if times else None,
                "p99": times[min(len(times) - 1, int(0.99 * len(times)))] if times else None,
                "longest_key": times[-1] if times else None,
            }
        )
    return rows


def _is_within(when: float, spans: Sequence[tuple[float, float]]) -> bool:
    return any(begin <= when < end for begin, end in spans)


def stage_table(heading: str, rows: Sequence[dict[str, Any]]) -> list[str]:
    """Return a table with a line for each stage."""
    lines = [
        f"| {heading} | lasts s | longest wait of the event loop, ms | keys | key to repaint, ms: median | "
        "99th percentile | longest |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in rows:
        figures = (row[name] for name in ("longest_wait", "median", "p99", "longest_key"))
        wait, *times = (f"{1000 * figure:.0f}" if figure is not None else "–" for figure in figures)
        lines.append(f"| {row['stage']} | {row['seconds']:.1f} | {wait} | {row['keys']} | {' | '.join(times)} |")
    return lines
