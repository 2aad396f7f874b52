"""What the live chart draws."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from mnist_lab.domain.runs.events import Compiling, EpochDone, Event, Loading, Paused, Stopping
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.run import RunState
from mnist_lab.tui.charts.chart import TOO_SMALL, lacks_braille
from mnist_lab.tui.charts.drawing import Ink
from mnist_lab.tui.charts.grid import Grid
from mnist_lab.tui.charts.strokes import dots_of_traces
from mnist_lab_themes import LIGHT
from support.fakes import a_history, an_epoch
from support.run_examples import a_run, progress
from tui.charts.chart_app import GHOST, HISTORY, INVITATION, ChartUnderTest, chart_lines, picture_of


async def test_without_a_run_the_invitation_is_in_the_middle() -> None:
    test = ChartUnderTest()
    async with test.app.run_test(size=(60, 15)) as pilot:
        lines = chart_lines(await test.show(pilot))
    assert lines[7].strip() == INVITATION
    assert lines[7].index("P") == (58 - len(INVITATION)) // 2
    assert test.plot.drawings == []


@pytest.mark.parametrize(
    ("event", "words"), [(Loading(), "loading"), (Compiling(), "compiling"), (Stopping(now=False), "stopping")]
)
async def test_the_title_says_what_a_run_does_before_and_after_it_trains(event: Event, words: str) -> None:
    test = ChartUnderTest(a_run((), RunState.RUNNING).after(event))
    async with test.app.run_test(size=(120, 20)) as pilot:
        title, *_ = chart_lines(await test.show(pilot))
    assert f"loss · {words}" in title


BOTH_BEST = (*HISTORY, an_epoch(5, 0.1, val_accuracy=0.99))
"""The lowest validation loss in epoch 3, the best accuracy in epoch 5."""


async def test_title_and_legend_say_which_run_it_is_and_name_curves_and_marks() -> None:
    test = ChartUnderTest(a_run(BOTH_BEST), GHOST)
    async with test.app.run_test(size=(120, 20)) as pilot:
        chart = await test.show(pilot)
        title, legend, *_ = chart_lines(chart)
        picture = picture_of(chart)
    for words in (
        "baseline, seed 1 · loss",
        "▾ lowest validation loss, epoch 3",
        "▴ best validation accuracy, epoch 5",
    ):
        assert words in title
    for words in ("── training", "┄┄ clean", "━━ validation", "·· baseline"):
        assert words in legend
    assert picture.count("▾") == picture.count("▴") == 1
    for letter in "tcv":
        assert letter in picture


@pytest.mark.parametrize("width", [60, 70, 82, 100, 160])
async def test_every_mark_is_explained_with_a_word_and_every_curve_named(width: int) -> None:
    test = ChartUnderTest(a_run(BOTH_BEST), GHOST)
    async with test.app.run_test(size=(width, 12)) as pilot:
        chart = await test.show(pilot)
        for unit in ("loss", "accuracy %"):
            title, legend, *_ = chart_lines(chart)
            assert f"baseline, seed 1 · {unit}" in title
            assert "▾ lowest" in title
            assert "▴ best" in title
            assert [name in legend for name in ("train", "clean", "valid", "base")] == [True] * 4
            await pilot.press("m")


@pytest.mark.parametrize("width", [30, 38, 48])
async def test_narrow_charts_name_the_curves_in_words_too(width: int) -> None:
    test = ChartUnderTest(a_run(BOTH_BEST), GHOST)
    async with test.app.run_test(size=(width, 12)) as pilot:
        title, legend, *_ = chart_lines(await test.show(pilot))
    assert "seed 1 · loss" in title
    assert [name in legend for name in ("train", "clean", "valid", "base")] == [True] * 4


@pytest.mark.parametrize(("width", "marks"), [(30, ["▾"]), (38, ["▾"]), (40, ["▾", "▴"]), (48, ["▾", "▴"])])
async def test_narrow_charts_have_the_marks_that_they_can_explain(width: int, marks: list[str]) -> None:
    test = ChartUnderTest(a_run(BOTH_BEST), GHOST)
    async with test.app.run_test(size=(width, 12)) as pilot:
        chart = await test.show(pilot)
        head, picture = " ".join(chart_lines(chart)[:2]), picture_of(chart)
    assert [mark for mark in "▾▴" if mark in picture] == marks
    if width >= 38:  # where it is narrower, the figures beside the chart explain the one mark
        assert [mark for mark in "▾▴" if mark in head] == marks


@pytest.mark.parametrize(
    ("width", "head"),
    [(76, "baseline, seed 1 · loss ── training"), (60, "baseline, seed 1 · loss ── train"), (40, "loss ──")],
)
async def test_without_room_for_a_title_the_legend_names_the_unit_and_if_it_can_the_run(width: int, head: str) -> None:
    test = ChartUnderTest(a_run(HISTORY))
    async with test.app.run_test(size=(width, 7)) as pilot:
        assert chart_lines(await test.show(pilot))[0].startswith(head)


async def test_a_long_name_is_cut_and_seed_unit_and_marks_are_not() -> None:
    run = a_run(BOTH_BEST).model_copy(update={"name": "a name that goes on and on, far beyond what there is room for"})
    test = ChartUnderTest(run)
    async with test.app.run_test(size=(80, 12)) as pilot:
        title = chart_lines(await test.show(pilot))[0]
    for words in ("a name that goes", "…, seed 1 · loss", "▾", "▴"):
        assert words in title


async def test_a_run_of_another_process_is_named_as_such() -> None:
    run = a_run(HISTORY[:2], RunState.RUNNING).model_copy(update={"holder": "process 7 on gpu-box"})
    test = ChartUnderTest(run)
    async with test.app.run_test(size=(80, 12)) as pilot:
        chart = await test.show(pilot)
        assert "training by process 7 on gpu-box" in chart_lines(chart)[0]
        assert "○" not in chart_lines(chart)[1], "of its current epoch nothing is known"


async def test_marks_are_on_their_own_curve() -> None:
    test = ChartUnderTest(a_run(BOTH_BEST))
    async with test.app.run_test(size=(90, 24)) as pilot:
        await test.show(pilot)
        await pilot.press("m")
    for drawing, epochs in zip(test.plot.drawings, (("▾", 3, "▴", 5), ("▴", 5, "▾", 3)), strict=True):
        grid = Grid.of(drawing)
        curve = drawing.traces[-1].places
        marks = [sign for sign in drawing.signs if sign.ink is Ink.MARK]
        assert [(sign.text, grid.cell(sign.at)) for sign in marks] == [
            (epochs[0], grid.cell(curve[epochs[1] - 1])),
            (epochs[2], grid.cell(curve[epochs[3] - 1])),
        ]


async def test_the_other_mark_is_left_out_if_it_cannot_be_told_apart() -> None:
    test = ChartUnderTest(a_run([*HISTORY[:2], an_epoch(3, 0.08, val_accuracy=0.99)]))
    async with test.app.run_test(size=(90, 24)) as pilot:
        chart = await test.show(pilot)
        assert ("▾" in picture_of(chart), "▴" in chart.render().plain) == (True, False)
        await pilot.press("m")
        assert ("▴" in picture_of(chart), "▾" in chart.render().plain) == (True, False)


async def test_the_current_epoch_is_a_sign_that_the_legend_explains() -> None:
    run = a_run(HISTORY[:2], RunState.RUNNING)
    test = ChartUnderTest(run)
    async with test.app.run_test(size=(80, 20)) as pilot:
        chart = await test.show(pilot)
        legend = chart_lines(chart)[1]
        assert "○ this epoch" in legend, "it is there before the sign is, so that the line stands still"
        assert "○" not in picture_of(chart)
        chart.run = run.after(progress(3, 2, 0.2))
        await pilot.pause()
        chart.run = chart.run.after(Paused())
        await pilot.pause()
        assert chart_lines(chart)[1] == legend
        assert picture_of(chart).count("○") == 1
        chart.run = a_run(HISTORY)
        await pilot.pause()
        assert "○" not in chart.render().plain


async def test_the_first_epoch_is_one_point_where_its_curve_will_begin() -> None:
    run = a_run([], RunState.RUNNING)
    test = ChartUnderTest(run, GHOST, seconds_between_redraws=0.0)
    async with test.app.run_test(size=(80, 20)) as pilot:
        chart = await test.show(pilot)
        axis = chart_lines(chart)[-1]
        for batch, loss in enumerate((2.3, 0.4, 0.09), start=1):
            run = run.after(progress(1, batch, loss))
            chart.run = run
            await pilot.pause()
            assert picture_of(chart).count("○") == 1
            assert not any(trace.places for trace in test.plot.drawings[-1].traces[1:])
        (live,) = (sign for sign in test.plot.drawings[-1].signs if "○" in sign.text)
        chart.run = run.after(EpochDone(HISTORY[0]))
        await pilot.pause()
        assert live.at[0] == test.plot.drawings[-1].traces[-1].places[0][0] == 0
        assert chart_lines(chart)[-1] == axis
        assert axis.split() == ["epoch", *map(str, range(1, 11))]


async def test_an_unfinished_epoch_off_the_scale_is_told() -> None:
    run = a_run(HISTORY[:2], RunState.RUNNING).after(progress(3, 2, 7.0))
    test = ChartUnderTest(run)
    async with test.app.run_test(size=(80, 20)) as pilot:
        assert "○↑ 7.0000" in picture_of(await test.show(pilot))


async def test_the_baseline_does_not_set_the_axis_once_the_run_has_an_epoch() -> None:
    high = a_history([3.0, 2.9, 2.8, 2.7])
    test = ChartUnderTest(a_run(HISTORY), high)
    async with test.app.run_test(size=(80, 20)) as pilot:
        chart = await test.show(pilot)
        assert float(test.plot.drawings[-1].y_ticks[-1].text) < 1
        assert "3.0000" not in picture_of(chart), "the baseline is cut at the edge, and no figure of this run"
        chart.run = a_run([], RunState.RUNNING)
        await pilot.pause()
        assert float(test.plot.drawings[-1].y_ticks[-1].text) >= 2


async def test_the_axis_stays_when_the_first_epoch_ends_as_the_baselines_did() -> None:
    test = ChartUnderTest(a_run([], RunState.RUNNING), HISTORY, seconds_between_redraws=0.0)
    async with test.app.run_test(size=(80, 20)) as pilot:
        chart = await test.show(pilot)
        chart.run = a_run(HISTORY[:1], RunState.RUNNING)
        await pilot.pause()
    before, after = test.plot.drawings
    assert before.y_ticks == after.y_ticks


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


async def test_one_huge_first_loss_is_told_at_its_epoch_and_does_not_flatten_the_rest() -> None:
    run = a_run([an_epoch(1, 0.12, loss=80.0), *HISTORY[1:]])
    test = ChartUnderTest(run)
    async with test.app.run_test(size=(100, 20)) as pilot:
        chart = await test.show(pilot)
        title, legend, top, *_ = chart_lines(chart)
    assert "↑ 80.0000" in top
    assert "▾ lowest" in title
    assert "━━ validation" in legend
    assert float(test.plot.drawings[0].y_ticks[-1].text) < 1


async def test_a_curve_off_the_scale_is_cut_at_the_edge_and_does_not_run_along_it() -> None:
    run = a_run([an_epoch(1, 0.12, loss=80.0), *HISTORY[1:]])
    test = ChartUnderTest(run)
    async with test.app.run_test(size=(100, 20)) as pilot:
        await test.show(pilot)
    drawing = test.plot.drawings[0]
    grid = Grid.of(drawing)
    training = dict(dots_of_traces(drawing, grid))[drawing.traces[2]]
    at_the_top = {column // 2 for column, row in training if row // 4 == grid.rows - 1}
    assert len(at_the_top) <= 1


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
    assert lines[-1].split() == ["epoch", "1", "2", "3", "4", "5"]
    assert any("2.0 ┤" in line for line in lines)


@pytest.mark.parametrize("size", [(40, 8), (60, 13), (78, 11), (82, 24), (160, 41)])
async def test_ticks_are_evenly_spaced_in_rows_and_columns(size: tuple[int, int]) -> None:
    test = ChartUnderTest(a_run(HISTORY, RunState.RUNNING))
    async with test.app.run_test(size=size) as pilot:
        lines = chart_lines(await test.show(pilot))
    axis = next(line for line in lines if "└" in line)
    columns = [place for place, sign in enumerate(axis) if sign == "┬"]
    rows = [place for place, line in enumerate(lines) if "┤" in line]
    assert len(rows) >= 3
    for marked in (columns, rows):
        assert len({after - before for before, after in pairwise(marked)}) == 1
