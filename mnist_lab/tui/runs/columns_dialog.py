"""The dialog in which columns are chosen: which, in which order, and of which epoch their figures are."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from mnist_lab.domain.tables.column import NAME, Column
from mnist_lab.domain.tables.columns import columns_of
from mnist_lab.domain.tables.figure_choice import FigureChoice
from mnist_lab.domain.views.arrangement import Arrangement
from mnist_lab.domain.views.column_listing import listing_of
from mnist_lab.domain.views.table_view import TableView
from mnist_lab.domain.views.view_changes import Change, columns_chosen, figures_set
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.runs.tick_dialog import TickDialog
from mnist_lab.tui.runs.tick_list import TickLine, TickList
from mnist_lab.tui.widgets.clickable_line import Part

ALIKE = "(alike, hidden by {key}) "


TryView = Callable[[TableView, str], object]
"""Shows a view in the table behind, with this column in sight."""


class ColumnsDialog(TickDialog):
    """Every column with its heading, its name and its explanation, those of the table first and ticked.

    Whatever is chosen shows in the table behind at once.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("J", "reorder(1)", "Column later", id="columns.later"),
        Binding("K", "reorder(-1)", "Column sooner", id="columns.sooner"),
        Binding("left", "figures(-1)", "Figures before", id="columns.figures_before"),
        Binding("right", "figures(1)", "Next figures", id="columns.figures"),
        Binding("f8", "usual", "usual columns", id="columns.usual"),
    ]

    OPENED_BY: ClassVar[frozenset[str]] = frozenset({"runs.columns"})

    title_text = "Columns"
    about_width = 40

    def __init__(self, arrangement: Arrangement, view: TableView, try_view: TryView) -> None:
        super().__init__()
        self._view = view
        self._try_view = try_view
        self._figures = view.figures
        self._before = self._listing = listing_of(arrangement, view)
        self._alike = frozenset(arrangement.alike)
        self._columns = {each.key: each for each in (*columns_of(), *arrangement.columns)}

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Move a column only among all of them, and never the name."""
        if action == "reorder":
            here = self.ticks.here
            return here is not None and here.key != NAME and not self.ticks.typed
        return super().check_action(action, parameters)

    def reason_for(self, action: str, parameters: tuple[object, ...]) -> str:  # noqa: ARG002
        """Say why a column cannot be moved."""
        if action != "reorder":
            return ""
        if self.ticks.typed:
            delete = key_hint(self.app, "ticks.delete", "backspace")
            return f"Columns are put in order among all of them: {delete} takes back what is typed."
        return "The name stays first: without it no run could be told from another."

    def compose_above(self) -> ComposeResult:
        """Show the choice of the figures above the list."""
        yield Static(self._figures_text, id="tick-figures", markup=False)

    def show_lines(self) -> None:
        """Show the columns in their order."""
        self.ticks.lines = tuple(self._line(self._columns[key]) for key in self._listing.order)
        self.ticks.ticked = self._listing.ticked

    def key_entries(self) -> list[Part]:
        """Name what works here."""
        later, sooner = key_hint(self.app, "columns.later", "J"), key_hint(self.app, "columns.sooner", "K")
        usual = key_hint(self.app, "columns.usual", "F8")
        return [
            *super().key_entries(),
            Part(f"{later} {sooner}  order", action="screen.reorder(1)"),
            Part("←→  figures", action="screen.figures(1)"),
            Part(f"{usual}  usual", action="screen.usual"),
        ]

    def _line(self, column: Column) -> TickLine:
        alike = ALIKE.format(key=key_hint(self.app, "runs.alike", "=")) if column.key in self._alike else ""
        return TickLine(column.key, column.heading, column.key, alike + column.explanation)

    @property
    def _figures_text(self) -> str:
        return f"Losses and accuracies:  ‹ {self._figures.text} ›"

    @on(TickList.Ticked)
    def _tick(self, message: TickList.Ticked) -> None:
        """Show the column, or hide it."""
        self._listing = self._listing.toggled(message.key)
        self.show_lines()
        self._try()

    def action_reorder(self, by: int) -> None:
        """Move the column under the cursor, and the cursor with it."""
        here = self.ticks.here
        if here is not None:
            self._listing = self._listing.moved(here.key, by)
            self.show_lines()
            self.ticks.go_to(here.key)
            self._try()

    def action_figures(self, by: int) -> None:
        """Take the figures of another epoch."""
        choices = [*FigureChoice]
        self._figures = choices[(choices.index(self._figures) + by) % len(choices)]
        self.query_one("#tick-figures", Static).update(self._figures_text)
        self._try()

    def action_usual(self) -> None:
        """Answer with the usual columns."""
        self.dismiss(columns_chosen(self._view, ()))

    def action_apply(self) -> None:
        """Answer with what is chosen."""
        self.dismiss(self._chosen)

    @property
    def _chosen(self) -> Change:
        """Return the view with what is chosen."""
        view, columns = self._listing.change(self._view, self._before)
        view, figures = figures_set(view, self._figures)
        return view, ", ".join(filter(None, (columns, figures)))

    def _try(self) -> None:
        """Show in the table behind what is chosen."""
        here = self.ticks.here
        self._try_view(self._chosen[0], here.key if here is not None else "")
