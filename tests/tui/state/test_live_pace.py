"""How often a run in training is shown."""

from __future__ import annotations

from mnist_lab.domain.runs.events import Paused
from mnist_lab.domain.runs.run import RunState
from mnist_lab.tui.state.live_pace import LivePace
from support.run_examples import a_run, progress
from tui.charts.chart_app import HISTORY


def test_progress_is_shown_once_in_a_while_and_anything_else_at_once() -> None:
    now = [0.0]
    pace = LivePace(1.0, clock=lambda: now[0])
    run = a_run(HISTORY[:2], RunState.RUNNING).after(progress(3, 1, 0.1))
    assert pace.is_due(run)
    now[0] = 0.9
    assert not pace.is_due(run.after(progress(3, 2, 0.1)))
    now[0] = 1.0
    assert pace.is_due(run.after(progress(3, 3, 0.1)))
    now[0] = 1.1
    assert pace.is_due(run.after(Paused()))


def test_without_a_wait_all_progress_is_shown() -> None:
    pace = LivePace(0.0, clock=lambda: 0.0)
    run = a_run(HISTORY[:2], RunState.RUNNING)
    assert all(pace.is_due(run.after(progress(3, batch, 0.1))) for batch in (1, 2, 3))


def test_each_of_several_runs_is_shown_once_in_a_while() -> None:
    now = [0.0]
    pace = LivePace(1.0, clock=lambda: now[0])
    runs = [a_run(HISTORY[:2], RunState.RUNNING, run_id=name) for name in "ab"]
    assert all(pace.is_due(run.after(progress(3, 1, 0.1))) for run in runs)
    now[0] = 0.5
    assert not any(pace.is_due(run.after(progress(3, 2, 0.1))) for run in runs)
    now[0] = 1.0
    assert all(pace.is_due(run.after(progress(3, 3, 0.1))) for run in runs)
