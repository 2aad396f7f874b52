"""The text of a history from elsewhere as plain values: JSON, a JSON object a line, or comma-separated columns."""

from __future__ import annotations

import codecs
import csv
import json
from collections.abc import Sequence
from typing import Any

SEPARATORS = ",;\t"
ENCODINGS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""How text is encoded that begins with these bytes, as some editors and shells write it."""
NOTHING = object()


class NoDocument(ValueError):
    """The bytes are neither JSON nor a table with one of the headings."""


def document_in(data: bytes, headings: Sequence[str]) -> Any:
    """Return the document in these bytes; a table as a list of rows, if its first line has one of these headings.

    Raises:
        NoDocument: if it is neither.
    """
    encoding = next((name for mark, name in ENCODINGS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
        found = _json(text)
    except (ValueError, RecursionError):
        raise NoDocument from None
    if found is NOTHING:
        lines = text.splitlines()
        found = _json_lines(lines) or _table(lines, headings)
        if not found:
            raise NoDocument
    return found


def _json(text: str) -> Any:
    try:
        return json.loads(text)  # which takes the NaN of a diverged Keras history
    except json.JSONDecodeError:
        return NOTHING


def _json_lines(lines: Sequence[str]) -> list[Any]:
    """Return the objects, one a line; nothing if a line is anything else."""
    filled = [line for line in lines if line.strip()]
    if not filled or not all(line.lstrip().startswith("{") for line in filled):
        return []
    try:
        return [json.loads(line) for line in filled]
    except ValueError:
        return []


def _table(lines: Sequence[str], headings: Sequence[str]) -> list[dict[str, Any]]:
    """Return the rows of a table as Keras's CSVLogger and pandas write it; nothing if there is no such heading."""
    filled = [line for line in lines if line.strip()]
    for separator in SEPARATORS:
        try:
            heading, *rows = list(csv.reader(filled, delimiter=separator)) or [[]]
        except csv.Error:
            return []
        names = [name.strip() for name in heading]
        if len(names) > 1 and any(name.lower() in headings for name in names):
            return [_cells(names, row, has_decimal_commas=separator == ";") for row in rows]
    return []


def _cells(names: Sequence[str], row: Sequence[str], *, has_decimal_commas: bool) -> dict[str, Any]:
    """Return a row by its headings: what is empty, or NA, was not measured."""
    texts = (cell.strip().replace(",", ".") if has_decimal_commas else cell.strip() for cell in row)
    return {name: None if text in {"", "NA"} else text for name, text in zip(names, texts, strict=False)}
