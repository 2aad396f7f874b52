"""Columns of text for a terminal, measured in its cells: a Chinese character or an emoji takes two."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len, set_cell_size

GAP = "  "
"""What is between two columns."""


def column_widths(rows: Iterable[Sequence[str]]) -> list[int]:
    """Return the width of each column in cells, without the gaps."""
    return [max(map(cell_len, column)) for column in zip(*rows, strict=True)]


def padded(text: str, width: int, *, right: bool = False) -> str:
    """Return the text with blanks up to this width, before it if it is aligned to the right; it is never cut."""
    blanks = " " * (width - cell_len(text))
    return blanks + text if right else text + blanks


def clipped(text: str, width: int) -> str:
    """Return the text in at most this many cells; a text that is cut ends with "…", after no blank or comma."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip(" ,") + "…" if width > 0 else ""


def align_columns(rows: Sequence[Sequence[str]], right: Sequence[bool] = ()) -> list[str]:
    """Return each row as a line without blanks at its end; `right` says which columns are aligned to the right."""
    widths = column_widths(rows)
    sides = right or [False] * len(widths)

    def line(row: Sequence[str]) -> str:
        cells = (padded(text, width, right=is_right) for text, width, is_right in zip(row, widths, sides, strict=True))
        return GAP.join(cells).rstrip()

    return [*map(line, rows)]
