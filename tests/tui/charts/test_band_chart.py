"""The chart of groups: their means, the hatching over the repeats, and the legend."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from mnist_lab.domain.charts.curves import ChartMetric
from mnist_lab.tui.charts.band_chart import BandChart
from mnist_lab.tui.charts.band_chart_view import BandChartView, GroupCurves
from mnist_lab.tui.charts.drawing import Ink, Stroke
from mnist_lab.tui.charts.grid import Grid
from mnist_lab.tui.charts.plot import draw
from mnist_lab.tui.charts.strokes import dots_of_traces
from support.fakes import a_history

LOW, HIGH = a_history([0.2, 0.1, 0.1]), a_history([0.4, 0.3, 0.3])
GROUPS = (
    GroupCurves("A", "baseline", (LOW, HIGH)),
    GroupCurves("B", "64 nodes", (HIGH,)),
    GroupCurves("C", "2048 nodes", ()),
)


def text_of(view: BandChartView, columns: int = 60, rows: int = 16) -> str:
    return "\n".join("".join(words for words, _ in row) for row in draw(view.drawing(columns, rows)))


def test_repeats_have_a_mean_and_hatching_and_one_run_has_a_line() -> None:
    traces = BandChartView(GROUPS, 3).drawing(60, 16).traces
    assert [(trace.ink, trace.stroke, trace.letter) for trace in traces] == [
        (Ink.GROUP_A, Stroke.HATCHED, ""),
        (Ink.GROUP_A, Stroke.THIN, "A"),
        (Ink.GROUP_B, Stroke.THICK, "B"),
        (Ink.GROUP_C, Stroke.BROKEN, "C"),
    ]
    hatching, mean, *_ = traces
    for (_, low), (_, middle), (_, high) in zip(hatching.places, mean.places, hatching.upper, strict=True):
        assert low < middle < high
    assert traces[-1].places == ()


def test_the_hatching_of_each_group_has_columns_of_its_own() -> None:
    both = BandChartView((GROUPS[0], GroupCurves("B", "64 nodes", (LOW, HIGH))), 3)
    drawing = both.drawing(60, 16)
    columns = {
        trace.ink: {dot[0] // 2 for dot in dots} for trace, dots in dots_of_traces(drawing, Grid.of(drawing))
        if trace.stroke is Stroke.HATCHED
    }  # fmt: skip
    assert len(columns) == 2
    assert all(columns.values())
    assert not set.intersection(*columns.values())


def test_a_few_epochs_have_their_hatching_where_something_was_measured() -> None:
    drawing = BandChartView(GROUPS[:1], 3).drawing(60, 16)
    grid = Grid.of(drawing)
    (hatching, *_), dots = zip(*dots_of_traces(drawing, grid), strict=True)
    assert hatching.stroke is Stroke.HATCHED
    epochs = {grid.cell(place)[0] for place in hatching.places}
    assert {dot[0] // 2 for dot in dots[0]} <= epochs
    assert len(epochs) == 3


def test_letters_name_the_curves_without_colour_and_in_ascii() -> None:
    for is_ascii in (False, True):
        text = text_of(BandChartView(GROUPS, 3, is_ascii=is_ascii))
        assert "A" in text
        assert "B" in text
    assert text.isascii()


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (120, "A ── baseline (2)   B ━━ 64 nodes (1)   C ╍╍ 2048 nodes (0)"),
        (50, "A ── baseline   B ━━ 64 nodes   C ╍╍ 2048 nodes"),
        (20, "A ──   B ━━   C ╍╍"),
    ],
)
def test_the_legend_is_the_longest_that_fits(columns: int, words: str) -> None:
    legend = "".join(piece for piece, _ in BandChartView(GROUPS, 3).legend(columns))
    assert legend == words


@pytest.mark.parametrize("columns", [28, 40, 60, 66, 120])
def test_the_title_names_the_lab_and_the_unit_and_explains_the_hatching(columns: int) -> None:
    title = "".join(piece for piece, _ in BandChartView(GROUPS, 3, subject="lab nodes").title(columns))
    assert title.startswith("lab nodes · validation loss")
    assert len(title) <= columns
    assert ("lowest to highest" in title) is (columns >= 60)
    assert ("upright lines" in title) is (columns >= 66)
    one_each = BandChartView(GROUPS[1:2], 3, subject="lab nodes")
    assert "lowest" not in "".join(piece for piece, _ in one_each.title(120))


def test_a_loss_off_the_scale_is_told_at_its_epoch() -> None:
    diverging = GroupCurves("A", "baseline", (a_history([0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 9.0]),))
    assert "9.0000 ↑" in text_of(BandChartView((diverging,), 8))


def test_accuracies_and_a_log_axis_are_named() -> None:
    title = "".join(piece for piece, _ in BandChartView(GROUPS, 3, ChartMetric.ACCURACY, is_log=True).title(120))
    assert title.startswith("validation accuracy %, log")
    assert " 98 ┤" in text_of(BandChartView(GROUPS, 3, ChartMetric.ACCURACY, is_log=True))


def test_figures_that_are_not_finite_leave_a_gap() -> None:
    diverged = GroupCurves("A", "baseline", (a_history([0.2, float("nan")]), a_history([0.3, float("inf")])))
    assert text_of(BandChartView((diverged,), 3))
    assert text_of(BandChartView((diverged,), 3, is_log=True))


class ChartApp(App[None]):
    def compose(self) -> ComposeResult:
        yield BandChart(is_ascii=True)


async def test_without_a_run_the_invitation_is_shown() -> None:
    app = ChartApp()
    async with app.run_test(size=(60, 16)) as pilot:
        chart = app.query_one(BandChart)
        chart.invitation = "F5 trains."
        await pilot.pause()
        assert "F5 trains." in chart.render().plain
        chart.groups, chart.epochs = GROUPS, 3
        await pilot.pause()
        assert chart.has_curves
        assert "A ** baseline (2)   B ## 64 nodes (1)   C == 2048 nodes (0)" in chart.render().plain
        chart.change_metric()
        assert "validation accuracy %" in chart.render().plain
        chart.change_scale()
        assert ", log" in chart.render().plain
