"""What the live chart draws."""

from __future__ import annotations

import math

import pytest

from mnist_lab.domain.runs.events import Paused
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.run import RunState
from mnist_lab.tui.charts.chart import TOO_SMALL, lacks_braille
from mnist_lab_themes import LIGHT
from support.fakes import an_epoch
from support.run_examples import a_run, progress
from tui.charts.chart_app import GHOST, HISTORY, INVITATION, ChartUnderTest, chart_lines


async def test_without_a_run_the_invitation_is_in_the_middle() -> None:
    test = ChartUnderTest()
    async with test.app.run_test(size=(60, 15)) as pilot:
        lines = chart_lines(await test.show(pilot))
    assert lines[7].strip() == INVITATION
    assert lines[7].index("P") == (58 - len(INVITATION)) // 2
    assert test.plot.drawings == []


async def test_the_first_line_names_the_curves_and_both_best_epochs() -> None:
    run = a_run([*HISTORY, an_epoch(5, 0.1, val_accuracy=0.99)])
    test = ChartUnderTest(run, GHOST)
    async with test.app.run_test(size=(120, 20)) as pilot:
        chart = await test.show(pilot)
        first = chart_lines(chart)[0]
        picture = "\n".join(chart_lines(chart)[1:])
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


async def test_the_current_epoch_is_a_sign_that_the_legend_explains() -> None:
    run = a_run(HISTORY[:2], RunState.RUNNING)
    test = ChartUnderTest(run)
    async with test.app.run_test(size=(80, 20)) as pilot:
        chart = await test.show(pilot)
        legend, *picture = chart_lines(chart)
        assert "○ this epoch" in legend, "it is there before the sign is, so that the line stands still"
        assert "○" not in "\n".join(picture)
        chart.run = run.after(progress(3, 2, 0.2))
        await pilot.pause()
        chart.run = chart.run.after(Paused())
        await pilot.pause()
        assert chart_lines(chart)[0] == legend
        assert "\n".join(chart_lines(chart)[1:]).count("○") == 1
        chart.run = a_run(HISTORY)
        await pilot.pause()
        assert "○" not in chart.render().plain


async def test_every_curve_has_its_own_colour_and_stroke() -> None:
    test = ChartUnderTest(a_run(HISTORY), GHOST)
    async with test.app.run_test(size=(120, 20)) as pilot:
        chart = await test.show(pilot)
        dark = {span.style for span in chart.render().spans}
        test.app.theme = LIGHT.theme().name
        await pilot.pause()
        light = {span.style for span in chart.render().spans}
        assert len(test.plot.drawings) == 1
    assert len(dark) >= 7
    assert not dark & light
    strokes = {trace.stroke for trace in test.plot.drawings[0].traces}
    assert len(strokes) == len(test.plot.drawings[0].traces) == 4


DIVERGED = [
    [an_epoch(1, math.nan, loss=math.nan, clean_loss=math.nan)],
    [an_epoch(1, 2.0), an_epoch(2, math.inf, loss=math.inf)],
    [an_epoch(1, 1e30, loss=1e30), an_epoch(2, math.nan, loss=1e308, clean_loss=0.0)],
    [an_epoch(1, 0.0, loss=0.0, clean_loss=0.0), an_epoch(2, 0.0, loss=-1.0), an_epoch(3, math.inf)],
]


@pytest.mark.parametrize("epochs", DIVERGED)
async def test_a_diverged_run_is_drawn_on_every_axis_and_its_epoch_named(epochs: list[Epoch]) -> None:
    test = ChartUnderTest(a_run(epochs))
    async with test.app.run_test(size=(100, 20)) as pilot:
        chart = await test.show(pilot)
        for keys in ("y", "m", "y", "x", "m"):
            assert f"not finite from epoch {len(epochs)}" in chart_lines(chart)[0]
            assert "└" in "".join(chart_lines(chart))
            await pilot.press(keys)


async def test_one_huge_first_loss_is_noted_and_does_not_flatten_the_rest() -> None:
    run = a_run([an_epoch(1, 0.12, loss=80.0), *HISTORY[1:]])
    test = ChartUnderTest(run)
    async with test.app.run_test(size=(100, 20)) as pilot:
        first = chart_lines(await test.show(pilot))[0]
    assert "off the scale: 80.0000" in first
    assert float(test.plot.drawings[0].y_ticks[-1].text) < 1


@pytest.mark.parametrize("size", [(30, 8), (40, 9), (80, 24), (200, 50)])
async def test_every_line_fits_at_every_size(size: tuple[int, int]) -> None:
    test = ChartUnderTest(a_run(HISTORY, RunState.RUNNING), GHOST)
    async with test.app.run_test(size=size) as pilot:
        chart = await test.show(pilot)
        for key in ("left", "m", "y", "x", "right"):
            picture = chart.render()
            assert len(picture.plain.split("\n")) == size[1]
            assert all(len(line) <= size[0] - 2 for line in picture.plain.split("\n"))
            await pilot.press(key)


@pytest.mark.parametrize("size", [(20, 10), (60, 5), (5, 2)])
async def test_without_room_a_sentence_replaces_the_chart(size: tuple[int, int]) -> None:
    test = ChartUnderTest(a_run(HISTORY))
    async with test.app.run_test(size=size) as pilot:
        lines = chart_lines(await test.show(pilot))
    assert TOO_SMALL[: size[0] - 2].strip() in "\n".join(lines)
    assert test.plot.drawings == []


async def test_a_terminal_without_braille_gets_plain_characters() -> None:
    test = ChartUnderTest(a_run(HISTORY), GHOST, is_ascii=True)
    async with test.app.run_test(size=(80, 20)) as pilot:
        chart = await test.show(pilot)
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


async def test_a_run_without_epochs_has_axes_up_to_its_last_epoch() -> None:
    test = ChartUnderTest(a_run([], RunState.RUNNING, of=5))
    async with test.app.run_test(size=(80, 20)) as pilot:
        lines = chart_lines(await test.show(pilot))
    assert lines[-1].split() == ["epoch", "0", "1", "2", "3", "4", "5"]
    assert any("2.0 ┤" in line for line in lines)
