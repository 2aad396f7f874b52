"""Lines of the table of runs for a paper, a spreadsheet or a program: the command and the app share them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from enum import StrEnum
from typing import Any

from mnist_lab.domain.advice.run_report import summary_document
from mnist_lab.domain.evidence.baseline import choose_baseline
from mnist_lab.domain.evidence.group_exports import group_cells, group_keys, group_row_document
from mnist_lab.domain.evidence.group_rows import group_text
from mnist_lab.domain.formatting.json_text import json_text
from mnist_lab.domain.formatting.latex import latex_table
from mnist_lab.domain.formatting.markdown import Table, markdown_table
from mnist_lab.domain.tables.column import NAME, Column
from mnist_lab.domain.tables.columns import columns_by_key
from mnist_lab.domain.tables.csv_export import CsvValue, csv_text, summary_cells
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.domain.views.arrangement import Line
from mnist_lab.domain.views.cells import cell_tail, cell_text
from mnist_lab.domain.views.difference_column import DifferenceColumn


class TableForm(StrEnum):
    """A form in which a table is written; the value is what its files end with."""

    CSV = "csv"
    JSON = "json"
    MARKDOWN = "md"
    LATEX = "tex"
    TABBED = "tsv"


def table_text(lines: Sequence[Line], columns: Sequence[Column], form: TableForm, kept: Collection[Summary]) -> str:
    """Return the lines in this form; `kept` has all runs, which the baseline of a run is chosen among."""
    return _MAKERS[form](lines, columns, kept)


def table_of(lines: Sequence[Line], columns: Sequence[Column]) -> Table:
    """Return the cells as they are shown; names are whole, as nothing beside them says what all runs share."""
    rows = tuple(tuple(_cell(column, line) for column in columns) for line in lines)
    headings = tuple(NAME if each.key == NAME else each.heading for each in columns)
    return Table(headings, rows, tuple(each.right for each in columns))


def _cell(column: Column, line: Line) -> str:
    if column.key != NAME:
        return cell_text(column, line) + cell_tail(column, line)
    name = columns_by_key()[NAME]
    return name.text(line.summary) if line.group is None else group_text(name, line.group)


def table_csv(lines: Sequence[Line], columns: Sequence[Column], *, of_groups: bool) -> str:
    """Return CSV with plain values; a figure of groups has its mean, deviation and number."""
    keys = group_keys(columns) if of_groups else [column.key for column in columns]
    return csv_text(keys, (_plain_cells(line, columns) for line in lines))


def _plain_cells(line: Line, columns: Sequence[Column]) -> list[CsvValue]:
    cells: list[CsvValue] = [] if line.group is None else group_cells(line.group, ())
    for column in columns:
        if isinstance(column, DifferenceColumn):
            cells.append(column.of_line(line))
        elif line.group is not None:
            cells += group_cells(line.group, (column,))[1:]
        else:
            cells += summary_cells(line.summary, (column,))
    return cells


def documents_of(lines: Sequence[Line], kept: Collection[Summary]) -> list[dict[str, Any]]:
    """Return a document of plain JSON values for each line."""
    datasets = {line.summary.run.data for line in lines if line.group is None}
    baselines = {data: choose_baseline(kept, data) for data in datasets}
    return [
        group_row_document(line.group)
        if line.group is not None
        else summary_document(line.summary, baselines[line.summary.run.data])
        for line in lines
    ]


def tabbed(table: Table) -> str:
    """Return a table as text to paste into a spreadsheet: a tab between cells, the headings first."""
    lines = ("\t".join(" ".join(cell.split()) for cell in row) for row in (table.headings, *table.rows))
    return "".join(f"{line}\n" for line in lines)


def _csv(lines: Sequence[Line], columns: Sequence[Column], _: Collection[Summary]) -> str:
    return table_csv(lines, columns, of_groups=any(line.group is not None for line in lines))


def _json(lines: Sequence[Line], _: Sequence[Column], kept: Collection[Summary]) -> str:
    return json_text(documents_of(lines, kept))


def _markdown(lines: Sequence[Line], columns: Sequence[Column], _: Collection[Summary]) -> str:
    table = table_of(lines, columns)
    return "\n".join(markdown_table(table.headings, table.rows, table.right)) + "\n"


def _latex(lines: Sequence[Line], columns: Sequence[Column], _: Collection[Summary]) -> str:
    table = table_of(lines, columns)
    return "\n".join(latex_table(table.headings, table.rows, table.right)) + "\n"


def _tabbed(lines: Sequence[Line], columns: Sequence[Column], _: Collection[Summary]) -> str:
    return tabbed(table_of(lines, columns))


Maker = Callable[[Sequence[Line], Sequence[Column], Collection[Summary]], str]
_MAKERS: dict[TableForm, Maker] = {
    TableForm.CSV: _csv,
    TableForm.JSON: _json,
    TableForm.MARKDOWN: _markdown,
    TableForm.LATEX: _latex,
    TableForm.TABBED: _tabbed,
}
