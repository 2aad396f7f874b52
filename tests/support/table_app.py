"""A table of runs alone in an app, which does what the table asks for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import ClassVar

from textual import on
from textual.app import App, ComposeResult

from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.domain.views.table_view import USUAL_VIEW, TableView
from mnist_lab.tui.runs.arranger import Arranger
from mnist_lab.tui.runs.run_table import RunTable
from mnist_lab.tui.state.messages import Request
from mnist_lab.tui.state.view_messages import MarksChangeRequested, ViewChangeRequested
from mnist_lab.tui.state.view_state import ViewState
from mnist_lab_themes import DARK, STYLESHEETS, variables_of


class TableApp(App[None]):
    """Shows these runs, and notes what the table asks for."""

    CSS_PATH: ClassVar[list[str | PurePath]] = list(STYLESHEETS)

    def __init__(self, summaries: Sequence[Summary], view: TableView = USUAL_VIEW) -> None:
        super().__init__()
        self.summaries = {summary.id: summary for summary in summaries}
        self.state = ViewState(view)
        self.arranger = Arranger(self.summaries.values)
        self.highlighted: list[str | None] = []
        self.asked: list[Request] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variables_of(DARK.colours)

    def compose(self) -> ComposeResult:
        yield RunTable()

    def on_mount(self) -> None:
        self.arrange()
        self.table.focus()

    @property
    def table(self) -> RunTable:
        return self.query_one(RunTable)

    @property
    def here(self) -> str | None:
        """The key of the line under the cursor."""
        line = self.table.line_here
        return line.key if line is not None else None

    def arrange(self) -> None:
        self.table.show(self.arranger.arrange(self.state), self.state)

    def change(self, changed: Sequence[Summary] = (), gone: Collection[str] = ()) -> None:
        """New, changed and removed runs."""
        for run_id in gone:
            del self.summaries[run_id]
        self.summaries.update({summary.id: summary for summary in changed})
        self.arrange()

    def update(self, summary: Summary) -> bool:
        """A changed run; whether every line kept its place."""
        self.summaries[summary.id] = summary
        stays = self.arranger.change((summary,))
        if stays:
            self.table.show_changed(self.arranger.arrangement)
        else:
            self.arrange()
        return stays

    def lines(self) -> list[str]:
        return [self.table.render_line(y).text for y in range(self.table.size.height)]

    def on_arranged_table_highlighted(self, message: RunTable.Highlighted) -> None:
        self.highlighted.append(message.line.summary.id if message.line is not None else None)

    @on(Request)
    def _note(self, request: Request) -> None:
        self.asked.append(request)

    @on(MarksChangeRequested)
    def _change_marks(self, wanted: MarksChangeRequested) -> None:
        self.state = replace(self.state, marks=wanted.marks)
        self.table.show_marks(self.state)

    @on(ViewChangeRequested)
    def _change_view(self, wanted: ViewChangeRequested) -> None:
        self.state = replace(self.state, view=wanted.view)
        self.arrange()
