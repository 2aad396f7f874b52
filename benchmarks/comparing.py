"""Measures how long a comparison takes: to compute, in the background, and to draw, while the user waits.

    python benchmarks/comparing.py [--groups 8] [--repeats 5] [--epochs 40] [--times 30]

Eight groups of repeats with made-up curves are compared, alone and among 10,000 runs. The drawing is made again each
time: the curves, their axes, the picture of the chart. Prints medians and 99th percentiles of wall time, and of CPU
time, which does not depend on what else the machine does.
"""

from __future__ import annotations

import argparse
import gc
import random
import statistics
import time
from collections.abc import Callable

import root  # noqa: F401

# isort: split
from mnist_lab.domain.charts.curves import ChartMetric
from mnist_lab.domain.comparison.comparison import Comparison, comparison_of
from mnist_lab.domain.comparison.marks import Marks
from mnist_lab.domain.comparison.overlay import ALL_CURVES, overlay_of
from mnist_lab.domain.comparison.picture import OverlayView, comparison_svg
from mnist_lab.domain.comparison.readings import readings_at
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.run_summary import Summary, summary_of
from mnist_lab.tui.charts.chart import draw_with_plotext
from mnist_lab.tui.charts.overlay_view import OverlayChartView
from support.compare_examples import groups
from support.store_examples import example_epoch, example_run

ALL_RUNS = 10_000
SIZES = ((118, 20), (118, 34), (198, 48))
"""Columns and rows of the chart: beside the tables at 120×36, and in full screen at 120×36 and 200×50."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--groups", type=int, default=8)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--times", type=int, default=30)
    asked = parser.parse_args()
    chance = random.Random(1)
    runs = [_group(place, asked.repeats, asked.epochs, chance) for place in range(asked.groups)]
    marks, by_id = groups(*runs), {run.id: run for group in runs for run in group}
    compared = [summary_of(run) for run in by_id.values()]
    others = [_other(number) for number in range(ALL_RUNS - len(compared))]

    gc.freeze()
    comparison = _compared(marks, compared, by_id)  # loads scipy
    tell("computed", lambda: _compared(marks, compared, by_id), asked.times)
    tell(f"computed among {ALL_RUNS:,}", lambda: _compared(marks, [*compared, *others], by_id), asked.times)
    tell("curves", lambda: overlay_of(comparison, ChartMetric.LOSS), asked.times)
    tell("all curves", lambda: overlay_of(comparison, ChartMetric.LOSS, curves=ALL_CURVES), asked.times)
    tell("read out", lambda: readings_at(comparison, asked.epochs // 2, ChartMetric.LOSS), asked.times)
    tell("as SVG", lambda: comparison_svg(comparison, OverlayView()), asked.times)
    for columns, rows in SIZES:
        tell(f"drawn at {columns}×{rows}", lambda: _drawn(comparison, columns, rows), asked.times)  # noqa: B023


def tell(what: str, do: Callable[[], object], times: int) -> None:
    """Do it once to warm up, then this many times, and print how long it took."""
    do()
    wall, cpu = [], []
    for _ in range(times):
        began, began_cpu = time.perf_counter(), time.process_time()
        do()
        wall.append((time.perf_counter() - began) * 1000)
        cpu.append((time.process_time() - began_cpu) * 1000)
    words = (
        f"{name} {statistics.median(each):6.1f} {_last(each):6.1f}" for name, each in (("wall", wall), ("CPU", cpu))
    )
    print(f"{what:24} {'   '.join(words)}  ms")


def _last(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=100, method="inclusive")[98]


def _compared(marks: Marks, summaries: list[Summary], runs: dict[str, Run]) -> Comparison:
    found = comparison_of(marks, summaries, lambda summary: runs[summary.id])
    assert found is not None
    return found


def _drawn(comparison: Comparison, columns: int, rows: int) -> None:
    draw_with_plotext(OverlayChartView(comparison, OverlayView()).drawing(columns, rows))


def _group(place: int, repeats: int, epochs: int, chance: random.Random) -> list[Run]:
    found = []
    for repeat in range(repeats):
        history = tuple(
            example_epoch(epoch, val_loss=0.1 + 0.4 / (epoch + place) + chance.random() * 0.02)
            for epoch in range(1, epochs + 1)
        )
        number, spec = 1 + place * repeats + repeat, RunSpec(units=2 ** (place + 2), seed=1 + repeat, epochs=epochs)
        run = example_run(number, epochs=0, spec=spec, test_accuracy=0.97 + chance.random() * 0.01, seconds=20.0)
        found.append(run.model_copy(update={"epochs": history}))
    return found


def _other(number: int) -> Summary:
    spec = RunSpec(units=1 + number % 500, dropout=0.5, seed=1 + number)
    return summary_of(example_run(10_000 + number, epochs=1, spec=spec))


if __name__ == "__main__":
    main()
