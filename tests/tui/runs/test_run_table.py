"""The table of runs by keyboard."""

from __future__ import annotations

import math

import pytest
from textual.pilot import Pilot

from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.columns import NEWEST_FIRST, SortKey
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.tui.runs.line_painter import MORE
from mnist_lab.tui.runs.run_table import RunTable
from mnist_lab.tui.widgets.cell_layout import MARK_WIDTH
from support.fakes import a_history, an_epoch
from support.run_examples import a_summary
from support.table_app import TableApp

LOOKS = ("confident", "over", "unsettled")


def some_runs(count: int) -> list[Summary]:
    return [
        a_summary(number, spec=RunSpec(seed=number), name=f"run {number}", test_accuracy=0.9 + number % 7 / 100)
        for number in range(count)
    ]


async def go_to(pilot: Pilot[None], app: TableApp, key: str) -> None:
    """Move the cursor to this column."""
    keys = [column.key for column in app.table.painter.columns]
    by = keys.index(key) - app.table.column
    await pilot.press(*["right" if by > 0 else "left"] * abs(by))


async def test_the_newest_run_is_on_top_and_the_cursor_on_it() -> None:
    app = TableApp(some_runs(3))
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.pause()
        assert [line.split()[:2] for line in app.lines()[1:4]] == [["▌", "run"], ["run", "1"], ["run", "0"]]
        assert app.highlighted[-1] == "run-2"


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (["j"], "run-48"),
        (["down", "down", "k"], "run-48"),
        (["G"], "run-0"),
        (["end", "g"], "run-49"),
        (["pagedown"], "run-39"),
        (["up"], "run-49"),
    ],
)
async def test_the_cursor_moves_and_stays_in_view(keys: list[str], expected: str) -> None:
    app = TableApp(some_runs(50))
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press(*keys)
        assert app.here == expected
        assert sum(line.startswith("▌") for line in app.lines()) == 1
        assert app.highlighted[-1] == expected


async def test_s_sorts_by_the_column_under_the_cursor_upwards_downwards_and_no_longer() -> None:
    app = TableApp(
        [a_summary(1, test_accuracy=0.97), a_summary(2, test_accuracy=math.nan), a_summary(3, test_accuracy=0.95)]
    )
    async with app.run_test(size=(120, 12)) as pilot:
        await go_to(pilot, app, "test_accuracy")
        await pilot.press("s")
        assert app.state.view.sort == (SortKey("test_accuracy"),)
        assert "test acc kept▲ " in app.lines()[0]
        await pilot.press("g")
        assert app.here == "run-3"
        await pilot.press("s", "g")
        assert "test acc kept▼ " in app.lines()[0]
        assert app.here == "run-1"
        await pilot.press("G")
        assert app.here == "run-2"
        await pilot.press("s")
        assert app.state.view.sort == NEWEST_FIRST
        assert app.here == "run-2"


@pytest.mark.parametrize(("key", "descending"), [("[", False), ("]", True)])
async def test_brackets_sort_in_one_direction_at_once(key: str, descending: bool) -> None:
    app = TableApp(some_runs(10))
    async with app.run_test(size=(120, 14)) as pilot:
        await go_to(pilot, app, "loss")
        await pilot.press(key, key)
        assert app.state.view.sort == (SortKey("loss", descending),)


async def test_shift_s_sorts_equal_runs_by_a_second_column() -> None:
    app = TableApp(some_runs(10))
    async with app.run_test(size=(120, 14)) as pilot:
        before = app.lines()[0]
        await go_to(pilot, app, "test_accuracy")
        await pilot.press("s")
        await go_to(pilot, app, "val_loss")
        await pilot.press("S", "S")
        assert app.state.view.sort == (SortKey("test_accuracy"), SortKey("val_loss", descending=True))
        heading = app.lines()[0]
        assert "test acc kept▲1" in heading
        assert "val loss▼2" in heading
        assert heading.index("clean loss") == before.index("clean loss")


async def test_shift_s_sets_the_first_column_if_no_runs_are_equal() -> None:
    app = TableApp(some_runs(10))
    async with app.run_test(size=(120, 14)) as pilot:
        await go_to(pilot, app, "test_accuracy")
        await pilot.press("S")
        await go_to(pilot, app, "val_loss")
        await pilot.press("S")
        assert [key.key for key in app.state.view.sort] == ["test_accuracy", "val_loss"]


async def test_the_sort_moves_to_the_next_column_and_the_cursor_with_it() -> None:
    app = TableApp(some_runs(10))
    async with app.run_test(size=(120, 14)) as pilot:
        keys = [column.key for column in app.table.painter.columns]
        at = keys.index("val_loss")
        await go_to(pilot, app, "val_loss")
        await pilot.press("]", ">")
        assert app.state.view.sort == (SortKey(keys[at + 1], descending=True),)
        assert app.table.column == at + 1
        await pilot.press("<", "<")
        assert app.state.view.sort == (SortKey(keys[at - 1], descending=True),)


async def test_the_cursor_stays_on_its_run_when_other_rows_change() -> None:
    app = TableApp(some_runs(5))
    async with app.run_test(size=(120, 12)) as pilot:
        await pilot.press("j", "j")
        assert app.here == "run-2"
        app.change([a_summary(9, name="new")], {"run-3"})
        assert app.here == "run-2"
        assert len(app.table.lines) == 5
        app.change((), {"run-2"})
        await pilot.pause()
        assert app.highlighted[-1] == app.here != "run-2"


@pytest.mark.parametrize("key", ["s", "]", "S", ">"])
async def test_another_sort_shows_its_first_lines_and_the_cursor_on_the_first(key: str) -> None:
    app = TableApp([a_summary(number, test_accuracy=0.9 + number / 1000) for number in range(60)])
    async with app.run_test(size=(120, 12)) as pilot:
        await go_to(pilot, app, "test_accuracy")
        await pilot.press(*(["s"] if key == ">" else []), *["j"] * 40, key)
        assert app.table.cursor == app.table.scroll_offset.y == 0
        first = app.table.lines.at(0)
        assert first is not None
        assert app.highlighted[-1] == app.here == first.summary.id


async def test_another_sort_shows_its_first_lines_also_if_the_wheel_has_scrolled_the_cursor_away() -> None:
    app = TableApp([a_summary(number, test_accuracy=0.9 + number / 1000) for number in range(60)])
    async with app.run_test(size=(120, 12)) as pilot:
        await go_to(pilot, app, "test_accuracy")
        app.table.scroll_to(y=30, animate=False)
        await pilot.press("s")
        assert app.table.cursor == app.table.scroll_offset.y == 0


async def test_the_cursor_stays_on_its_run_when_the_sort_ends() -> None:
    app = TableApp([a_summary(number, test_accuracy=0.99 - number / 1000) for number in range(60)])
    async with app.run_test(size=(120, 12)) as pilot:
        await go_to(pilot, app, "test_accuracy")
        await pilot.press("s", "s", "j", "j", "j")
        here, place = app.here, app.table.cursor
        await pilot.press("s")
        assert app.state.view.sort == NEWEST_FIRST
        assert app.here == here
        assert app.table.cursor != place


async def test_a_changed_run_is_redrawn_and_the_scroll_position_stays() -> None:
    app = TableApp(some_runs(50))
    async with app.run_test(size=(120, 12)) as pilot:
        await pilot.press(*["j"] * 20)
        offset = app.table.scroll_offset
        epoch = Epoch(epoch=1, loss=0.5, accuracy=0.9, val_loss=0.1234, val_accuracy=0.9)
        assert app.update(a_summary(29, (epoch,), spec=RunSpec(seed=29), name="run 29"))
        await pilot.pause()
        assert app.table.scroll_offset == offset
        assert any("0.1234" in line for line in app.lines())


async def test_a_longer_figure_widens_its_column_from_any_row() -> None:
    app = TableApp(some_runs(600))
    async with app.run_test(size=(120, 12)) as pilot:
        await pilot.press("G")
        offset = app.table.scroll_offset
        app.update(a_summary(1, a_history([0.1] * 999), RunSpec(epochs=1000), state=RunState.RUNNING))
        await pilot.pause()
        assert any("training 1000/1000  " in line for line in app.lines())
        assert app.table.scroll_offset == offset


async def test_columns_are_as_wide_as_the_runs_shown_need() -> None:
    long = a_summary(1, a_history([0.1] * 999), RunSpec(epochs=1000), state=RunState.RUNNING)
    app = TableApp(some_runs(3))
    async with app.run_test(size=(120, 12)) as pilot:
        await pilot.pause()
        narrow = app.lines()[0]
        app.change([long], [*app.summaries])
        assert "training 1000/1000  " in app.lines()[1]
        assert app.lines()[0].index("train") > narrow.index("train")
        app.change(some_runs(3), [long.id])
        assert app.lines()[0].index("train") > narrow.index("train"), "columns do not jump when a run goes"


@pytest.mark.parametrize(
    ("state", "look"),
    [
        (RunState.FINISHED, "good"),
        (RunState.STOPPED, "good"),
        (RunState.FAILED, "failed"),
        (RunState.INTERRUPTED, "unsettled"),
        (RunState.PAUSED, "busy"),
    ],
)
async def test_a_state_has_its_colour(state: RunState, look: str) -> None:
    app = TableApp([a_summary(1, a_history([0.1] * 5), state=state)])
    async with app.run_test(size=(120, 12)) as pilot:
        await pilot.pause()
        words = app.table.render_line(1).crop(20, 36)
        colours = {segment.style.color for segment in words if segment.style and segment.text.strip()}
        assert colours == {app.table.get_component_rich_style(f"run-table--{look}", partial=True).color}


@pytest.mark.parametrize(
    ("losses", "accuracies", "look"),
    [
        ((0.1, 0.1, 0.1, 0.15, 0.15, 0.15), (0.97,) * 6, "confident"),
        ((0.1, 0.1, 0.1, 0.15, 0.15, 0.15), (0.97, 0.97, 0.97, 0.96, 0.96, 0.96), "over"),
    ],
)
async def test_over_confident_is_amber_and_over_fitting_red(
    losses: tuple[float, ...], accuracies: tuple[float, ...], look: str
) -> None:
    figures = enumerate(zip(losses, accuracies, strict=True), start=1)
    history = [an_epoch(n, loss, val_accuracy=accuracy) for n, (loss, accuracy) in figures]
    app = TableApp([a_summary(1, history)])
    async with app.run_test(size=(120, 12)) as pilot:
        await pilot.pause()
        words = app.table.render_line(1).crop(20, 36)
        colours = {segment.style.color for segment in words if segment.style and segment.text.strip()}
        of = {name: app.table.get_component_rich_style(f"run-table--{name}", partial=True).color for name in LOOKS}
        assert colours == {of[look]}
        assert of["confident"] == of["unsettled"] != of["over"]


async def test_80_columns_show_name_fit_and_the_three_main_figures() -> None:
    app = TableApp([a_summary(number, name="a name that is far longer than its column") for number in range(40)])
    async with app.run_test(size=(120, 12)) as pilot:
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        heading = app.lines()[0]
        assert all(words in heading for words in ("name", "verdict", "val loss", "test acc", "train loss"))


async def test_name_and_fit_stay_in_view_while_other_columns_scroll() -> None:
    app = TableApp(some_runs(3))
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.press(*["right"] * 30)
        heading = app.lines()[0]
        assert "name" in heading
        assert "verdict" in heading
        assert "started" in heading


async def test_text_is_never_markup_and_wide_characters_stay_aligned() -> None:
    app = TableApp([a_summary(1, name="[/oops] [red]"), a_summary(2, name="数字 数字")])
    async with app.run_test(size=(80, 8)) as pilot:
        await pilot.pause()
        lines = app.lines()
        assert "[/oops] [red]" in lines[2]
        assert all(app.table.render_line(y).cell_length == 80 for y in range(3))


async def test_an_empty_table_has_only_its_heading() -> None:
    app = TableApp([])
    async with app.run_test(size=(80, 8)) as pilot:
        await pilot.press("j", "s", "S", "right")
        assert app.here is None
        assert "name" in app.lines()[0]


async def test_a_click_sorts_by_a_heading_or_moves_to_a_row() -> None:
    app = TableApp(some_runs(5))
    async with app.run_test(size=(120, 12)) as pilot:
        await pilot.click(RunTable, offset=(4, 3))
        assert app.here == "run-2"
        await pilot.click(RunTable, offset=(4, 0))
        assert app.state.view.sort == (SortKey("name"),)


async def test_a_click_below_the_last_row_changes_nothing() -> None:
    app = TableApp(some_runs(5))
    async with app.run_test(size=(120, 12)) as pilot:
        await pilot.press("j")
        await pilot.click(RunTable, offset=(4, 9))
        assert app.here == "run-3"


async def test_seeds_that_differ_follow_the_name_and_are_never_cut() -> None:
    spec = RunSpec(units=2048, epochs=5, activation="tanh", optimizer="sgd")
    repeats = [a_summary(seed, spec=spec.model_copy(update={"seed": seed})) for seed in (1, 23)]
    app = TableApp(repeats)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        end = MARK_WIDTH + app.table.painter.layout.widths[0]
        heading, *rows = (line[:end].rstrip() for line in app.lines()[:3])
        assert heading == "   name · seed"
        assert [row.split("… ·")[1] for row in rows] == [" 23", " 1"]
        app.change((), [repeats[1].id])
        assert app.lines()[0].startswith("   name  ")
        assert "·" not in app.lines()[1]


@pytest.mark.parametrize("count", [3, 50])
async def test_the_sign_of_more_columns_is_beside_the_scroll_bar_and_not_below_it(count: int) -> None:
    app = TableApp(some_runs(count))
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.pause()
        heading = app.lines()[0]
        assert app.table.show_vertical_scrollbar == (count == 50)
        assert heading.index(MORE) == app.table.room - 1
        assert app.table.room < len(heading) == 80
