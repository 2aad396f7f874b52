"""The list of labs on terminals of several sizes: nothing is cut, and every column has a heading."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.app import App, ComposeResult

from mnist_lab.domain.labs.definitions import LABS, changed_in, question_of, quick_warning, taught_in, titled, values_in
from mnist_lab.tui.batches.batch_list import FIGURES, LONG_HEADINGS, BatchList, BatchRow
from mnist_lab.tui.charts.band_chart import BandChart
from mnist_lab.tui.widgets.reading_pane import ReadingPane
from support.driven import flat, open_app, open_lab_list, shown_text, until

ROWS = tuple(
    BatchRow(name, question_of(labs), changed_in(labs), values_in(labs), guess="made", title=titled(name))
    for name, labs in LABS.items()
)
CAVEAT = "5 epochs (the post: 10) and 10,000 training digits (the post: 48,000)"


class ListApp(App[None]):
    """The list alone."""

    CSS = "BatchList { height: auto; }"

    def compose(self) -> ComposeResult:
        yield BatchList("lab", ROWS)


async def lines_of(width: int, *, below: str = "") -> list[str]:
    """Return the lines of the list at this width, on a high terminal if there is something to say below."""
    app = ListApp()
    async with app.run_test(size=(width, 40)) as pilot:
        shown = app.query_one(BatchList)
        shown.caveat = CAVEAT
        shown.two_lines = bool(below)
        shown.rows = tuple(replace(row, below=below) for row in ROWS)
        await pilot.pause()
        lines = shown.render().plain.splitlines()
        assert len(lines) == shown.size.height
        return lines


@pytest.mark.parametrize("width", [60, 80, 100, 120, 200])
async def test_no_value_is_cut_and_every_column_has_a_heading(width: int) -> None:
    heading, *lines = await lines_of(width)
    text = " ".join(lines)
    assert "…" not in text
    assert CAVEAT in flat(text)
    assert all(titled(name) in text and values_in(labs) in text for name, labs in LABS.items())
    names = {"lab", *LONG_HEADINGS.values(), *FIGURES[0], *FIGURES[1]}
    assert {word.strip() for word in heading.split("  ") if word.strip()} <= names
    assert any(all(figure in heading for figure in figures) for figures in FIGURES)


@pytest.mark.parametrize("width", [100, 120, 200])
async def test_the_questions_are_in_the_list_if_there_is_room(width: int) -> None:
    text = " ".join(await lines_of(width))
    assert all(question_of(labs) in text for labs in LABS.values())


@pytest.mark.parametrize("width", [60, 80, 120])
async def test_what_was_found_has_a_line_below_each_lab(width: int) -> None:
    lines = await lines_of(width, below="found")
    assert sum("found" in line for line in lines) == len(LABS)


async def test_a_lab_without_a_result_has_no_empty_line_below_it() -> None:
    app = ListApp()
    async with app.run_test(size=(120, 40)):
        shown = app.query_one(BatchList)
        shown.two_lines = True
        shown.rows = (ROWS[0], replace(ROWS[1], below="found"), *ROWS[2:])
        lines = shown.render().plain.split("\n")
        assert [number for number, line in enumerate(lines) if not line.strip()] == []
        assert [shown.item_at(line) for line in range(len(lines))][:5] == [None, 0, 1, 1, 2]
        assert shown.get_content_height(shown.size, shown.size, shown.size.width) == len(lines)


async def test_without_guesses_their_column_is_not_there(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        screen = await open_lab_list(pilot, app)
        heading, *_ = screen.query_one(BatchList).render().plain.splitlines()
        assert FIGURES[0][0] not in heading


@pytest.mark.parametrize(("height", "is_taught"), [(24, False), (36, True)])
async def test_the_setting_of_a_lab_is_explained_if_there_is_room(tmp_path: Path, height: int, is_taught: bool) -> None:
    async with open_app(tmp_path, size=(120, height)) as (pilot, app):
        await open_lab_list(pilot, app)
        assert (taught_in(LABS["nodes"]) in flat(shown_text(app))) is is_taught


async def test_a_quick_budget_that_spoils_a_lesson_is_said_before_it_runs(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        screen = await open_lab_list(pilot, app)
        await pilot.press("down", "down")
        screen.action_toggle_quick()
        await until(pilot, lambda: screen.overview is not None and screen.overview.budget.is_short)
        assert screen.overview is not None
        warning = quick_warning(LABS["dropout"], screen.overview.budget)
        await until(pilot, lambda: warning in flat(shown_text(app)))
        await pilot.press("enter")
        await until(pilot, lambda: warning in flat(app.screen.query_one(BandChart).invitation))


async def test_page_keys_scroll_what_is_said_of_a_lab(tmp_path: Path) -> None:
    async with open_app(tmp_path, size=(80, 24)) as (pilot, app):
        screen = await open_lab_list(pilot, app)
        about = screen.query_one(ReadingPane)
        await until(pilot, lambda: "pgdn shows" in about.reading_hint)
        await pilot.press("pagedown")
        await until(pilot, lambda: about.scroll_y > 0)
        assert "seeds 1 to 3 in every group" in flat(shown_text(app))
        await pilot.press("down")
        await until(pilot, lambda: about.scroll_y == 0)
