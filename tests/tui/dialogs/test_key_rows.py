"""Rows of keys: opposite actions share one, and words or keys find them."""

from __future__ import annotations

import pytest

from mnist_lab.tui.dialogs.key_columns import Line, key_columns
from mnist_lab.tui.dialogs.key_rows import KeyRow, key_rows, matching_rows, with_shared_rows
from mnist_lab.tui.dialogs.key_sections import ELSEWHERE, section_ids
from mnist_lab.tui.keymap import bound_keys

WITHOUT_A_SECTION = {"live.pause", "live.stop_after_run", "panes.back"}
"""What is listed below the name of its screen."""
UP = KeyRow(("↑", "k"), "Run above", "Table", "move(-1)")
DOWN = KeyRow(("↓", "j"), "Run below", "Table", "move(1)")
FIRST = KeyRow(("g", "home"), "First run", "Table", "move(-9999999)")
LAST = KeyRow(("G", "end"), "Last run", "Table", "move(9999999)")
UNDO, REDO = KeyRow(("z",), "Undo", "Runs", "undo"), KeyRow(("Z",), "Redo", "Runs", "redo")
NEXT = KeyRow(("tab",), "Next pane", "Runs", "app.focus_next")
PREVIOUS = KeyRow(("shift+tab",), "Previous pane", "Runs", "app.focus_previous")
SORT = KeyRow(("s",), "Sort", "Table", "sort")
SUSPEND = KeyRow(("ctrl+z",), "Suspend", "Everywhere", "suspend_process")
ALL = [UP, DOWN, FIRST, LAST, SORT, UNDO, REDO, NEXT, PREVIOUS, SUSPEND]


@pytest.mark.parametrize(
    ("one", "other", "keys", "text"),
    [
        (UP, DOWN, ("↑", "↓", "k", "j"), "Run above / below"),
        (FIRST, LAST, ("g", "G", "home", "end"), "First / last run"),
        (UNDO, REDO, ("z", "Z"), "Undo / redo"),
        (NEXT, PREVIOUS, ("tab", "shift+tab"), "Next / previous pane"),
    ],
    ids=lambda value: value.text if isinstance(value, KeyRow) else "",
)
def test_opposite_actions_share_a_row(one: KeyRow, other: KeyRow, keys: tuple[str, ...], text: str) -> None:
    assert [(row.keys, row.text) for row in key_rows([one, other])] == [(keys, text)]


def test_other_actions_keep_theirs() -> None:
    rows = [UP, FIRST, SORT, KeyRow((".",), "Stop after epoch", "Runs", "ask_stop(False)")]
    assert key_rows(rows) == rows
    assert len(key_rows([UNDO, KeyRow(("Z",), "Redo", "Form", "redo")])) == 2


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ALL),
        ("und", [UNDO]),
        ("run bel", [DOWN]),
        ("z", [UNDO]),
        ("Z", [REDO]),
        ("ctrl+z", [SUSPEND]),
        ("CTRL+Z", [SUSPEND]),
        ("xyz", []),
    ],
)
def test_a_query_finds_words_and_keys(query: str, found: list[KeyRow]) -> None:
    assert matching_rows(ALL, query) == found


@pytest.mark.parametrize("width", [36, 76, 116])
@pytest.mark.parametrize("room", [0, 50])
def test_every_row_is_in_a_column_below_its_place(width: int, room: int) -> None:
    columns = key_columns(ALL, width, room)
    lines = [line for column in columns for line in column]
    assert [line.text for line in lines if line.keys] == [row.text for row in sorted(ALL, key=_place)]
    headings = [line.text for line in lines if line.is_heading]
    assert [heading for heading in headings if "continued" not in heading] == ["Table", "Runs", "Everywhere"]
    assert not any(column[-1].is_heading or not column[0].text for column in columns)


def test_a_group_that_goes_on_in_the_next_column_has_its_heading_there_too() -> None:
    columns = key_columns([UP, SORT, UNDO, REDO, NEXT, PREVIOUS], 76, 0)
    assert [column[0] for column in columns] == [
        Line("Table", is_heading=True),
        Line("Runs, continued", is_heading=True),
    ]


def test_a_section_stays_whole_if_there_is_room() -> None:
    long = [*ALL, *(KeyRow((key,), f"Do {key}", "Everywhere") for key in "abcdef")]
    for room, is_whole in ((0, False), (50, True)):
        headings = [line.text for column in key_columns(long, 116, room) for line in column if line.is_heading]
        assert (headings == ["Table", "Runs", "Everywhere"]) is is_whole


def test_words_continue_below_their_beginning() -> None:
    keys = ("space", "delete", "backspace")
    first, second = key_columns([KeyRow(keys, "Hide or show / unmark", "Compare")], 38, 50)[0][1:]
    assert (first.keys, second.keys) == ("space delete backspace", "")
    assert second.text_column == first.text_column > len(first.keys)


def test_modes_named_with_alt_do_not_say_so_again() -> None:
    names = ("train", "runs", "compare", "labs")
    for suffix, keys, words in (("", "1234", "Modes, alt+ anywhere"), ("_anywhere", "1234", "Modes")):
        prefix = "alt+" if suffix else ""
        rows = [
            KeyRow((f"{prefix}{key}",), name, "Everywhere", id=f"app.{name}{suffix}")
            for key, name in zip(keys, names, strict=True)
        ]
        assert [row.text for row in with_shared_rows(rows)] == [words]


def test_blank_lines_are_left_out_if_there_is_no_room() -> None:
    blank_lines = [[line.text for line in key_columns(ALL, 36, room)[0]].count("") for room in (0, 50)]
    assert blank_lines == [0, 2]


def _place(row: KeyRow) -> int:
    return ["Table", "Runs", "Everywhere"].index(row.where)


def test_the_sections_are_of_actions_that_exist_and_have_every_key_of_runs_and_compare() -> None:
    placed, known = set(section_ids()), bound_keys()
    assert placed <= set(known)
    here = {name for name, bound in known.items() if {"Runs", "Table", "Compare"} & set(bound.places)}
    assert {name.removesuffix(ELSEWHERE) for name in here} - placed <= WITHOUT_A_SECTION
