"""The line of messages: where it is, what it covers, and how long it stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from mnist_lab.tui.dialogs.keys_dialog import KeysDialog
from mnist_lab.tui.widgets.key_bar import KeyBar
from mnist_lab.tui.widgets.message_line import MOST_LINES, MessageLine, on_one_line, wrapped
from support.driven import errors, notices, open_app, shown_text, until

LONG = "The report could not be written into " + "/a/rather/long/folder" * 20 + ": no space left on the device."


@pytest.mark.parametrize("width", [20, 58, 118])
@pytest.mark.parametrize("end", ["", "   esc closes"])
def test_a_long_message_is_cut_but_not_its_end(width: int, end: str) -> None:
    lines = wrapped(LONG, "! ", width, end)
    assert len(lines) == MOST_LINES
    assert max(map(cell_len, lines)) <= width
    assert lines[-1].endswith(end.strip() or "…")


def test_a_message_that_fits_is_whole() -> None:
    assert wrapped("Nothing to undo.", "› ", 40, "   esc closes") == ["› Nothing to undo.   esc closes"]
    assert wrapped("Nothing to undo.", "› ", 20, "   esc closes") == ["› Nothing to undo.", "  esc closes"]


@pytest.mark.parametrize(("room", "cut"), [(76, "SGD, rate 5, epochs 6, digits 60…"), (58, "SGD, rate 5, e…")])
def test_the_name_of_a_run_gives_way_so_that_the_message_has_one_line(room: int, cut: str) -> None:
    sentence = "Moved “SGD, rate 5, epochs 6, digits 6000, seed 1” to the trash. z undoes it."
    assert on_one_line(sentence, room) == sentence.replace("SGD, rate 5, epochs 6, digits 6000", cut)
    assert cell_len(on_one_line(sentence, room)) <= room


@pytest.mark.parametrize("room", [20, 77])
def test_a_message_is_whole_if_it_fits_or_no_name_could_be_short_enough(room: int) -> None:
    sentence = "Moved “SGD, rate 5, epochs 6, digits 6000, seed 1” to the trash. z undoes it."
    assert on_one_line(sentence, room) == sentence
    assert on_one_line(LONG, room) == LONG


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_an_error_of_several_lines_can_be_read_whole(tmp_path: Path, size: tuple[int, int]) -> None:
    error = "The report could not be written into /home/somebody/" + "folder/" * 30 + "lab.md: no space left on it."
    async with open_app(tmp_path, size=size) as (pilot, app):
        app.notices.error(error)
        await until(pilot, lambda: "esc closes" in shown_text(app))
        line = app.screen.query_one(MessageLine)
        words = "".join(strip.text for strip in line.render_lines(line.outer_size.region))
        assert "".join(error.split()) in "".join(words.split())
        assert "? keys" in shown_text(app)


async def test_a_message_takes_the_place_of_the_rule_and_nothing_moves(tmp_path: Path) -> None:
    async with open_app(tmp_path, size=(80, 24)) as (pilot, app):
        before = shown_text(app).splitlines()
        app.notices.flash("Nothing to undo.")
        await until(pilot, lambda: "Nothing to undo." in shown_text(app))
        after = shown_text(app).splitlines()
        changed = [place for place, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
        assert changed == [len(before) - 2]


async def test_a_message_of_several_lines_leaves_the_keys_in_sight(tmp_path: Path) -> None:
    async with open_app(tmp_path, size=(80, 24)) as (pilot, app):
        app.notices.error(LONG)
        await until(pilot, lambda: "esc closes" in shown_text(app))
        keys = shown_text(app).splitlines()[-1]
        assert "F5 train" in keys
        assert "? keys" in keys
        panes, line = app.screen.query_one("#panes").region, app.screen.query_one(MessageLine).region
        assert panes.bottom == line.y
        assert line.bottom == app.screen.query_one(KeyBar).region.bottom - 1


async def test_a_message_lies_below_a_dialog(tmp_path: Path) -> None:
    async with open_app(tmp_path, size=(80, 24)) as (pilot, app):
        await pilot.press("question_mark")
        app.notices.notice("Rerun: the same figures.")
        await until(pilot, lambda: "the same figures" in shown_text(app))
        assert isinstance(app.screen, KeysDialog)
        sheet, line = app.screen.query_one(".dialog").region, app.screen.query_one(MessageLine).region
        assert sheet.bottom <= line.y
        assert line.bottom == 24


async def test_a_dialog_does_not_repeat_a_message_behind_it(tmp_path: Path) -> None:
    async with open_app(tmp_path, size=(80, 24)) as (pilot, app):
        app.notices.notice("Rerun: the same figures.")
        await until(pilot, lambda: "the same figures" in shown_text(app))
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, KeysDialog) and app.screen.is_mounted)
        assert not app.screen.query(MessageLine)
        app.notices.notice("Purged 1 run.")
        await until(pilot, lambda: bool(app.screen.query(MessageLine)))
        assert app.screen.query_one(MessageLine).shown.passing == ("Purged 1 run.",)
        await pilot.press("escape")
        await until(pilot, lambda: not app.screen.is_modal)
        both = ("Rerun: the same figures.", "Purged 1 run.")
        await until(pilot, lambda: app.screen.query_one(MessageLine).shown.passing == both)


async def test_errors_stay_in_every_mode_until_esc_and_only_then_does_esc_go_back(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        app.notices.error("The disk is full.")
        app.notices.error("The store is read-only.")
        await until(pilot, lambda: len(errors(app)) == 2)
        await pilot.press("alt+2")
        await until(pilot, lambda: "1 of 2" in shown_text(app))
        await pilot.press("question_mark")
        await until(pilot, lambda: "1 of 2" in shown_text(app))
        await pilot.press("escape")
        await until(pilot, lambda: errors(app) == ["The store is read-only."])
        assert isinstance(app.screen, KeysDialog)
        await pilot.press("escape")
        await until(pilot, lambda: not errors(app))
        assert isinstance(app.screen, KeysDialog)
        await pilot.press("escape")
        assert not isinstance(app.screen, KeysDialog)
        await until(pilot, lambda: not app.screen.query_one(MessageLine).display)


async def test_a_notice_stays_where_it_belongs(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("alt+4")
        app.notices.notice("Written into the folder.")
        await until(pilot, lambda: "Written into" in shown_text(app))
        await pilot.press("alt+1")
        await until(pilot, lambda: "Written into" not in shown_text(app))
        assert len(notices(app)) == 1
        await pilot.press("alt+4")
        await until(pilot, lambda: "Written into" in shown_text(app))


async def test_markup_in_a_message_is_text(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        app.notices.error("“[red]x[/]” is no filter.")
        await until(pilot, lambda: "“[red]x[/]”" in shown_text(app))
