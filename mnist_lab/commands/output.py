"""What commands print: exactly one JSON document, or text, on standard output; everything else on standard error."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import click
import orjson

from mnist_lab.domain.documents import plain


def print_json(document: Any) -> None:
    """The document, and nothing else."""
    click.echo(orjson.dumps(plain(document), option=orjson.OPT_INDENT_2).decode())


def print_lines(lines: Iterable[str]) -> None:
    """Lines of text."""
    for line in lines:
        click.echo(line)


def tell(sentence: str) -> None:
    """A sentence on standard error."""
    click.echo(sentence, err=True)


def text_table(headings: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]) -> list[str]:
    """Columns aligned, headings above."""
    widths = [max(len(cells[place]) for cells in (headings, *rows)) for place in range(len(headings))]

    def line(cells: Sequence[str]) -> str:
        parts = (
            cell.rjust(width) if is_right else cell.ljust(width)
            for cell, width, is_right in zip(cells, widths, right, strict=True)
        )
        return "  ".join(parts).rstrip()

    return [line(headings), *map(line, rows)]


def markdown_table(headings: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]) -> list[str]:
    """The same as Markdown."""

    def line(cells: Iterable[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"

    return [line(headings), line("---:" if is_right else "---" for is_right in right), *map(line, rows)]
