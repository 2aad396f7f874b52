"""A list of batches: the labs, or the grids, with the kept runs and the time left of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive

from mnist_lab.domain.experiments.plan import Plan
from mnist_lab.domain.formatting.units import format_estimate
from mnist_lab.tui.widgets.cursor_list import CursorList, end_keys, step_keys
from mnist_lab.util.text_columns import GAP, column_widths, padded

DONE = "done"
TIME = -1
"""The last column."""
LONG_HEADINGS = {"question": "question", "changes": "what changes", "brief": "change"}
FIGURES = (("guess", "runs kept", "time to train"), ("guess", "runs", "to train"))
"""Headings of the figures, and the same if there is little room."""
FORMS = (("question", "changes"), ("question", "brief"), ("changes",), ("brief",))
"""What a line has between name and figures, the widest form first."""


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch: its name, its question, what it changes, and the same in `brief`; without a plan, no figures.

    `below` is what it found, for a line of its own; `guess` says whether its results were guessed; `title` is shown in
    the place of the name.
    """

    name: str
    question: str
    changes: str
    brief: str = ""
    below: str = ""
    plan: Plan | None = None
    seconds: float = 0.0
    is_busy: bool = False
    guess: str = ""
    title: str = ""

    @property
    def figures(self) -> tuple[str, str, str]:
        """Return the cells at the right: whether it was guessed, kept runs, and the time to train the missing ones."""
        if self.plan is None:
            return self.guess, "", ""
        time = format_estimate(self.seconds) if self.plan.missing else DONE
        return self.guess, f"{len(self.plan.kept)} of {self.plan.count}", f"● {time}" if self.is_busy else time


class BatchList(CursorList):
    """A line for each batch; if there is height two, the second with its question or what it found."""

    BINDING_GROUP_TITLE = "List"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "open", id="batches.open"),
        *step_keys("batches", "Line"),
        *end_keys("batches", "Line"),
    ]
    LOOKS = "batch-list"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "batch-list--heading",
        "batch-list--name",
        "batch-list--words",
        "batch-list--cursor",
        "batch-list--busy",
        "batch-list--complete",
        "batch-list--caveat",
    }

    rows: reactive[tuple[BatchRow, ...]] = reactive(())
    caveat: reactive[str] = reactive("", layout=True)
    two_lines: reactive[bool] = reactive(False, layout=True)

    @dataclass
    class Highlighted(Message):
        """The cursor is on this batch now."""

        name: str

    @dataclass
    class Opened(Message):
        """The user wants to see this batch."""

        name: str

    def __init__(
        self,
        kind: str,
        rows: Sequence[BatchRow],
        forms: Sequence[tuple[str, ...]] = FORMS,
        headings: Mapping[str, str] = LONG_HEADINGS,
        figures: Sequence[tuple[str, str, str]] = FIGURES,
    ) -> None:
        super().__init__()
        self._kind = kind
        self._forms = forms
        self._headings = headings
        self._figures = figures
        self.set_reactive(BatchList.rows, tuple(rows))

    @property
    def name_here(self) -> str:
        """Return the batch under the cursor."""
        return self.rows[self.cursor].name

    def _watch_cursor(self) -> None:
        """Report which batch it is."""
        self.post_message(self.Highlighted(self.name_here))

    def action_open(self) -> None:
        """Ask for the batch under the cursor."""
        self.post_message(self.Opened(self.name_here))

    @property
    def item_count(self) -> int:
        return len(self.rows)

    def item_at(self, line: int) -> int | None:
        at = line - 1 - len(self._caveat_lines(self.size.width))
        places = [place for place, lines in enumerate(self._heights(self.size.width)) for _ in range(lines)]
        return places[at] if 0 <= at < len(places) else None

    def click_item(self, item: int, column: int) -> None:  # noqa: ARG002
        """Move to the clicked batch; open the one under the cursor."""
        if item == self.cursor:
            self.action_open()
        self.cursor = item

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return the lines of the heading and the batches."""
        above = 1 + len(self._caveat_lines(width))
        return above + sum(self._heights(width))

    def _watch_rows(self, old: tuple[BatchRow, ...], new: tuple[BatchRow, ...]) -> None:
        """Make room for what was found, once there is any."""
        if [bool(row.below) for row in old] != [bool(row.below) for row in new]:
            self.refresh(layout=True)

    def render(self) -> Text:
        """Draw the lines."""
        form, headings = self._form_that_fits(self.size.width)
        cells = self._cells(form, headings)
        widths, heights = column_widths(cells), self._heights(self.size.width)
        lines = [self._line("  ", cells[0], widths, self.look("heading"))]
        lines += [Text(f"  {line}", self.look("caveat")) for line in self._caveat_lines(self.size.width)]
        for place, (row, of_row) in enumerate(zip(self.rows, cells[1:], strict=True)):
            is_cursor = place == self.cursor
            base = self.look("cursor") if is_cursor else Style()
            line = self._line("▸ " if is_cursor else "  ", of_row, widths, base)
            line.stylize(base + self.look("name"), 0, 2 + widths[0])
            if row.is_busy or of_row[TIME] == DONE:
                start = len(line.plain.rstrip()) - len(of_row[TIME])
                line.stylize(base + self.look("busy" if row.is_busy else "complete"), start)
            lines.append(line)
            if heights[place] > 1:
                words = row.below or ("" if "question" in form else row.question)
                below = " " * (2 + widths[0]) + GAP + words
                lines.append(Text(padded(below, self.size.width), base + self.look("words")))
        return self.drawn(lines)

    def _form_that_fits(self, room: int) -> tuple[tuple[str, ...], Sequence[str]]:
        """Return the widest form that there is room for, with its headings, or the narrowest."""
        form, headings = self._forms[-1], self._figures[-1]
        for form in self._forms:
            for headings in self._figures:
                widths = [width for width in column_widths(self._cells(form, headings)) if width]
                if 2 + sum(widths) + len(GAP) * (len(widths) - 1) + 1 <= room:
                    return form, headings
        return form, headings

    def _cells(self, form: tuple[str, ...], headings: Sequence[str]) -> list[list[str]]:
        """Return headings and rows; the column of the guesses is empty if there are none."""
        has_guesses = any(row.guess for row in self.rows)
        guess, *others = headings
        rows = [[row.title or row.name, *(getattr(row, column) for column in form), *row.figures] for row in self.rows]
        return [[self._kind, *map(self._headings.__getitem__, form), guess if has_guesses else "", *others], *rows]

    def _line(self, start: str, cells: Sequence[str], widths: Sequence[int], base: Style) -> Text:
        """Return the cells as a line as wide as the list, figures at the right of their columns."""
        first_figure = len(cells) - len(self._figures[0])
        shown = [
            padded(cell, width, right=column >= first_figure)
            for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
            if width
        ]
        return Text(padded(start + GAP.join(shown), self.size.width), base)

    def _caveat_lines(self, room: int) -> list[str]:
        return wrap(f"with {self.caveat}", max(room - 3, 1), break_on_hyphens=False) if self.caveat else []

    def _heights(self, room: int) -> list[int]:
        """Return the lines of each row: 2 if there is height for it, and something to say in the second line."""
        has_question = "question" in self._form_that_fits(room)[0]
        return [2 if self.two_lines and (row.below or not has_question) else 1 for row in self.rows]
