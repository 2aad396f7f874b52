"""Properties of every comparison: which runs a side has, and what its curves and readings are."""

from __future__ import annotations

import math
from statistics import fmean

from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_lab.domain.charts.curves import ChartMetric, Curve, figure_of
from mnist_lab.domain.comparison.marks import NO_MARKS, Mark, Marks
from mnist_lab.domain.comparison.members import concerning, members_of
from mnist_lab.domain.comparison.overlay import ALL_CURVES, overlay_of, x_axis_over
from mnist_lab.domain.comparison.picture import OverlayView, comparison_svg
from mnist_lab.domain.comparison.readings import readings_at
from mnist_lab.domain.comparison.zoom import Zoom
from mnist_lab.domain.evidence.groups import is_repeat
from mnist_lab.domain.runs.run import Dataset, Run, RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.run_summary import Summary, summary_of
from support.compare_examples import comparing, groups
from support.store_examples import DIGITS, example_epoch, example_run

ANY = settings(max_examples=150, deadline=None)
FIGURES = st.floats(0, 10) | st.sampled_from([math.nan, math.inf, 1e200])
HISTORIES = st.lists(st.lists(st.tuples(FIGURES, FIGURES, st.none() | FIGURES), max_size=6), min_size=1, max_size=5)
SPECS = st.builds(
    RunSpec, units=st.sampled_from([8, 16]), dropout=st.sampled_from([0.0, 0.2]), seed=st.integers(1, 3),
    device=st.sampled_from(["auto", "cpu"]),
)  # fmt: skip
OTHER = Dataset(name="mine", sha256="0" * 64)
RUNS = st.lists(st.tuples(SPECS, st.sampled_from([DIGITS, OTHER])), min_size=1, max_size=12)
GROUPED = st.sampled_from([None, (), ("units",), ("dropout", "units")])


def trained(number: int, history: list[tuple[float, float, float | None]], state: RunState) -> Run:
    epochs = tuple(
        example_epoch(place, val_loss=validation, loss=loss, clean_loss=clean)
        for place, (validation, loss, clean) in enumerate(history, start=1)
    )
    run = example_run(number, epochs=0, spec=RunSpec(seed=number, epochs=8), state=state)
    return run.model_copy(update={"epochs": epochs, "test_accuracy": 0.9})


def kept(runs: list[tuple[RunSpec, Dataset]]) -> dict[str, Summary]:
    found = [example_run(number, epochs=0, spec=spec, data=data) for number, (spec, data) in enumerate(runs, start=1)]
    return {run.id: summary_of(run) for run in found}


def belongs(mark: Mark, summary: Summary, to: Summary) -> bool:
    """Say it as plainly as it can be said."""
    if mark.grouped_by is None:
        return summary.id == to.id
    if mark.grouped_by == ():
        return is_repeat(summary, to)
    same = all(summary.run.spec.value(name) == to.run.spec.value(name) for name in mark.grouped_by)
    return same and summary.run.data.sha256 == to.run.data.sha256


@given(RUNS, st.data())
@ANY
def test_a_mark_has_the_runs_that_a_plain_loop_finds(runs: list[tuple[RunSpec, Dataset]], data: st.DataObject) -> None:
    summaries = kept(runs)
    chosen = data.draw(st.lists(st.tuples(st.sampled_from(sorted(summaries)), GROUPED), max_size=8))
    marks = NO_MARKS
    for place, (run_id, grouped_by) in enumerate(chosen):
        marks = marks.marked(str(place), [run_id], grouped_by)
    expected = [
        {each.id for each in summaries.values() if belongs(mark, each, summaries[mark.run_ids[0]])}
        for mark in marks.marks
    ]
    assert [{each.id for each in runs} for _, runs in members_of(marks, summaries)] == expected
    concerns = concerning(marks, summaries)
    assert {each.id for each in summaries.values() if concerns(each)} == set().union(*expected)


@given(RUNS)
@ANY
def test_a_group_does_not_depend_on_which_of_its_runs_was_marked(runs: list[tuple[RunSpec, Dataset]]) -> None:
    summaries = kept(runs)
    for run_id in summaries:
        ((_, members),) = members_of(Marks((Mark("A", "a", (run_id,), ()),)), summaries)
        for member in members:
            assert members_of(Marks((Mark("A", "a", (member.id,), ()),)), summaries)[0][1] == members


@given(HISTORIES, st.sampled_from([RunState.FINISHED, RunState.STOPPED, RunState.RUNNING]))
@ANY
def test_a_curve_is_the_mean_of_the_finite_figures(
    histories: list[list[tuple[float, float, float | None]]], state: RunState
) -> None:
    runs = [trained(number, history, state) for number, history in enumerate(histories, start=1)]
    comparison = comparing(groups(runs), runs)
    for curve in overlay_of(comparison, ChartMetric.LOSS, curves=ALL_CURVES):
        for point in curve.points:
            figures = [figure_of(r.epochs[point.epoch - 1], curve.curve, ChartMetric.LOSS) for r in runs
                       if len(r.epochs) >= point.epoch]  # fmt: skip
            finite = [figure for figure in figures if figure is not None and math.isfinite(figure)]
            assert point.count == len(finite)
            assert (point.low, point.mean, point.high) == (min(finite), fmean(finite), max(finite))
        assert [point.x for point in curve.points] == [float(point.epoch) for point in curve.points]
        readings = {p.epoch: readings_at(comparison, p.epoch, ChartMetric.LOSS)[0] for p in curve.points}
        name = {Curve.TRAINING: "training", Curve.CLEAN: "clean", Curve.VALIDATION: "validation"}[curve.curve]
        assert all(getattr(readings[point.epoch], name) == point.mean for point in curve.points)


@given(HISTORIES, st.booleans(), st.booleans(), st.integers(1, 8), st.integers(1, 8))
@ANY
def test_every_comparison_can_be_drawn(
    histories: list[list[tuple[float, float, float | None]]], in_seconds: bool, is_log: bool, first: int, last: int
) -> None:
    runs = [trained(number, history, RunState.FINISHED) for number, history in enumerate(histories, start=1)]
    comparison = comparing(groups(runs), runs)
    zoom = Zoom(min(first, last), max(first, last))
    axis = x_axis_over(comparison, zoom, in_seconds)
    assert axis.low <= axis.high
    picture = comparison_svg(comparison, OverlayView(ChartMetric.LOSS, in_seconds, is_log, zoom))
    assert "nan" not in picture
    assert "inf" not in picture
