"""`mnist-lab runs`: the table of kept runs, or of groups of repeats."""

from __future__ import annotations

import contextlib
import itertools
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence

import click

from mnist_lab.cli.context import CliContext, pass_cli_context
from mnist_lab.cli.counter import Counter
from mnist_lab.cli.filter_options import filter_from, filter_option, none_found
from mnist_lab.cli.live_runs import follow, view_on
from mnist_lab.cli.output import is_terminal, print_json, print_lines, tell, text_table
from mnist_lab.cli.usage_errors import TakingOption
from mnist_lab.domain.advice.run_report import summary_document
from mnist_lab.domain.evidence.baseline import choose_baseline
from mnist_lab.domain.evidence.group_exports import group_cells, group_keys, group_row_document
from mnist_lab.domain.evidence.group_rows import (
    GroupRow,
    group_rows,
    group_text,
    judged,
    shown_group_columns,
    sort_group_rows,
)
from mnist_lab.domain.formatting.latex import latex_table
from mnist_lab.domain.formatting.markdown import markdown_table
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.tables.column import Column
from mnist_lab.domain.tables.columns import (
    NEWEST_FIRST,
    SortKey,
    column_named,
    columns_of,
    parse_sort,
    shown_columns,
    sort_summaries,
    told_apart,
)
from mnist_lab.domain.tables.csv_export import csv_text, summary_cells
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.util.text_columns import GAP, clipped, column_widths
from mnist_lab_store.errors import StoreError
from mnist_lab_store.run_store import RunStore

_COUNT = re.compile(r" \([\d, of]{1,16} runs?\)$")
NAME_CELLS = 32
"""The most that a name takes of a line in a terminal."""
MOST_RUNS = "a whole number of at least 1"
MORE_COLUMNS = "{count} more columns do not fit; `--columns` chooses which to print."
NO_RUNS = "There are no runs yet in {folder}; `{command}` trains the first one."
LIVE_ALONE = "--live shows a table of its own; of the other options of `runs` only --filter can be used with it."
NONE_LIVE = "No run is in training."
NONE_LIVE_MATCHES = "No run in training matches the filter."
COLUMNS = columns_of()
TEXT, JSON, CSV, MARKDOWN, LATEX = "text", "json", "csv", "md", "latex"

Format = Callable[[Sequence[str], Sequence[Sequence[str]], Sequence[bool]], list[str]]
MAKERS: dict[str, Format] = {TEXT: text_table, MARKDOWN: markdown_table, LATEX: latex_table}


@click.command(short_help="List the kept runs, newest first.")
@filter_option
@click.option("--sort", metavar="KEYS", default="", help="Columns to sort by, such as -test_accuracy,val_loss.")
@click.option("--limit", cls=TakingOption, expected=MOST_RUNS, metavar="N", help="Print at most N rows; default: all.")
@click.option(
    "--columns", "wanted", metavar="KEYS", default="", help="The columns to print, such as name,units,verdict."
)
@click.option("--group", "is_grouped", is_flag=True, help="Print repeats as one row: mean ± standard deviation.")
@click.option("--live", "is_live", is_flag=True, help="Follow the runs in training until none is left.")
@click.option("--json", "forms", flag_value=JSON, multiple=True, help="Print a JSON list.")
@click.option("--csv", "forms", flag_value=CSV, multiple=True, help="Print CSV: plain values, in every column.")
@click.option("--md", "forms", flag_value=MARKDOWN, multiple=True, help="Print a Markdown table.")
@click.option("--latex", "forms", flag_value=LATEX, multiple=True, help="Print a LaTeX table (booktabs).")
@pass_cli_context
@click.pass_obj
def runs(
    ctx: CliContext,
    asked: str,
    sort: str,
    limit: str | None,
    wanted: str,
    is_grouped: bool,
    is_live: bool,
    forms: tuple[str, ...],
) -> None:
    """List the kept runs, the newest first."""
    form = _one_of(forms)
    found = filter_from(asked)
    if is_live:
        if any((sort, limit, wanted, is_grouped, forms)):
            raise click.UsageError(LIVE_ALONE)
        if not follow(ctx.store(), found, view_on(sys.stdout), time.sleep):
            tell(NONE_LIVE_MATCHES if found else NONE_LIVE)
        return
    with _named("--sort"):
        keys = parse_sort(sort, COLUMNS) or NEWEST_FIRST
    with _named("--columns"):
        chosen = tuple(column_named(key.strip(), COLUMNS) for key in wanted.split(",") if key.strip())
    most = _limit(limit)
    store = ctx.store()
    kept = store.summaries()
    for sentence in store.troubles():
        tell(sentence)
    summaries = found.chosen(kept)
    if not summaries:
        nothing = NO_RUNS.format(folder=ctx.store_folder, command=ctx.command("train"))
        tell(none_found(len(kept), found) if kept else nothing)
    if is_grouped:
        _print_groups(_groups(store, summaries, keys, most), chosen, form)
    else:
        _print_runs(kept, sort_summaries(summaries, keys, COLUMNS)[:most], chosen, form)


def _print_runs(kept: Sequence[Summary], summaries: Sequence[Summary], chosen: Sequence[Column], form: str) -> None:
    """Print the runs in this form; all kept runs decide what they are compared with."""
    if form == JSON:
        baselines = {data: choose_baseline(kept, data) for data in {summary.run.data for summary in summaries}}
        print_json([summary_document(summary, baselines[summary.run.data]) for summary in summaries])
    elif form == CSV:
        columns = chosen or COLUMNS
        rows = (summary_cells(summary, columns) for summary in summaries)
        click.echo(csv_text([column.key for column in columns], rows), nl=False)
    elif summaries:
        shown = tuple(told_apart(each, summaries) for each in chosen) or shown_columns(summaries, COLUMNS)
        cells = [[column.text(summary) for column in shown] for summary in summaries]
        _print_table(cells, shown, form, fits=not chosen)


def _print_groups(rows: Sequence[GroupRow], chosen: Sequence[Column], form: str) -> None:
    if form == JSON:
        print_json([group_row_document(row) for row in rows])
    elif form == CSV:
        columns = chosen or COLUMNS
        click.echo(csv_text(group_keys(columns), (group_cells(row, columns) for row in rows)), nl=False)
    elif rows:
        newest = [row.newest for row in rows]
        shown = tuple(told_apart(each, newest) for each in chosen) or shown_group_columns(rows, COLUMNS)
        _print_table([[group_text(column, row) for column in shown] for row in rows], shown, form, fits=not chosen)


def _groups(store: RunStore, summaries: Sequence[Summary], keys: Sequence[SortKey], most: int | None) -> list[GroupRow]:
    """Return the groups to print with their verdicts; read more run files only if sorted by verdict."""
    rows = group_rows(summaries)
    counting = Counter("reading run files", sys.stderr)

    def epochs_of(run_id: str) -> Sequence[Epoch]:
        try:
            return store.get(run_id).epochs
        except StoreError as error:  # it went to the trash meanwhile, or cannot be read
            tell(str(error))
            return ()

    def all_judged(those: Sequence[GroupRow]) -> Iterator[GroupRow]:
        for place, row in enumerate(those):
            counting(place, len(those))
            yield judged(row, epochs_of, store.thresholds)
        counting.end()

    if any(key.key == "verdict" for key in keys):
        return sort_group_rows(list(all_judged(rows)), keys, COLUMNS)[:most]
    ordered = rows if keys == NEWEST_FIRST else sort_group_rows(rows, keys, COLUMNS)
    return list(all_judged(ordered[:most]))


def _one_of(forms: tuple[str, ...]) -> str:
    different = list(dict.fromkeys(forms))
    if len(different) > 1:
        raise click.UsageError(f"--{different[0]} and --{different[1]} cannot be used together.")
    return different[0] if different else TEXT


@contextlib.contextmanager
def _named(option: str) -> Iterator[None]:
    """Report an error in the words of an option as an error of that option."""
    try:
        yield
    except ValueError as error:
        raise click.UsageError(f"{option}: {error}") from None


def _limit(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isdecimal() or len(text) > 9 or int(text) < 1:
        raise click.UsageError(f"--limit takes {MOST_RUNS}, not “{text}”.")
    return int(text)


def _print_table(rows: list[list[str]], shown: Sequence[Column], form: str, *, fits: bool) -> None:
    """Print the table; if it `fits` a terminal, names are cut and columns without room left out."""
    headings = [column.heading for column in shown]
    count = len(shown)
    if fits and form == TEXT and is_terminal(sys.stdout):
        room = shutil.get_terminal_size().columns
        rows = [[_clipped_name(name), *others] for name, *others in rows]
        taken = itertools.accumulate(width + len(GAP) for width in column_widths([headings, *rows]))
        count = max(1, sum(cells - len(GAP) <= room for cells in taken))
    right = [column.right for column in shown]
    print_lines(MAKERS[form](headings[:count], [row[:count] for row in rows], right[:count]))
    if count < len(shown):
        tell(MORE_COLUMNS.format(count=len(shown) - count))


def _clipped_name(name: str) -> str:
    """Return the name in few cells, with how many runs a group has."""
    count = _COUNT.search(name)
    tail = count.group() if count is not None else ""
    return clipped(name.removesuffix(tail), NAME_CELLS - len(tail)) + tail
