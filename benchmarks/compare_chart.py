"""Measures mode 3 with 8 groups of 5 runs of 40 epochs: drawing the chart, and a key until its effect is painted.

    python benchmarks/compare_chart.py [--times 100]

The real app runs without a terminal, but everything that it would send is rendered. Prints medians and 99th percentiles
in milliseconds, beside what is to be reached.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import random
import statistics
import tempfile
import time
from pathlib import Path

import root  # noqa: F401

# isort: split
from painted_apps import WatchedLab, press, seconds, until

from mnist_lab.domain.comparison.marks import NO_MARKS, Marks
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.services.session import Session
from mnist_lab.tui.charts.overlay_chart import OverlayChart
from mnist_lab.tui.compare.screen import CompareScreen
from mnist_lab_store.run_store import RunStore
from support.fakes import ScriptedTrainer, nominal_mnist
from support.store_examples import example_epoch, example_run

SIZES = {(120, 36): 60, (200, 50): 120}
"""The milliseconds in which the chart is to be drawn."""
GROUPS, SEEDS, EPOCHS = 8, 5, 40
KEYS = ("right", "right", "y", "t", "t", "B", "B", "plus", "0", "down", "up", "m")


def a_run(group: int, seed: int) -> Run:
    """Return a run whose losses fall, and rise again, as its group's do, with noise of its own."""
    noise = random.Random(group * SEEDS + seed)
    epochs = []
    for number in range(1, EPOCHS + 1):
        loss = 0.08 + 0.3 / number**0.8 + group * 0.012 + 0.00015 * group * number + noise.gauss(0, 0.01)
        epochs.append(
            example_epoch(number, loss=loss * 0.6, clean_loss=loss * 0.3, val_loss=loss, val_accuracy=1 - loss / 4)
        )
    spec = RunSpec(units=16 * (group + 1), seed=seed + 1, epochs=EPOCHS)
    made = example_run(group * SEEDS + seed + 1, spec=spec, test_accuracy=0.98 - group * 0.001, seconds=100.0)
    return made.model_copy(update={"epochs": tuple(epochs)})


def fill(store: RunStore) -> Marks:
    """Keep the runs, and return marks for their groups."""
    marks = NO_MARKS
    for group in range(GROUPS):
        runs = [a_run(group, seed) for seed in range(SEEDS)]
        for run in runs:
            store.put(run)
        ids = [run.id for run in runs]
        marks = marks.marked(f"group {min(ids)}", ids, ())
    return marks


def draw(chart: OverlayChart, times: int) -> list[float]:
    """Return the seconds that each drawing of the chart takes, with the cursor at the next epoch each time."""
    found = []
    for place in range(times):
        chart.set_reactive(OverlayChart.cursor, place % EPOCHS + 1)
        began = time.perf_counter()
        chart.render()
        found.append(time.perf_counter() - began)
    return found


async def measure(size: tuple[int, int], times: int) -> dict[str, list[float]]:
    """Return the seconds of drawing, and of each key until the chart is painted."""
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as name:
        store = RunStore(Path(name))
        marks = fill(store)
        app = WatchedLab(Session(ScriptedTrainer(), store, nominal_mnist))
        async with app.run_test(size=size) as pilot:
            await until(lambda: app.model.has_runs)
            app.views.mark(marks)
            await pilot.press("alt+3")
            await until(lambda: isinstance(app.screen, CompareScreen) and app.screen.comparison is not None)
            await pilot.pause(2.0)
            chart = app.screen.query_one(OverlayChart)
            found["drawing"] = draw(chart, times)
            for place in range(times):
                before = chart._drawn
                key = KEYS[place % len(KEYS)]
                shown = await seconds(app, press(app, key), lambda before=before: chart._drawn is not before)
                found.setdefault("key to paint", []).append(shown)
        app.session.close()
    return found


def main() -> None:
    """Measure at both sizes, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=100)
    times = parser.parse_args().times
    print(f"{GROUPS} groups × {SEEDS} runs × {EPOCHS} epochs, milliseconds: median, 99th percentile")
    for size, most in SIZES.items():
        for what, taken in asyncio.run(measure(size, times)).items():
            ordered = sorted(each * 1000 for each in taken)
            tail = ordered[min(math.ceil(0.99 * len(ordered)), len(ordered)) - 1]
            print(f"{size[0]}×{size[1]}  {what:<13} {statistics.median(ordered):6.1f} {tail:6.1f}   to reach {most}")


if __name__ == "__main__":
    main()
