"""Output of commands: exactly one JSON document, or text, on standard output; everything else on standard error."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

import click
import orjson
from rich.cells import cell_len

from mnist_lab.domain.formatting.text_cleaning import clean_text
from mnist_lab.domain.runs.serialization import plain
from mnist_lab.util.text_columns import align_columns


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether the stream is a terminal; a stream that was closed from the start is None."""
    return stream is not None and stream.isatty()


def is_utf8(stream: TextIO | None) -> bool:
    """Return whether the stream encodes text as UTF-8."""
    return (getattr(stream, "encoding", None) or "").lower().replace("-", "").replace("_", "") == "utf8"


def print_json(document: Any) -> None:
    """The document, and nothing else."""
    text = orjson.dumps(plain(document), option=orjson.OPT_INDENT_2).decode()
    # elsewhere a letter would be printed as \\xf6, which is no JSON
    click.echo(text if is_utf8(sys.stdout) else json.dumps(orjson.loads(text), indent=2))


def print_lines(lines: Iterable[str]) -> None:
    """Print lines of text; a sentence too long for a terminal continues under its beginning."""
    for line in lines:
        click.echo(_fitted(line, sys.stdout))


def _fitted(line: str, stream: TextIO | None) -> str:
    """Return the line, in several if it is too long for the terminal that it goes to."""
    columns = shutil.get_terminal_size().columns if is_terminal(stream) else None
    return line if columns is None or cell_len(line) <= columns else wrapped(line, columns)


def wrapped(line: str, columns: int) -> str:
    """Return the line broken between words; after a label of a few words, lines are indented to it."""
    label = re.match(r" *(\S+( \S+){0,2} {2,})?", line)
    indent = min(label.end() if label else 0, columns // 2)
    return textwrap.fill(line, columns, subsequent_indent=" " * indent, drop_whitespace=True, break_long_words=False)


def tell(sentence: str) -> None:
    """A sentence on standard error."""
    with contextlib.suppress(OSError):  # whoever read it has gone
        click.echo(_fitted(clean_text(sentence), sys.stderr), err=True)


def print_no_more() -> None:
    """Discard the rest, or Python would complain again when it flushes at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def text_table(headings: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]) -> list[str]:
    """Return the lines of a table with its headings; `right` says which columns are aligned to the right."""
    return align_columns([headings, *rows], right)
