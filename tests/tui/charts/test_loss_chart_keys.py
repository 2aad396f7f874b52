"""The keys and the mouse on the live chart."""

from __future__ import annotations

from mnist_lab.domain.charts.curves import ChartMetric
from support.run_examples import a_run
from tui.charts.chart_app import GHOST, HISTORY, ChartUnderTest, chart_lines


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
