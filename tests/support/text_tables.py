"""Tables of text as the command line aligns them."""

from __future__ import annotations

from collections.abc import Sequence

from mnist_lab.util.text_columns import align_columns


def plain_table(headings: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]) -> list[str]:
    """Return the lines of the table."""
    return align_columns([headings, *rows], right)
