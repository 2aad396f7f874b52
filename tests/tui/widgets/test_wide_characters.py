"""Characters that take two cells of a terminal, or none, leave columns aligned."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.widget import Widget

from mnist_lab.domain.experiments.plan import Plan
from mnist_lab.domain.fit.rule import Check
from mnist_lab.domain.formatting.markdown import Table
from mnist_lab.tui.batches.batch_list import BatchList, BatchRow
from mnist_lab.tui.dialogs.check_table import CheckTable
from mnist_lab.tui.labs.question_list import Asked, QuestionList
from mnist_lab.tui.widgets.plain_table import PlainTable
from mnist_lab_themes import DARK, variables_of

NAMES = ("ab", "数字", "🚀 run", "e\u0301te\u0301")


def batches() -> BatchList:
    rows = tuple(BatchRow(name, f"{name}?", f"{name} " * 20, plan=Plan(())) for name in NAMES)
    return BatchList("sweep", rows)


def questions() -> QuestionList:
    return QuestionList([Asked("", name, ("|less", "more", name)) for name in NAMES], {})


def checks() -> CheckTable:
    return CheckTable([Check(name, name, name, "|", True) for name in NAMES], "数字 run")


def plain() -> PlainTable:
    table = PlainTable()
    table.table = Table(("name", ""), tuple((name, "|") for name in NAMES), (True, False))
    return table


class Shown(App[None]):
    """A widget alone."""

    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self._widget = widget

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variables_of(DARK.colours)

    def compose(self) -> ComposeResult:
        yield self._widget


async def lines_of(widget: Widget) -> Sequence[str]:
    async with Shown(widget).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        return str(widget.render()).split("\n")


@pytest.mark.parametrize(("widget", "sign"), [(batches, "0 of 0"), (questions, "|less"), (checks, "|"), (plain, "|")])
async def test_columns_line_up(widget: Callable[[], Widget], sign: str) -> None:
    lines = [line for line in await lines_of(widget()) if sign in line]
    assert len(lines) == len(NAMES)
    assert len({cell_len(line[: line.index(sign)]) for line in lines}) == 1, lines
