"""The figures of a verdict in columns."""

from __future__ import annotations

from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll

from mnist_lab.domain.fit.rule import Check
from mnist_lab.domain.fit.verdict import judge
from mnist_lab.tui.dialogs.check_table import CheckTable, condition
from mnist_lab_themes import DARK, variables_of
from support.read_histories import HISTORIES, real

CHECKS: list[tuple[Check, ...]] = [
    checks
    for verdict in (judge(real(name)) for name in HISTORIES)
    for checks in (verdict.checks, verdict.course.checks if verdict.course is not None else ())
    if checks
]
"""The checks of the fit and of the course of every history."""


class Tables(App[None]):
    """The figures of every verdict, one table below the other."""

    CSS = "CheckTable { height: auto; } VerticalScroll { width: 74; scrollbar-size: 0 0; }"

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return the variables of the widget's colours."""
        return variables_of(DARK.colours)

    def compose(self) -> ComposeResult:
        """Return a table for each history."""
        with VerticalScroll():
            for checks in CHECKS:
                yield CheckTable(checks, "this run")


async def test_every_row_fits_on_one_line_of_80_columns() -> None:
    app = Tables()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        heights = [table.size.height for table in app.query(CheckTable)]
    assert heights == [len(checks) + 1 for checks in CHECKS]


async def test_in_less_room_each_condition_is_below_its_figure() -> None:
    app = Tables()
    async with app.run_test(size=(80, 24)) as pilot:
        app.query_one(VerticalScroll).styles.width = 54
        await pilot.pause()
        assert any(table.size.height > len(checks) + 1 for checks, table in _tables(app))
        for checks, table in _tables(app):
            lines = str(table.render()).splitlines()
            assert len(lines) == table.size.height
            assert max(map(cell_len, lines)) <= 54
            for check in checks:
                place = next(place for place, line in enumerate(lines) if line.startswith(f"{check.what} "))
                assert check.figure in lines[place]
                assert not check.rule or any(line.endswith(condition(check)) for line in lines[place : place + 2])


def _tables(app: Tables) -> list[tuple[tuple[Check, ...], CheckTable]]:
    return list(zip(CHECKS, app.query(CheckTable), strict=True))
