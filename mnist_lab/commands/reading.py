"""`mnist-lab runs`, `show` and `verdict`: what is kept, read back."""

from __future__ import annotations

import contextlib
import itertools
import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from mnist_lab.commands.output import (
    clipped,
    column_widths,
    is_terminal,
    print_json,
    print_lines,
    tell,
    text_table,
)
from mnist_lab.commands.usage import TakingOption
from mnist_lab.commands.workbench import Failure, Workbench, on_workbench
from mnist_lab.domain.baseline import choose_baseline
from mnist_lab.domain.columns import (
    NEWEST_FIRST,
    Column,
    column_named,
    columns_of,
    parse_sort,
    shown_columns,
    sort_summaries,
)
from mnist_lab.domain.documents import plain
from mnist_lab.domain.explanation import explain, post_words
from mnist_lab.domain.history import Epoch
from mnist_lab.domain.history_shapes import HistoryUnreadable, epochs_of
from mnist_lab.domain.markdown import markdown_table
from mnist_lab.domain.reading import post_reading, reading_document
from mnist_lab.domain.report import full_document, rerun_line, run_lines, summary_document
from mnist_lab.domain.run import Run
from mnist_lab.domain.summary import Summary
from mnist_lab.domain.verdict import Verdict, judge, verdict_document
from store.errors import RunMissing
from store.run_store import RunStore

NAME_CELLS = 32
"""The most that a name takes of a line in a terminal."""
MOST_RUNS = "a whole number from 1 on"
MORE_COLUMNS = "{count} more columns do not fit; `--columns` chooses which to print."
NO_RUNS = "No run is kept yet in {folder}: `mnist-lab train` trains the first one."


@click.command()
@click.option("--sort", metavar="KEYS", default="", help="Columns to sort by, such as -test_accuracy,val_loss.")
@click.option(
    "--limit", cls=TakingOption, expected=MOST_RUNS, metavar="N", help="The most runs to print; without it, all."
)
@click.option(
    "--columns", "wanted", metavar="KEYS", default="", help="The columns to print, such as name,units,verdict."
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
@click.option("--md", "as_markdown", is_flag=True, help="Print a Markdown table.")
@on_workbench
@click.pass_obj
def runs(bench: Workbench, sort: str, limit: str | None, wanted: str, as_json: bool, as_markdown: bool) -> None:
    """List the kept runs, the newest first."""
    columns = columns_of()
    if as_json and as_markdown:
        raise click.UsageError("--json and --md exclude one another.")
    with _named("--sort"):
        keys = parse_sort(sort, columns) or NEWEST_FIRST
    with _named("--columns"):
        chosen = tuple(column_named(key.strip(), columns) for key in wanted.split(",") if key.strip())
    most = _limit(limit)
    store = bench.store()
    kept = store.summaries()
    _tell_troubles(store)
    summaries = sort_summaries(kept, keys, columns)[:most]
    if as_json:
        baselines = {data: choose_baseline(kept, data) for data in {summary.run.data for summary in summaries}}
        print_json([summary_document(summary, baselines[summary.run.data]) for summary in summaries])
    elif not summaries:
        tell(NO_RUNS.format(folder=bench.store_folder))
    else:
        fits = not (as_markdown or chosen) and is_terminal(sys.stdout)
        room = shutil.get_terminal_size().columns if fits else None
        shown = chosen or shown_columns(summaries, columns)
        _print_table(summaries, shown, as_markdown=as_markdown, room=room)


@click.command()
@click.argument("run")
@click.option("--json", "as_json", is_flag=True, help="Print the run as JSON.")
@on_workbench
@click.pass_obj
def show(bench: Workbench, run: str, as_json: bool) -> None:
    """Show one run with its epochs. RUN is an id, a beginning of one, a name, or `last`."""
    store = bench.store()
    found = store.find(run)
    baseline = choose_baseline(store.summaries(), found.data)
    if as_json:
        print_json(full_document(found, baseline))
    else:
        print_lines(run_lines(found, baseline))
        if found.rerun_of is not None:
            print_lines([rerun_line(found, _kept(store, found.rerun_of))])


@click.command()
@click.argument("run", required=False)
@click.option("--history", metavar="FILE", type=click.Path(path_type=Path), help="Judge a JSON list of epochs instead.")
@click.option("--json", "as_json", is_flag=True, help="Print label, rule, numbers and reading as JSON.")
@on_workbench
@click.pass_obj
def verdict(bench: Workbench, run: str | None, history: Path | None, as_json: bool) -> None:
    """Judge a run's fit, and say by which rule and with which numbers."""
    if (run is None) == (history is None):
        raise click.UsageError("verdict takes either a RUN or --history FILE.")
    if history is not None:
        epochs = _read_history(history)
        reading = post_reading(epochs)
        _print_verdict(judge(epochs), post_words(reading), reading_document(reading), as_json)
        return
    store = bench.store()
    found = store.find(str(run))
    if not found.epochs:
        raise Failure(f"The run {found.id} has no epoch to judge.")
    baseline = choose_baseline(store.summaries(), found.data)
    explained = explain(found.epochs, found.spec, baseline)
    reading = post_reading(found.epochs, baseline.gap)
    _print_verdict(explained.verdict, explained.post, reading_document(reading), as_json)


def _print_verdict(found: Verdict, post: str, reading: object, as_json: bool) -> None:
    if as_json:
        print_json(plain({**verdict_document(found), "post_reading": reading}))
        return
    rows = [(check.what, check.figure, check.aside, check.rule, "✓" if check.holds else "✗") for check in found.checks]
    shown = [(*row[:4], row[4] if row[3] else "") for row in rows]
    print_lines([found.label.value, f"Rule: {found.rule}", ""])
    print_lines(
        f"  {line}" for line in text_table(("figure", "", "", "rule", ""), shown, (False, True, False, False, False))
    )
    print_lines(["", f"The post would say: {post}"])


def _read_history(file: Path) -> tuple[Epoch, ...]:
    try:
        epochs = epochs_of(
            json.loads(file.read_bytes())
        )  # takes the NaN, which is no JSON, of a diverged Keras history
    except OSError as error:
        raise click.UsageError(f"--history {file} cannot be read: {error.strerror or error}.") from None
    except (ValueError, RecursionError) as error:
        where = f" ({error})" if isinstance(error, HistoryUnreadable) else ""
        raise Failure(
            f"{file} is no JSON list of epochs{where}: each needs loss, accuracy, val_loss, val_accuracy."
        ) from None
    if not epochs:
        raise Failure(f"{file} has no epoch to judge.")
    return epochs


@contextlib.contextmanager
def _named(option: str) -> Iterator[None]:
    """Tell what is wrong with an option's words as its fault."""
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


def _print_table(summaries: Sequence[Summary], shown: Sequence[Column], *, as_markdown: bool, room: int | None) -> None:
    """The table; with `room`, the cells of a line, names are clipped and columns that do not fit left out."""
    headings = [column.heading for column in shown]
    rows = [[column.text(summary) for column in shown] for summary in summaries]
    count = len(shown)
    if room is not None:
        rows = [[clipped(name, NAME_CELLS), *others] for name, *others in rows]
        taken = itertools.accumulate(width + 2 for width in column_widths(headings, rows))
        count = max(1, sum(cells - 2 <= room for cells in taken))
    make = markdown_table if as_markdown else text_table
    right = [column.right for column in shown]
    print_lines(make(headings[:count], [row[:count] for row in rows], right[:count]))
    if count < len(shown):
        tell(MORE_COLUMNS.format(count=len(shown) - count))


def _kept(store: RunStore, run_id: str) -> Run | None:
    try:
        return store.get(run_id)
    except RunMissing:
        return None


def _tell_troubles(store: RunStore) -> None:
    for sentence in store.troubles():
        tell(sentence)
