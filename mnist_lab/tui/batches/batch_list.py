"""A list of batches: the labs, or the grids, with the kept runs and the time left of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive

from mnist_lab.domain.experiments.plan import Plan
from mnist_lab.domain.formatting.units import format_duration
from mnist_lab.tui.widgets.cursor_list import CursorList
from mnist_lab.util.text_columns import clipped, padded

NAME_WIDTH, KEPT_WIDTH, TIME_WIDTH = 9, 10, 13
COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch: its name, a question, what changes or the answer if `below` has it; without a plan, no figures.

    `mark` is a letter after the name.
    """

    name: str
    question: str
    changes: str
    below: str = ""
    plan: Plan | None = None
    seconds: float = 0.0
    is_busy: bool = False
    mark: str = " "


class BatchList(CursorList):
    """A line for each batch; if there is height two, the second with what it changes or answers."""

    BINDING_GROUP_TITLE = "List"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "open", id="batches.open"),
        Binding("up,k", "move(-1)", "Line above", show=False, id="batches.up"),
        Binding("down,j", "move(1)", "Line below", show=False, id="batches.down"),
        Binding("g,home", "move(-99)", "First line", show=False, id="batches.first"),
        Binding("G,end", "move(99)", "Last line", show=False, id="batches.last"),
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

    def __init__(self, headings: tuple[str, str], rows: tuple[BatchRow, ...], *, can_open: bool = True) -> None:
        super().__init__()
        self._headings = headings
        self._can_open = can_open
        self._name_width = max(NAME_WIDTH, *(cell_len(row.name) for row in rows))
        self.set_reactive(BatchList.rows, rows)

    @property
    def name_here(self) -> str:
        """Return the batch under the cursor."""
        return self.rows[self.cursor].name

    def _watch_cursor(self) -> None:
        """Report which batch it is."""
        self.post_message(self.Highlighted(self.name_here))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Offer to open what can be opened."""
        return self._can_open if action == "open" else True

    def action_open(self) -> None:
        """Ask for the batch under the cursor."""
        self.post_message(self.Opened(self.name_here))

    @property
    def item_count(self) -> int:
        return len(self.rows)

    def item_at(self, line: int) -> int | None:
        place = (line - self._lines_above) // self._lines_a_row
        return place if line >= self._lines_above and place < len(self.rows) else None

    def click_item(self, item: int, column: int) -> None:  # noqa: ARG002
        """Move to the clicked batch; open the one under the cursor."""
        if item == self.cursor and self._can_open:
            self.action_open()
        self.cursor = item

    def get_content_height(self, *_: object) -> int:
        """Return the heading and the batches."""
        return self._lines_above + len(self.rows) * self._lines_a_row

    def render(self) -> Text:
        """Draw the lines."""
        name, changes = self._headings
        asked = "question" if self.two_lines else changes
        lines = [Text(self._columns(name, asked, "kept", "time left", " "), self.look("heading"))]
        if self.caveat:
            lines.append(Text(f"  with {self.caveat}", self.look("caveat")))
        for place, row in enumerate(self.rows):
            lines += self._lines(row, is_cursor=place == self.cursor)
        for line in lines:
            line.truncate(self.size.width, overflow="ellipsis")
        return Text("\n", no_wrap=True, overflow="ellipsis", end="").join(lines)

    @property
    def _lines_above(self) -> int:
        return 2 if self.caveat else 1

    @property
    def _lines_a_row(self) -> int:
        return 2 if self.two_lines else 1

    def _lines(self, row: BatchRow, *, is_cursor: bool) -> list[Text]:
        kept = time = ""
        if row.plan is not None:
            kept = f"{len(row.plan.kept)} of {row.plan.count}"
            time = format_duration(row.seconds) if row.plan.missing else COMPLETE
        words = row.question if self.two_lines else row.changes
        base = self.look("cursor") if is_cursor else Style()
        busy = "● " if row.is_busy else ""
        cursor = "▸" if is_cursor else " "
        line = Text(self._columns(row.name, words, kept, busy + time, cursor, row.mark), base)
        line.stylize(base + self.look("name"), 0, len(padded(row.name, self._name_width)) + 3)
        if row.is_busy or time == COMPLETE:
            look = self.look("busy" if row.is_busy else "complete")
            line.stylize(base + look, len(line) - TIME_WIDTH - 1)
        if not self.two_lines:
            return [line]
        below = " " * (self._name_width + 5) + (row.below or row.changes)
        return [line, Text(_fitted(below, self.size.width), base + self.look("words"))]

    def _columns(self, name: str, words: str, kept: str, time: str, cursor: str, mark: str = " ") -> str:
        room = self.size.width - self._name_width - KEPT_WIDTH - TIME_WIDTH - 8
        return (
            f"{cursor} {padded(name, self._name_width)} {mark} {_fitted(words, room)} "
            f"{padded(kept, KEPT_WIDTH, right=True)} {padded(time, TIME_WIDTH, right=True)} "
        )


def _fitted(words: str, width: int) -> str:
    return padded(clipped(words, width), width)
