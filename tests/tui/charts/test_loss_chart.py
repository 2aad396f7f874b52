"""The live chart: what it draws, when, and its keys."""

from __future__ import annotations

import math
from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from mnist_lab.domain.charts.curves import ChartMetric
from mnist_lab.domain.runs.events import EpochDone, Finished, Paused
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.tui.charts import plot
from mnist_lab.tui.charts.chart import lacks_braille
from mnist_lab.tui.charts.loss_chart import LossChart
from mnist_lab.tui.charts.plot import Drawing, PlotRow
from mnist_lab_themes import DARK, LIGHT, PALETTES, STYLESHEETS
from support.fakes import a_history, an_epoch
from support.run_examples import a_run, progress

HISTORY = a_history([0.12, 0.09, 0.085, 0.09])
GHOST = a_history([0.13, 0.11, 0.10, 0.10])
HOURS = 3600.0


class Draughtsman:
    """Draws with plotext and remembers what."""

    def __init__(self) -> None:
        self.drawings: list[Drawing] = []

    def __call__(self, drawing: Drawing) -> tuple[PlotRow, ...]:
        self.drawings.append(drawing)
        return plot.draw(drawing)


class ChartApp(App[None]):
    """A chart that fills the screen."""

    CSS_PATH: ClassVar[list[str]] = [str(path) for path in STYLESHEETS]
    CSS = "LossChart { height: 1fr; }"

    def __init__(self, chart: LossChart) -> None:
        super().__init__()
        self.chart = chart
        self.full_screen_asked = 0

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(DARK.variables)

    def compose(self) -> ComposeResult:
        yield self.chart

    def on_mount(self) -> None:
        for palette in PALETTES:
            self.register_theme(palette)
        self.theme = DARK.name
        self.chart.focus()

    def on_loss_chart_full_screen_toggled(self) -> None:
        self.full_screen_asked += 1


def shown(chart: LossChart) -> list[str]:
    """The chart's lines."""
    return chart.render().plain.split("\n")


class Chart:
    """A chart under test, its app not yet run."""

    def __init__(self, run: Run | None = None, ghost: tuple[Epoch, ...] = (), **options: object) -> None:
        self.drew = Draughtsman()
        usual = {"invitation": "Press F5 [to] train.", "is_ascii": False, "draw": self.drew}
        self.chart = LossChart(**(usual | options))  # type: ignore[arg-type]
        self.app = ChartApp(self.chart)
        self._first = run, ghost

    async def begin(self, pilot: Pilot[None]) -> LossChart:
        self.chart.run, self.chart.ghost = self._first
        await pilot.pause()
        return self.chart


async def test_without_a_run_the_invitation_stands_in_the_middle_as_it_was_written() -> None:
    test = Chart()
    async with test.app.run_test(size=(60, 15)) as pilot:
        lines = shown(await test.begin(pilot))
    assert lines[7].strip() == "Press F5 [to] train."
    assert lines[7].index("P") == (58 - len("Press F5 [to] train.")) // 2
    assert test.drew.drawings == []


async def test_the_first_line_names_the_curves_and_both_best_epochs() -> None:
    run = a_run([*HISTORY, an_epoch(5, 0.1, val_accuracy=0.99)])
    test = Chart(run, GHOST)
    async with test.app.run_test(size=(120, 20)) as pilot:
        chart = await test.begin(pilot)
        first = shown(chart)[0]
        picture = "\n".join(shown(chart)[1:])
    for words in (
        "loss",
        "── training",
        "┄┄ clean",
        "━━ validation",
        "·· baseline",
        "lowest loss: 3",
        "best accuracy: 5",
    ):
        assert words in first
    assert picture.count("▾") == picture.count("▴") == 1
    for letter in "tcv":
        assert letter in picture


async def test_the_epoch_under_way_is_a_sign_that_the_legend_explains() -> None:
    run = a_run(HISTORY[:2], RunState.RUNNING)
    test = Chart(run)
    async with test.app.run_test(size=(80, 20)) as pilot:
        chart = await test.begin(pilot)
        legend, *picture = shown(chart)
        assert "○ this epoch" in legend, "it is there before the sign is, so that the line stands still"
        assert "○" not in "\n".join(picture)
        chart.run = run.after(progress(3, 2, 0.2))
        await pilot.pause()
        chart.run = chart.run.after(Paused())
        await pilot.pause()
        assert shown(chart)[0] == legend
        assert "\n".join(shown(chart)[1:]).count("○") == 1
        chart.run = a_run(HISTORY)
        await pilot.pause()
        assert "○" not in chart.render().plain


async def test_every_curve_and_the_frame_have_looks_of_their_own() -> None:
    test = Chart(a_run(HISTORY), GHOST)
    async with test.app.run_test(size=(120, 20)) as pilot:
        chart = await test.begin(pilot)
        dark = {span.style for span in chart.render().spans}
        test.app.theme = LIGHT.name
        await pilot.pause()
        light = {span.style for span in chart.render().spans}
        assert len(test.drew.drawings) == 1
    assert len(dark) >= 7
    assert not dark & light
    strokes = {trace.stroke for trace in test.drew.drawings[0].traces}
    assert len(strokes) == len(test.drew.drawings[0].traces) == 4


async def test_the_keys_change_metric_scale_and_x_axis() -> None:
    test = Chart(a_run(HISTORY))
    async with test.app.run_test(size=(80, 20)) as pilot:
        chart = await test.begin(pilot)
        await pilot.press("m")
        assert shown(chart)[0].split("   ")[0].strip() == "accuracy %"
        await pilot.press("m", "y")
        assert shown(chart)[0].split("   ")[0].strip() == "loss, log"
        await pilot.press("y")
        assert shown(chart)[-1].split() == ["epoch", "0", "1", "2", "3", "4"]
        await pilot.press("x")
        assert shown(chart)[-1].split() == ["s", *(f"{half / 2:.1f}" for half in range(13))]
        await pilot.press("x", "f")
        await pilot.pause()
    assert (chart.metric, chart.log_scale, chart.seconds_axis) == (ChartMetric.LOSS, False, False)
    assert test.app.full_screen_asked == 1


async def test_the_ghost_can_be_hidden_and_its_key_works_only_where_there_is_one() -> None:
    test = Chart(a_run(HISTORY))
    async with test.app.run_test(size=(80, 20)) as pilot:
        chart = await test.begin(pilot)
        await pilot.press("b")
        assert chart.ghost_shown
        chart.ghost = GHOST
        await pilot.pause()
        assert "baseline" in shown(chart)[0]
        await pilot.press("b")
        assert "baseline" not in shown(chart)[0]
        await pilot.press("b")
        assert "baseline" in shown(chart)[0]


async def test_the_cursor_reads_out_one_epoch_and_leaves_past_the_end() -> None:
    test = Chart(a_run(HISTORY), GHOST)
    async with test.app.run_test(size=(130, 20)) as pilot:
        chart = await test.begin(pilot)
        await pilot.press("left", "left")
        first = shown(chart)[0]
        for words in ("epoch 3", "training 0.1000", "clean 0.0667", "validation 0.0850▾", "baseline 0.1000", "97.00 %"):
            assert words in first
        await pilot.press("m")
        assert "validation 97.00 %" in shown(chart)[0]
        assert "loss 0.0850" in shown(chart)[0]
        await pilot.press("right", "right")
        assert "epoch" not in shown(chart)[0]
        await pilot.press("right")
        assert "epoch 1" in shown(chart)[0]


async def test_a_click_reads_out_the_epoch_under_it() -> None:
    test = Chart(a_run(HISTORY))
    async with test.app.run_test(size=(80, 20)) as pilot:
        chart = await test.begin(pilot)
        await pilot.click(chart, offset=(shown(chart)[-1].index("3") + 1, 10))
        assert chart.cursor == 3


async def test_another_run_takes_the_cursor_away() -> None:
    test = Chart(a_run(HISTORY))
    async with test.app.run_test(size=(80, 20)) as pilot:
        chart = await test.begin(pilot)
        await pilot.press("left")
        chart.run = a_run(HISTORY, run_id="b")
        await pilot.pause()
        assert chart.cursor is None


DIVERGED = [
    [an_epoch(1, math.nan, loss=math.nan, clean_loss=math.nan)],
    [an_epoch(1, 2.0), an_epoch(2, math.inf, loss=math.inf)],
    [an_epoch(1, 1e30, loss=1e30), an_epoch(2, math.nan, loss=1e308, clean_loss=0.0)],
    [an_epoch(1, 0.0, loss=0.0, clean_loss=0.0), an_epoch(2, 0.0, loss=-1.0), an_epoch(3, math.inf)],
]


@pytest.mark.parametrize("epochs", DIVERGED)
async def test_a_diverged_run_is_drawn_on_every_axis_and_says_since_when(epochs: list[Epoch]) -> None:
    test = Chart(a_run(epochs))
    async with test.app.run_test(size=(100, 20)) as pilot:
        chart = await test.begin(pilot)
        for keys in ("y", "m", "y", "x", "m"):
            assert f"not finite from epoch {len(epochs)}" in shown(chart)[0]
            assert "└" in "".join(shown(chart))
            await pilot.press(keys)


async def test_one_huge_first_loss_is_said_and_flattens_nothing() -> None:
    run = a_run([an_epoch(1, 0.12, loss=80.0), *HISTORY[1:]])
    test = Chart(run)
    async with test.app.run_test(size=(100, 20)) as pilot:
        first = shown(await test.begin(pilot))[0]
    assert "off the scale: 80.0000" in first
    assert float(test.drew.drawings[0].y_ticks[-1].text) < 1


async def test_nothing_is_drawn_twice() -> None:
    test = Chart(a_run(HISTORY))
    async with test.app.run_test(size=(80, 20)) as pilot:
        chart = await test.begin(pilot)
        for _ in range(3):
            chart.refresh(layout=True)
            await pilot.pause()
        chart.run = a_run(HISTORY)
        await pilot.pause()
        assert len(test.drew.drawings) == 1
        await pilot.resize_terminal(70, 18)
        await pilot.pause()
        assert [(one.columns, one.rows) for one in test.drew.drawings] == [(78, 19), (68, 17)]


async def test_a_run_under_way_is_drawn_in_its_turn_and_its_end_at_once() -> None:
    now = [HOURS]
    run = a_run(HISTORY[:2], RunState.RUNNING)
    test = Chart(run, clock=lambda: now[0], seconds_between_redraws=HOURS)
    async with test.app.run_test(size=(80, 20)) as pilot:
        chart = await test.begin(pilot)
        for batch in (1, 2, 3):
            run = run.after(progress(3, batch, 0.09))
            chart.run = run
            await pilot.pause()
        assert len(test.drew.drawings) == 1
        now[0] += HOURS + 1
        chart.run = run = run.after(EpochDone(HISTORY[2]))
        await pilot.pause()
        assert len(test.drew.drawings) == 1, "a redraw already waits for its turn"
        chart.run = run.after(Finished(6.0))
        await pilot.pause()
        assert len(test.drew.drawings) == 2
        assert len(test.drew.drawings[-1].traces[-1].places) == 3


async def test_a_redraw_that_waited_shows_the_newest_and_is_the_only_one() -> None:
    run = a_run(HISTORY[:2], RunState.RUNNING)
    test = Chart(run, seconds_between_redraws=0.05)
    async with test.app.run_test(size=(80, 20)) as pilot:
        chart = await test.begin(pilot)
        for batch in (1, 2, 3):
            run = run.after(progress(3, batch, 0.09))
            chart.run = run
        while len(test.drew.drawings) < 2:
            await pilot.pause(0.01)
        await pilot.pause()
        assert len(test.drew.drawings) == 2
        (live,) = (sign for sign in test.drew.drawings[-1].signs if sign.text == "○")
        assert live.at[0] == pytest.approx(0.275)


@pytest.mark.parametrize("size", [(30, 8), (40, 9), (80, 24), (200, 50)])
async def test_every_line_fits_whatever_the_size(size: tuple[int, int]) -> None:
    test = Chart(a_run(HISTORY, RunState.RUNNING), GHOST)
    async with test.app.run_test(size=size) as pilot:
        chart = await test.begin(pilot)
        for key in ("left", "m", "y", "x", "right"):
            picture = chart.render()
            assert len(picture.plain.split("\n")) == size[1]
            assert all(len(line) <= size[0] - 2 for line in picture.plain.split("\n"))
            await pilot.press(key)


@pytest.mark.parametrize("size", [(20, 10), (60, 5), (5, 2)])
async def test_where_there_is_no_room_it_says_so(size: tuple[int, int]) -> None:
    test = Chart(a_run(HISTORY))
    async with test.app.run_test(size=size) as pilot:
        lines = shown(await test.begin(pilot))
    assert "Too small for a chart."[: size[0] - 2].strip() in "\n".join(lines)
    assert test.drew.drawings == []


async def test_a_terminal_without_braille_gets_plain_characters() -> None:
    test = Chart(a_run(HISTORY), GHOST, is_ascii=True)
    async with test.app.run_test(size=(80, 20)) as pilot:
        chart = await test.begin(pilot)
        for key in ("left", "y", "m"):
            assert chart.render().plain.isascii()
            await pilot.press(key)


@pytest.mark.parametrize(
    ("encoding", "terminal", "lacks"),
    [
        ("utf-8", "xterm-256color", False),
        ("UTF8", "tmux", False),
        ("ascii", "xterm", True),
        ("iso8859-1", "xterm", True),
        ("utf-8", "linux", True),
        ("", "", True),
    ],
)
def test_braille_needs_utf_8_and_more_than_the_linux_console(encoding: str, terminal: str, lacks: bool) -> None:
    assert lacks_braille(encoding, terminal) is lacks


async def test_a_run_that_has_not_begun_shows_its_axes_to_the_last_epoch() -> None:
    test = Chart(a_run([], RunState.RUNNING, of=5))
    async with test.app.run_test(size=(80, 20)) as pilot:
        lines = shown(await test.begin(pilot))
    assert lines[-1].split() == ["epoch", "0", "1", "2", "3", "4", "5"]
    assert any("2.0 ┤" in line for line in lines)
