"""Tables as CSV (RFC 4180), for spreadsheets and programs: plain values, every digit of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from mnist_lab.domain.tables.column import Column
from mnist_lab.domain.tables.run_summary import Summary

CsvValue = float | int | str | bool | None
"""A value as in a document; None leaves its cell empty."""

FORMULA_SIGNS = tuple("=+-@＝＋－＠\t\r")
"""Text that begins like this is a formula to a spreadsheet, which would run what is in the name of a run."""
BETWEEN = ";"
"""The separator between several texts in one cell."""


def csv_text(keys: Sequence[str], rows: Iterable[Sequence[CsvValue]]) -> str:
    """Return the table with its keys as the first line.

    Text that a spreadsheet would take for a formula has an apostrophe in front, which a spreadsheet hides.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(keys)
    writer.writerows([_written(cell) for cell in row] for row in rows)
    return stream.getvalue()


def summary_cells(summary: Summary, columns: Sequence[Column]) -> list[CsvValue]:
    """Return the run's values under these columns: shares of 1, nats, seconds, a date as in the JSON."""
    return [plain_value(summary, column) for column in columns]


def plain_value(summary: Summary, column: Column) -> CsvValue:
    """Return what the run has in that column, unrounded; None if there is nothing."""
    if column.setting is not None:
        found: CsvValue = getattr(summary.run.spec, column.key, column.setting.default)
        return found
    special: dict[str, CsvValue] = {
        "name": summary.run.title,
        "created": summary.run.created.isoformat(),
        "data": summary.run.data.text,
        "tags": BETWEEN.join(summary.run.tags),
    }
    return special[column.key] if column.key in special else column.value(summary)


def _written(cell: CsvValue) -> CsvValue:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS):
        return f"'{cell}"
    return cell
