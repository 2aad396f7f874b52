"""Tables in Markdown, and their places in a page, each between two marks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def replaced(text: str, name: str, table: str) -> str:
    """Return a page with this table between the marks of that name.

    Raises:
        ValueError: if the page has no such marks.
    """
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    before, _, rest = text.partition(begin)
    _, found, after = rest.partition(end)
    if not found:
        raise ValueError(f"the page has no {begin} … {end}")
    return f"{before}{begin}\n\n{table}\n\n{end}{after}"


def table_of(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def in_percent(shares: Sequence[float]) -> str:
    """Return shares as they stand in a table: "3.6, 4.3, 4.5 %"."""
    return f"{', '.join(f'{100 * share:.1f}' for share in shares)} %"
