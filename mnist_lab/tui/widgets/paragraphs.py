"""Paragraphs in a limited height: the less important give way, whole, so that none is cut."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rich.text import Text


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text, and a shorter one for little room; of the paragraphs that do not fit, those with the least weight go.

    `is_open` is for a text of any length, such as a note, which counts as one line and may be cut at the end.
    """

    text: Text
    weight: int
    short: Text | None = None
    is_open: bool = False


def fitted(paragraphs: Sequence[Paragraph], height: int, lines_of: Callable[[Text], int]) -> list[Text]:
    """Return the texts that fit in so many lines: the short forms first, then without the least important.

    `lines_of` counts the lines of a text once it is wrapped. The most important one stays in any case.
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
    return [each.text for each in kept]
