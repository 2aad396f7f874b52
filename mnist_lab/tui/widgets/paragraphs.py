"""Paragraphs in a limited height: the less important give way, whole, so that none is cut."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rich.text import Text


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text, and a shorter one for little room; of the paragraphs that do not fit, those with the least weight go.

    `hint` follows the text if it costs no line of its own. `is_open` is for a text of any length, such as a note, which
    counts as one line and may be cut at the end.
    """

    text: Text
    weight: int
    short: Text | None = None
    hint: Text | None = None
    is_open: bool = False


LinesOf = Callable[[Text], int]
"""Count the lines of a text once it is wrapped."""


def lines_needed(paragraphs: Sequence[Paragraph], lines_of: LinesOf) -> int:
    """Return the lines that all paragraphs take."""
    return sum(lines_of(each.text) for each in paragraphs)


def fitted(paragraphs: Sequence[Paragraph], height: int, lines_of: LinesOf) -> list[Text]:
    """Return the texts that fit in this many lines: the short forms first, then without the least important.

    The most important one stays in any case.
    """
    kept = list(paragraphs)
    by_weight = sorted(paragraphs, key=lambda each: each.weight)

    def is_too_high() -> bool:
        return sum(1 if each.is_open else lines_of(each.text) for each in kept) > height

    for each in by_weight:
        if is_too_high() and each.short is not None:
            kept[kept.index(each)] = replace(each, text=each.short)
    for least in sorted(kept, key=lambda each: each.weight)[:-1]:
        if is_too_high():
            kept.remove(least)
    return [_with_hint(each, lines_of) for each in kept]


def _with_hint(paragraph: Paragraph, lines_of: LinesOf) -> Text:
    if paragraph.hint is None:
        return paragraph.text
    words = Text.assemble(paragraph.text, paragraph.hint)
    return words if lines_of(words) == lines_of(paragraph.text) else paragraph.text
