"""Keys in columns, as many as there is room for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from mnist_lab.tui.dialogs.key_rows import Choice, KeyRow

LEAST_WIDTH = 36
"""The cells that a column needs."""
MOST_COLUMNS = 3
GAP = 2
KEYS_WIDTH = 10
"""The cells for the keys; longer ones push what they do to the right."""
CONTINUED = "{}, continued"
NOTHING = "No key matches."


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a column: a heading, or keys with what they do; the keys are empty if the line goes on with a text."""

    text: str
    keys: str = ""
    is_heading: bool = False
    row: KeyRow | None = None
    start: int = 0
    """The offset of the text in the text of its row."""
    keys_width: int = KEYS_WIDTH
    """The cells for the keys of the row."""

    @property
    def text_column(self) -> int:
        """Return the cell at which the text begins."""
        return self.keys_width + GAP

    def choice_at(self, x: int) -> Choice | None:
        """Return the action that is named at this cell: by a key, or by a word."""
        if self.row is None:
            return None
        if x >= self.text_column or not self.keys:
            return self.row.choice_at(self.start + max(x - self.text_column, 0))
        key = self.keys[:x].rpartition(" ")[2] + self.keys[x:].partition(" ")[0]
        return self.row.choice_of_key(key) or self.row.choice_at(0)


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of a row, with the heading above them if it is the first row of `where`."""

    where: str
    lines: tuple[Line, ...]

    @property
    def begin_of_column(self) -> tuple[Line, ...]:
        """Return the lines without a blank one on top, below a heading in any case."""
        lines = self.lines[1:] if self.lines[0] == Line("") else self.lines
        return lines if lines[0].is_heading else (Line(CONTINUED.format(self.where), is_heading=True), *lines)


class KeyColumns(Widget):
    """The rows that match, grouped by where they work; as high as all rows, so that nothing moves while one types."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-columns--heading", "key-columns--key"}

    matching: reactive[Sequence[KeyRow]] = reactive(())
    room: reactive[int] = reactive(0, layout=True)
    """The lines that can be seen without scrolling."""

    @dataclass
    class Chosen(Message):
        """A key was clicked, or what it does."""

        choice: Choice

    def __init__(self, rows: Sequence[KeyRow]) -> None:
        super().__init__()
        self._rows = rows
        self.set_reactive(KeyColumns.matching, rows)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return the lines of the longest column."""
        return max((len(column) for column in key_columns(self._rows, width, self.room)), default=1)

    def render(self) -> Text:
        """Draw the columns side by side."""
        columns = key_columns(self.matching, *self.size)
        if not columns:
            return Text(NOTHING, style="")
        width = column_width(self.size.width)
        lines = []
        for place in range(max(map(len, columns))):
            line = Text(no_wrap=True, end="")
            for column in columns:
                if place < len(column):
                    cell = self._drawn(column[place])
                    cell.truncate(width, overflow="ellipsis", pad=True)
                    line.append_text(cell)
                    line.append(" " * GAP)
                else:
                    line.append(" " * (width + GAP))
            line.rstrip()
            lines.append(line)
        return Text("\n", no_wrap=True, end="").join(lines)

    def on_click(self, event: events.Click) -> None:
        """Choose the action that was clicked."""
        column, x = divmod(event.x, column_width(self.size.width) + GAP)
        columns = key_columns(self.matching, *self.size)
        if column < len(columns) and event.y < len(columns[column]):
            choice = columns[column][event.y].choice_at(x)
            if choice is not None:
                self.post_message(self.Chosen(choice))

    def _drawn(self, line: Line) -> Text:
        if line.is_heading:
            return Text(line.text, style=self.get_component_rich_style("key-columns--heading", partial=True))
        text = Text()
        text.append(line.keys, style=self.get_component_rich_style("key-columns--key", partial=True))
        text.append(" " * (line.text_column - cell_len(line.keys)) + line.text)
        return text


def column_count(width: int) -> int:
    """Return how many columns have room side by side."""
    return max(min((width + GAP) // (LEAST_WIDTH + GAP), MOST_COLUMNS), 1)


def column_width(width: int) -> int:
    """Return the cells of each column."""
    count = column_count(width)
    return (width - GAP * (count - 1)) // count


def key_columns(rows: Sequence[KeyRow], width: int, room: int) -> list[list[Line]]:
    """Return the rows in columns of nearly the same height, without blank lines if they would not fit in `room`.

    Sections stay whole if there is room for that.
    """
    count = column_count(width)
    blocks = list(_blocks(rows, column_width(width), is_airy=True))
    for airy in (_filled(_whole(blocks), count), _filled(blocks, count)):
        if max(map(len, airy), default=0) <= room:
            return airy
    return _filled(list(_blocks(rows, column_width(width), is_airy=False)), count)


def _blocks(rows: Sequence[KeyRow], width: int, *, is_airy: bool) -> Iterator[Block]:
    """Yield the lines of each row, which stay together; a heading stays with the first row below it."""
    for where in dict.fromkeys(row.where for row in rows):
        head = [Line("")] if is_airy else []
        head.append(Line(where, is_heading=True))
        for row in rows:
            if row.where == where:
                yield Block(where, (*head, *_lines(row, width)))
                head = []


def _whole(blocks: Sequence[Block]) -> list[Block]:
    """Return a block for each section."""
    sections: dict[str, tuple[Line, ...]] = {}
    for block in blocks:
        sections[block.where] = (*sections.get(block.where, ()), *block.lines)
    return [Block(where, lines) for where, lines in sections.items()]


def _lines(row: KeyRow, width: int) -> list[Line]:
    keys = " ".join(row.keys)
    keys_width = max(cell_len(keys), KEYS_WIDTH)
    lines: list[Line] = []
    start = 0
    for text in wrap(row.text, max(width - keys_width - GAP, 10)) or [""]:
        lines.append(Line(text, "" if lines else keys, row=row, start=start, keys_width=keys_width))
        start += len(text) + 1
    return lines


def _filled(blocks: Sequence[Block], count: int) -> list[list[Line]]:
    """Return the blocks in at most `count` columns, as low as they can be."""
    height = -(-sum(len(block.lines) for block in blocks) // count)
    while len(columns := _stacked(blocks, height)) > count:
        height += 1
    return columns


def _stacked(blocks: Sequence[Block], height: int) -> list[list[Line]]:
    columns: list[list[Line]] = []
    for block in blocks:
        if columns and len(columns[-1]) + len(block.lines) <= height:
            columns[-1] += block.lines
        else:
            columns.append([*block.begin_of_column])
    return columns
