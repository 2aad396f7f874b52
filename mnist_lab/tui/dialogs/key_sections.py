"""The sections of the list of keys, and which actions share a row in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

ELSEWHERE = "_anywhere"
"""The end of the id of a second key that works while one types."""

WITH_ALT = ", alt+ anywhere"
"""The end of words that are of keys which work with alt too, where the keys are named without it."""

SECTIONS: Mapping[str, tuple[str | tuple[str, str], ...]] = {
    "Table": (
        ("table.up table.down table.left table.right", "Line and column"),
        ("table.first table.last table.page_up table.page_down", "First, last, pages"),
        ("runs.open table.explain", "Open / explain column"),
    ),
    "Sort and filter": (
        ("table.sort table.sort_further", "Sort / add sort key"),
        ("table.ascending table.descending", "Ascending / descending"),
        ("table.sort_left table.sort_right", "Sort left / right column"),
        "runs.filter", ("table.keep_value table.exclude_value", "Only / without value"), "table.clear_filter",
    ),
    "Columns and groups": (
        ("runs.columns table.hide_column", "Columns / hide this"),
        ("runs.alike runs.figures", "Alike settings / figures"),
        ("runs.groups runs.group_by", "Groups / by settings"), "runs.pin",
    ),
    "Marks and views": (
        ("runs.mark runs.mark_all runs.unmark_all", "Mark / all / unmark all"), "runs.compare", "runs.views",
        ("out.write out.copy out.command", "Write / copy / command"),
    ),
    "Run": (
        "runs.verdict", "runs.edit", "runs.resume",
        ("runs.repeat runs.rerun", "Repeat / re-run exactly"),
        ("runs.tags runs.note runs.name", "Tags / note / name"),
        ("runs.trash runs.open_trash", "To the trash / open it"),
        ("live.stop_after_epoch live.stop_now", "Stop after epoch / now"),
    ),
    "Compared runs": (
        "sides.up sides.down", "sides.first sides.last", ("compare.toggle compare.unmark", "Hide / unmark"),
        (" ".join(f"compare.side_{letter}" for letter in "abcdefgh"), "Hide or show"),
        "compare.missing", "compare.back",
    ),
    "Curves": (
        ("compare.before compare.after", "Read out the epochs"),
        ("compare.metric compare.log compare.seconds compare.curves", "Loss / log / time / training"),
        ("compare.closer compare.wider compare.all_epochs", "Fewer / more / all epochs"),
        ("compare.earlier compare.later", "Earlier / later epochs"), "compare.full_screen",
    ),
    "Evidence": ("compare.by", "compare.read_on compare.read_back",),
    "Everywhere": (
        "runs.undo runs.redo",
        ("panes.next panes.before", "Next / previous pane"),
        ("app.train app.runs app.compare app.labs app.sweeps", f"Modes{WITH_ALT}"),
        "app.find", ("app.keys app.glossary", "Keys / glossary"),
        ("app.theme app.redraw", "Palette / redraw"), "app.suspend", "app.quit",
    ),
}  # fmt: skip
"""Rows of ids, with their words if those of the bindings are too long. What is not here is below the pane it is of."""


@cache
def _places() -> Mapping[str, tuple[str, int]]:
    return {
        name: (section, place)
        for section, rows in SECTIONS.items()
        for place, row in enumerate(rows)
        for name in _ids(row)
    }


def place_of(binding_id: str) -> tuple[str, int] | None:
    """Return the section of an action and its row there; None if it has none."""
    return _places().get(binding_id.removesuffix(ELSEWHERE))


def order_in_row(section: str, place: int) -> Sequence[str]:
    """Return the ids of a row in their order."""
    return _ids(SECTIONS[section][place])


def words_of(section: str, place: int) -> str:
    """Return the words of a row; empty to join those of its actions."""
    row = SECTIONS[section][place]
    return "" if isinstance(row, str) else row[1]


def section_ids() -> Iterator[str]:
    """Yield the ids of all actions that have a section."""
    yield from _places()


def _ids(row: str | tuple[str, str]) -> Sequence[str]:
    return (row if isinstance(row, str) else row[0]).split()
