"""Text in lines: broken between words, with no lone word in the last line and no unit away from its figure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from rich.cells import cell_len, chop_cells
from rich.text import Text

NO_BREAK = "\N{NO-BREAK SPACE}"
"""A blank at which no line ends; it is shown as a blank."""
WORD = re.compile(r"(?:[^ ]| (?=%)|(?<=\d) (?=(?:h|min|s)\b)|(?<=\d h) (?=\d+ min\b)|(?<=\d min) (?=\d+ s\b))+")
"""What is not broken: a word, "97.5 %", "10 min 17 s"."""
SPANS_KEPT = 500
"""A text is measured many times until all have room, and most are the same at the next step of training."""
LONGEST_ITEM = 30
"""The most characters of an item of a list that is not broken."""


def items_whole(text: str) -> str:
    """Return a list, with commas between its items, of which no short item is broken."""
    items = text.split(", ")
    return ", ".join(item.replace(" ", NO_BREAK) if len(item) <= LONGEST_ITEM else item for item in items)


def wrapped(text: Text, width: int) -> list[Text]:
    """Return the text in lines of at most this many cells; a word that is longer than a line is broken."""
    lines = []
    for paragraph in text.split("\n", allow_blank=True):
        for start, end in _spans(paragraph.plain, max(width, 1)):
            line = paragraph[start:end]
            line.plain = line.plain.replace(NO_BREAK, " ")
            lines.append(line)
    return lines


def line_count(text: Text, width: int) -> int:
    """Return how many lines `wrapped` makes of the text."""
    return sum(len(_spans(paragraph, max(width, 1))) for paragraph in text.plain.split("\n"))


@lru_cache(maxsize=SPANS_KEPT)
def _spans(text: str, width: int) -> tuple[tuple[int, int], ...]:
    """Return where each line begins and ends."""
    words = [span for word in WORD.finditer(text) for span in _pieces(text, *word.span(), width)]
    if not words:
        return ((0, 0),)
    lead = 0 if cell_len(text[: words[0][1]]) <= width else words[0][0]  # with the blanks that the text begins with
    lines = [[words[0]]]
    for word in words[1:]:
        begin = lines[-1][0][0] if len(lines) > 1 else lead
        if cell_len(text[begin : word[1]]) <= width:
            lines[-1].append(word)
        else:
            lines.append([word])
    if len(lines) > 1 and len(lines[-1]) == 1 and len(lines[-2]) > 2:
        last = lines[-2][-1]
        if cell_len(text[last[0] : lines[-1][0][1]]) <= width:
            lines[-1].insert(0, lines[-2].pop())
    spans = [(line[0][0], line[-1][1]) for line in lines]
    return (lead, spans[0][1]), *spans[1:]


def _pieces(text: str, start: int, end: int, width: int) -> Iterator[tuple[int, int]]:
    """Yield where a word begins and ends, or each of its pieces if it is longer than a line: broken behind a slash."""
    while cell_len(text[start:end]) > width:
        piece = chop_cells(text[start:end], width)[0]
        cut = piece.rfind("/") + 1 or len(piece)
        yield start, start + cut
        start += cut
    if start < end:
        yield start, end
