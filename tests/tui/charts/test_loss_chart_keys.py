"""The keys and the mouse on the live chart."""

from __future__ import annotations

import math

import pytest

from mnist_lab.domain.charts.curves import ChartMetric
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.tui.charts.drawing import Stroke
from mnist_lab.tui.charts.loss_chart import NOT_REFINED
from support.run_examples import a_run
from tui.charts.chart_app import GHOST, HISTORY, ChartUnderTest, chart_lines, picture_of


async def test_the_keys_change_metric_scale_and_x_axis() -> None:
    test = ChartUnderTest(a_run(HISTORY))
    async with test.app.run_test(size=(80, 20)) as pilot:
        chart = await test.show(pilot)
        await pilot.press("m")
        assert " · accuracy %" in chart_lines(chart)[0]
        await pilot.press("m", "y")
        assert " · loss, log" in chart_lines(chart)[0]
        await pilot.press("y")
        assert chart_lines(chart)[-1].split() == ["epoch", "1", "2", "3", "4"]
        await pilot.press("x")
        assert chart_lines(chart)[-1].split() == ["s", *(f"{half / 2:.1f}" for half in range(3, 13))]
        await pilot.press("x", "f")
        await pilot.pause()
    assert (chart.metric, chart.log_scale, chart.seconds_axis) == (ChartMetric.LOSS, False, False)
    assert test.app.full_screen_requests == 1


async def test_b_hides_and_shows_the_baseline_if_there_is_one() -> None:
    test = ChartUnderTest(a_run(HISTORY))
    async with test.app.run_test(size=(80, 20)) as pilot:
        chart = await test.show(pilot)
        await pilot.press("b")
        assert chart.ghost_shown
        chart.ghost = GHOST
        await pilot.pause()
        assert "baseline" in chart_lines(chart)[1]
        await pilot.press("b")
        assert "baseline" not in chart_lines(chart)[1]
        await pilot.press("b")
        assert "baseline" in chart_lines(chart)[1]


REFINED = tuple(
    epoch.model_copy(update={"refined_val_loss": loss, "temperature": 1.5})
    for epoch, loss in zip(HISTORY, (0.11, 0.08, 0.06, 0.05), strict=True)
)


async def test_h_shows_the_refined_loss_with_its_mark_and_hides_it() -> None:
    test = ChartUnderTest(a_run(REFINED))
    async with test.app.run_test(size=(120, 20)) as pilot:
        chart = await test.show(pilot)
        assert "refined" not in chart.render().plain
        assert "▿" not in chart.render().plain
        await pilot.press("h")
        title, legend, *_ = chart_lines(chart)
        assert "▿ refined, epoch 4" in title
        assert "╍╍ refined" in legend
        assert picture_of(chart).count("▿") == 1
        assert len(test.plot.drawings[-1].traces) == 5
        await pilot.press("left")
        assert "refined 0.0500▿" in chart_lines(chart)[1]
        await pilot.press("h", "escape")
        assert "refined" not in chart.render().plain


@pytest.mark.parametrize(
    "history", [HISTORY, tuple(e.model_copy(update={"refined_val_loss": math.nan}) for e in HISTORY)]
)
async def test_h_does_nothing_and_says_why_without_refined_losses(history: tuple[Epoch, ...]) -> None:
    test = ChartUnderTest(a_run(history))
    async with test.app.run_test(size=(120, 20)) as pilot:
        chart = await test.show(pilot)
        await pilot.press("h")
        assert not chart.refined_shown
        assert chart.reason_for("toggle_refined", ()) == NOT_REFINED


async def test_of_accuracies_there_is_no_refined_curve() -> None:
    test = ChartUnderTest(a_run(REFINED))
    async with test.app.run_test(size=(120, 20)) as pilot:
        chart = await test.show(pilot)
        await pilot.press("h", "m")
        assert "refined" not in chart.render().plain
        assert chart.check_action("toggle_refined", ()) is False
        assert "m" in chart.reason_for("toggle_refined", ()).split()
        await pilot.press("m")
        assert "refined" in chart_lines(chart)[1]


async def test_a_refined_loss_that_is_missing_or_not_finite_is_not_drawn() -> None:
    holed = [REFINED[0], REFINED[1].model_copy(update={"refined_val_loss": None}), REFINED[2]]
    holed.append(REFINED[3].model_copy(update={"refined_val_loss": math.nan}))
    test = ChartUnderTest(a_run(holed))
    async with test.app.run_test(size=(120, 20)) as pilot:
        chart = await test.show(pilot)
        await pilot.press("h")
        assert "▿ refined, epoch 3" in chart_lines(chart)[0]
        (refined,) = (trace for trace in test.plot.drawings[-1].traces if trace.stroke is Stroke.BROKEN)
        assert len(refined.places) == 2


@pytest.mark.parametrize(("width", "marks"), [(48, "▾▴"), (52, "▾▴▿"), (62, "▾▴▿"), (160, "▾▴▿")])
async def test_the_third_mark_is_drawn_where_it_can_be_explained(width: int, marks: str) -> None:
    accurate = (*REFINED[:1], REFINED[1].model_copy(update={"val_accuracy": 0.99}), *REFINED[2:])
    test = ChartUnderTest(a_run(accurate))
    async with test.app.run_test(size=(width, 14)) as pilot:
        chart = await test.show(pilot)
        await pilot.press("h")
        head, picture = " ".join(chart_lines(chart)[:2]), picture_of(chart)
    assert [mark for mark in "▾▴▿" if mark in picture] == list(marks)
    assert [mark for mark in "▾▴▿" if mark in head] == list(marks)
    assert "ref" in head


async def test_in_ascii_the_refined_curve_has_signs_of_its_own() -> None:
    test = ChartUnderTest(a_run(REFINED), is_ascii=True)
    async with test.app.run_test(size=(120, 20)) as pilot:
        chart = await test.show(pilot)
        await pilot.press("h")
        assert chart.render().plain.isascii()
        assert "== refined" in chart_lines(chart)[1]
        assert "u refined, epoch" in chart_lines(chart)[0]


async def test_the_cursor_reads_out_an_epoch_and_ends_past_the_last() -> None:
    test = ChartUnderTest(a_run(HISTORY), GHOST)
    async with test.app.run_test(size=(130, 20)) as pilot:
        chart = await test.show(pilot)
        await pilot.press("left", "left")
        first = chart_lines(chart)[1]
        for words in ("epoch 3", "training 0.1000", "clean 0.0667", "validation 0.0850▾", "baseline 0.1000", "97.00 %"):
            assert words in first
        await pilot.press("m")
        assert "validation 97.00 %" in chart_lines(chart)[1]
        assert "loss 0.0850" in chart_lines(chart)[1]
        await pilot.press("right", "right")
        assert "epoch" not in chart_lines(chart)[1]
        await pilot.press("right")
        assert "epoch 1" in chart_lines(chart)[1]


async def test_a_click_reads_out_the_epoch_under_it() -> None:
    test = ChartUnderTest(a_run(HISTORY))
    async with test.app.run_test(size=(80, 20)) as pilot:
        chart = await test.show(pilot)
        await pilot.click(chart, offset=(chart_lines(chart)[-1].index("3") + 1, 10))
        assert chart.cursor == 3


async def test_another_run_removes_the_cursor() -> None:
    test = ChartUnderTest(a_run(HISTORY))
    async with test.app.run_test(size=(80, 20)) as pilot:
        chart = await test.show(pilot)
        await pilot.press("left")
        chart.run = a_run(HISTORY, run_id="b")
        await pilot.pause()
        assert chart.cursor is None
