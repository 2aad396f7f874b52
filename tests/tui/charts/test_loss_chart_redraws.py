"""When the live chart is drawn again."""

from __future__ import annotations

import pytest

from mnist_lab.domain.runs.events import EpochDone, Finished
from mnist_lab.domain.runs.run import RunState
from support.driven import until
from support.run_examples import a_run, progress
from tui.charts.chart_app import HISTORY, ChartUnderTest

HOURS = 3600.0


async def test_nothing_is_drawn_twice() -> None:
    test = ChartUnderTest(a_run(HISTORY))
    async with test.app.run_test(size=(80, 20)) as pilot:
        chart = await test.show(pilot)
        for _ in range(3):
            chart.refresh(layout=True)
            await pilot.pause()
        chart.run = a_run(HISTORY)
        await pilot.pause()
        assert len(test.plot.drawings) == 1
        await pilot.resize_terminal(70, 18)
        await pilot.pause()
        assert [(one.columns, one.rows) for one in test.plot.drawings] == [(78, 18), (68, 16)]


async def test_an_active_run_is_drawn_at_intervals_and_its_end_at_once() -> None:
    now = [HOURS]
    run = a_run(HISTORY[:2], RunState.RUNNING)
    test = ChartUnderTest(run, clock=lambda: now[0], seconds_between_redraws=HOURS)
    async with test.app.run_test(size=(80, 20)) as pilot:
        chart = await test.show(pilot)
        for batch in (1, 2, 3):
            run = run.after(progress(3, batch, 0.09))
            chart.run = run
            await pilot.pause()
        assert len(test.plot.drawings) == 1
        now[0] += HOURS + 1
        chart.run = run = run.after(EpochDone(HISTORY[2]))
        await pilot.pause()
        assert len(test.plot.drawings) == 1, "a redraw already waits for its turn"
        chart.run = run.after(Finished(6.0))
        await pilot.pause()
        assert len(test.plot.drawings) == 2
        assert len(test.plot.drawings[-1].traces[-1].places) == 3


async def test_a_delayed_redraw_shows_the_newest_state_once() -> None:
    run = a_run(HISTORY[:2], RunState.RUNNING)
    test = ChartUnderTest(run, seconds_between_redraws=0.05)
    async with test.app.run_test(size=(80, 20)) as pilot:
        chart = await test.show(pilot)
        for batch in (1, 2, 3):
            run = run.after(progress(3, batch, 0.09))
            chart.run = run
        await until(pilot, lambda: len(test.plot.drawings) == 2)
        await pilot.pause()
        assert len(test.plot.drawings) == 2
        (live,) = (sign for sign in test.plot.drawings[-1].signs if sign.text == "○")
        assert live.at[0] == pytest.approx((2.75 - 1) / 9)
