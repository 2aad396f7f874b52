"""The line that says how far a lab is."""

from __future__ import annotations

from dataclasses import replace

from textual.app import App, ComposeResult

from mnist_lab.domain.experiments.progress import LabProgress
from mnist_lab.domain.runs.run import RunState
from mnist_lab.tui.batches.progress_line import ProgressLine
from support.fakes import an_epoch
from support.run_examples import a_run

BEGUN = LabProgress(kept=3, count=10, run=None, label="", waiting=(), ahead=0, unasked=7, seconds=70)


class LineApp(App[None]):
    def compose(self) -> ComposeResult:
        yield ProgressLine()


async def test_a_bar_is_drawn_until_all_runs_are_kept() -> None:
    app = LineApp()
    async with app.run_test(size=(120, 5)):
        line = app.query_one(ProgressLine)
        line.progress, line.note = BEGUN, "you guessed 1 of 3"
        assert line.render().plain.startswith("█")
        in_last_epoch = a_run([an_epoch(each) for each in range(1, 11)], RunState.RUNNING)
        line.progress = replace(BEGUN, kept=9, run=in_last_epoch, unasked=0)
        assert line.render().plain.startswith("█")
        line.progress = replace(BEGUN, kept=10, unasked=0)
        assert line.render().plain == "all 10 runs are kept  ·  you guessed 1 of 3"


async def test_a_note_without_room_is_left_out_whole() -> None:
    app = LineApp()
    async with app.run_test(size=(60, 5)):
        line = app.query_one(ProgressLine)
        line.progress, line.note = BEGUN, "you guessed 1 of 3"
        assert "you guessed" not in line.render().plain
        assert "…" not in line.render().plain
