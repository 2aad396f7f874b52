"""`mnist-lab runs`: the table of kept runs, or of groups, as the app shows it."""

from __future__ import annotations

import itertools
import re
import shutil
import sys
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any

import click

from mnist_lab.cli.context import CliContext, pass_cli_context
from mnist_lab.cli.filter_options import none_found
from mnist_lab.cli.forms import CSV, JSON, LATEX, MARKDOWN, TEXT, one_form
from mnist_lab.cli.live_runs import follow, view_on
from mnist_lab.cli.output import is_terminal, print_json, print_lines, tell, text_table
from mnist_lab.cli.usage_errors import TakingOption
from mnist_lab.cli.view_options import view_from, view_options
from mnist_lab.domain.exports.known_lines import arranged
from mnist_lab.domain.exports.table_export import documents_of, table_csv, table_of
from mnist_lab.domain.filters.query import filter_of
from mnist_lab.domain.formatting.latex import latex_table
from mnist_lab.domain.formatting.markdown import Table, markdown_table
from mnist_lab.domain.tables.column import Column
from mnist_lab.domain.tables.columns import columns_of
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.domain.views.arrangement import Arrangement, Line
from mnist_lab.domain.views.table_view import USUAL_VIEW, TableView
from mnist_lab.domain.views.view_options import shown_keys
from mnist_lab.util.text_columns import GAP, clipped, column_widths

_COUNT = re.compile(r" \([\d, of]{1,16} runs?\)$")
NAME_CELLS = 32
"""The most that a name takes of a line in a terminal."""
MOST_RUNS = "a whole number of at least 1"
MORE_COLUMNS = "{count} more columns do not fit; `--columns` chooses which to print."
NO_RUNS = "There are no runs yet in {folder}; `{command}` trains the first one."
LIVE_ALONE = "--live shows a table of its own; of the other options of `runs` only --filter can be used with it."
NONE_LIVE = "No run is in training."
NONE_LIVE_MATCHES = "No run in training matches the filter."

Format = Callable[[Sequence[str], Sequence[Sequence[str]], Sequence[bool]], list[str]]
MAKERS: dict[str, Format] = {TEXT: text_table, MARKDOWN: markdown_table, LATEX: latex_table}


@click.command(short_help="List the kept runs, newest first.")
@view_options
@click.option("--limit", cls=TakingOption, expected=MOST_RUNS, metavar="N", help="Print at most N rows; default: all.")
@click.option("--live", "is_live", is_flag=True, help="Follow the runs in training until none is left.")
@click.option("--json", "forms", flag_value=JSON, multiple=True, help="Print a JSON list.")
@click.option("--csv", "forms", flag_value=CSV, multiple=True, help="Print CSV: plain values, in every column.")
@click.option("--md", "forms", flag_value=MARKDOWN, multiple=True, help="Print a Markdown table.")
@click.option("--latex", "forms", flag_value=LATEX, multiple=True, help="Print a LaTeX table (booktabs).")
@pass_cli_context
@click.pass_obj
def runs(
    ctx: CliContext, /, has_pinned: bool, limit: str | None, is_live: bool, forms: tuple[str, ...], **options: Any
) -> None:
    """List the kept runs, the newest first. In the app, `:` shows the command that prints its table."""
    form = one_form(forms)
    view = view_from(options)
    found = filter_of(view.filter, figures=view.figures)
    if is_live:
        if any((limit, has_pinned, forms, replace(view, filter="") != USUAL_VIEW)):
            raise click.UsageError(LIVE_ALONE)
        if not follow(ctx.store(), found, view_on(sys.stdout), time.sleep):
            tell(NONE_LIVE_MATCHES if found else NONE_LIVE)
        return
    most = _limit(limit)
    store = ctx.store()
    kept = store.summaries()
    for sentence in store.troubles():
        tell(sentence)
    arrangement = arranged(view, kept, shows_pinned=has_pinned)
    if not arrangement.matching:
        nothing = NO_RUNS.format(folder=ctx.store_folder, command=ctx.command("train"))
        tell(none_found(len(kept), found) if kept else nothing)
    _print(arrangement.lines[:most], _columns(view, arrangement, form), view, form, kept)


def _columns(view: TableView, arrangement: Arrangement, form: str) -> Sequence[Column]:
    """Return the columns to print: those chosen, in CSV by itself all of them, else those that matter."""
    if form == CSV and not view.columns:
        return [each for each in columns_of(view.figures) if each.key not in view.hidden]
    shown = {column.key: column for column in arrangement.columns}
    return [shown[key] for key in shown_keys(view, [*shown])]


def _print(
    lines: Sequence[Line], columns: Sequence[Column], view: TableView, form: str, kept: Collection[Summary]
) -> None:
    if form == JSON:
        print_json(documents_of(lines, kept))
    elif form == CSV:
        click.echo(table_csv(lines, columns, of_groups=view.is_grouped), nl=False)
    elif lines:
        _print_table(table_of(lines, columns), form, fits=not view.columns)


def _limit(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isdecimal() or len(text) > 9 or int(text) < 1:
        raise click.UsageError(f"--limit takes {MOST_RUNS}, not “{text}”.")
    return int(text)


def _print_table(table: Table, form: str, *, fits: bool) -> None:
    """Print the table; if it `fits` a terminal, names are cut and columns without room left out."""
    headings, rows, right = table.headings, list(table.rows), table.right
    count = len(headings)
    if fits and form == TEXT and is_terminal(sys.stdout):
        room = shutil.get_terminal_size().columns
        rows = [(_clipped_name(name), *others) for name, *others in rows]
        taken = itertools.accumulate(width + len(GAP) for width in column_widths([headings, *rows]))
        count = max(1, sum(cells - len(GAP) <= room for cells in taken))
    print_lines(MAKERS[form](headings[:count], [row[:count] for row in rows], right[:count]))
    if count < len(headings):
        tell(MORE_COLUMNS.format(count=len(headings) - count))


def _clipped_name(name: str) -> str:
    """Return the name in few cells, with how many runs a group has."""
    count = _COUNT.search(name)
    tail = count.group() if count is not None else ""
    return clipped(name.removesuffix(tail), NAME_CELLS - len(tail)) + tail
