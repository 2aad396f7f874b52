"""The figures of a verdict in columns."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.containers import VerticalScroll

from mnist_lab.domain.fit.verdict import judge
from mnist_lab.tui.dialogs.check_table import CheckTable
from mnist_lab_themes import DARK, variables_of
from support.read_histories import HISTORIES, real


class Tables(App[None]):
    """The figures of every history, one table below the other."""

    CSS = "CheckTable { height: auto; } VerticalScroll { width: 75; scrollbar-size: 0 0; }"

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return the variables of the widget's colours."""
        return variables_of(DARK.colours)

    def compose(self) -> ComposeResult:
        """Return a table for each history."""
        with VerticalScroll():
            for name in HISTORIES:
                yield CheckTable(judge(real(name)).checks, "this run")


async def test_every_row_fits_on_one_line_of_80_columns() -> None:
    app = Tables()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        heights = [table.size.height for table in app.query(CheckTable)]
    assert heights == [len(judge(real(name)).checks) + 1 for name in HISTORIES]
