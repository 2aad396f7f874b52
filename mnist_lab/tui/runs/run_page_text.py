"""The sections of a run, laid out in lines for the width there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from mnist_lab.domain.advice.run_sections import Section
from mnist_lab.domain.formatting.markdown import Table
from mnist_lab.tui.widgets.wrapping import wrapped
from mnist_lab.util.text_columns import GAP, align_columns, column_widths, padded

INDENT = "  "
LEAST_WORDS = 20
"""The fewest cells for words beside their label; with less room they go below it."""
WIDEST = 110
"""The most cells of a line of words."""
Look = Callable[[str], Style]
"""Returns the style of a kind of text."""


class RunPageText(Widget):
    """Everything about a run, a section below another."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "run-page--title",
        "run-page--label",
        "run-page--words",
        "run-page--marked",
    }

    sections: reactive[Sequence[Section]] = reactive((), layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return the lines that the sections take."""
        return sum(1 for _ in page_lines(self.sections, width, self._look))

    def render(self) -> Text:
        """Draw the lines."""
        return Text("\n", no_wrap=True, end="").join(page_lines(self.sections, self.size.width, self._look))

    def _look(self, name: str) -> Style:
        return self.get_component_rich_style(f"run-page--{name}", partial=True)


def page_lines(sections: Sequence[Section], width: int, look: Look) -> Iterator[Text]:
    """Yield the lines of the sections, none wider than this."""
    for place, section in enumerate(sections):
        if place:
            yield Text("")
        yield from _wrapped(Text(section.title, look("title")), width, "")
        for line in section.lines:
            yield from _wrapped(Text(line, look("words")), width, INDENT)
        if section.table is not None:
            has_headings = any(section.table.headings)
            yield from (_table_lines if has_headings else _labelled_lines)(section, section.table, width, look)


def _table_lines(section: Section, table: Table, width: int, look: Look) -> Iterator[Text]:
    kept = _columns_with_room(section, table, width - len(INDENT))
    rows = [[row[place] for place in kept] for row in (table.headings, *table.rows)]
    heading, *lines = align_columns(rows, [table.right[place] for place in kept])
    yield Text(INDENT + heading, look("label"), no_wrap=True)
    for place, line in enumerate(lines):
        yield Text(INDENT + line, look("marked" if place in section.marked else "words"), no_wrap=True)


def _columns_with_room(section: Section, table: Table, room: int) -> list[int]:
    """Return the columns to show: all of them, or those left if spare ones give way one after another."""
    widths = column_widths([table.headings, *table.rows])
    columns = [*range(len(widths))]
    for spare in section.spare:
        if sum(widths[place] for place in columns) + len(GAP) * (len(columns) - 1) <= room:
            break
        columns.remove(spare)
    return columns


def _labelled_lines(section: Section, table: Table, width: int, look: Look) -> Iterator[Text]:
    """Yield rows of a label and words: what the words take more than a line continues below their beginning."""
    if not table.rows:
        return
    *labels, _ = column_widths(table.rows)
    taken = len(INDENT) + sum(labels) + len(GAP) * len(labels)
    for place, row in enumerate(table.rows):
        style = look("marked" if place in section.marked else "words")
        beginning = Text(INDENT)
        for column, (text, cells) in enumerate(zip(row, labels, strict=False)):
            beginning.append(padded(text, cells) + GAP, look("label") if column == 0 else style)
        if width - taken < LEAST_WORDS and cell_len(row[-1]) > width - taken:
            beginning.rstrip()
            yield beginning
            yield from _wrapped(Text(row[-1], style), width, INDENT * 2)
            continue
        pieces = list(_wrapped(Text(row[-1], style), width - taken, "")) or [Text("")]
        yield beginning.append_text(pieces[0])
        yield from (Text(" " * taken).append_text(piece) for piece in pieces[1:])


def _wrapped(text: Text, width: int, indent: str) -> Iterator[Text]:
    """Yield the text in lines between words, not so wide that they are hard to read."""
    for line in wrapped(text, min(width - len(indent), WIDEST)):
        yield Text(indent).append_text(line)
