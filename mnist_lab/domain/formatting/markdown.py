"""Tables and text in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_SIGN = re.compile(r"[\\|<`*\[]|~(?!\d)|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])")
"""What would end a cell, or be taken for code, HTML, emphasis or a link: not a _ within a word."""


@dataclass(frozen=True, slots=True)
class Table:
    """Headings, rows, and which columns are aligned to the right."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]


def markdown_table(headings: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]) -> list[str]:
    """Return a table, its headings above; `right` says which columns are aligned to the right."""

    def line(cells: Iterable[str]) -> str:
        return "| " + " | ".join(map(escaped, cells)) + " |"

    return [line(headings), line("---:" if is_right else "---" for is_right in right), *map(line, rows)]


def escaped(text: str) -> str:
    """Return the text so that Markdown shows it as it is."""
    return _SIGN.sub(r"\\\g<0>", text)
