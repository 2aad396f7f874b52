"""`mnist-lab compare`: two groups of repeats side by side, and what their difference shows."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from mnist_lab.cli.context import CliContext, Failure, pass_cli_context
from mnist_lab.cli.output import is_terminal, print_json, print_lines, tell, text_table
from mnist_lab.cli.setting_options import options_of
from mnist_lab.cli.usage_errors import TakingOption
from mnist_lab.domain.evidence.contrast import Contrast, contrast
from mnist_lab.domain.evidence.group_lookup import SeveralGroups, Side, side_named, side_of, to_compare
from mnist_lab.domain.evidence.groups import Group, GroupVerdict, group_verdict
from mnist_lab.domain.evidence.next_runs import kept_of, more_repeats, requests_of, telling_requests
from mnist_lab.domain.evidence.report import Compared
from mnist_lab.domain.evidence.spec_diff import changed, changed_by_hand, format_change, guard, one_change_specs
from mnist_lab.domain.experiments.budget import USUAL_REPEATS
from mnist_lab.domain.experiments.plan import common
from mnist_lab.domain.filters.query import FilterInvalid, filter_of
from mnist_lab.domain.formatting.text_cleaning import clean_line
from mnist_lab.domain.runs.run import Dataset
from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab.domain.runs.setting_fields import field_named
from mnist_lab.domain.tables.metrics import METRICS, USUAL, metric_named
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.util.text_columns import clipped
from mnist_lab_store.errors import RunAmbiguous, RunMissing
from mnist_lab_store.run_store import RunStore

NAME_CELLS = 24
"""The most that a group's name takes of a line in a terminal."""


@click.command(short_help="Compare two groups of repeats.")
@click.argument("a")
@click.argument("b")
@click.option(
    "--metric",
    cls=TakingOption,
    expected=f"one of {', '.join(METRICS)}",
    metavar="NAME",
    default=USUAL.key,
    help=f"The figure to compare by: {', '.join(METRICS)}; default: {USUAL.key}.",
)
@click.option("--json", "as_json", is_flag=True, help="Print difference, interval and sentence as JSON.")
@pass_cli_context
@click.pass_obj
def compare(ctx: CliContext, a: str, b: str, metric: str, as_json: bool) -> None:
    """Compare two groups of repeats, and say what the difference shows.

    A and B are runs or filters, such as 'units=64'. A run stands for all its repeats; a filter must match one such
    group.
    """
    try:
        figure = metric_named(metric)
    except ValueError as error:
        raise click.UsageError(f"--metric: {error}") from None
    store = ctx.store()
    kept = store.summaries()
    for sentence in store.troubles():
        tell(sentence)
    groups = to_compare(side(store, "A", a, kept), side(store, "B", b, kept))
    found = contrast(*groups, figure)
    compared = Compared(found, (_verdict(store, groups[0]), _verdict(store, groups[1])))
    if as_json:
        print_json(compared.document)
        return
    table = compared.table
    rows = table.rows
    if is_terminal(sys.stdout):
        rows = tuple((letter, clipped(name, NAME_CELLS), *others) for letter, name, *others in rows)
    print_lines([f"Compared by {figure.heading}:", *text_table(table.headings, rows, table.right)])
    print_lines(["", f"What differs: {found.change}.", "", found.sentence[:1].upper() + found.sentence[1:]])
    for line in _next_lines(ctx, found, kept):
        click.echo(line)  # whole, however narrow the terminal, so that a command can be copied


def side(store: RunStore, place: str, word: str, kept: tuple[Summary, ...]) -> Side:
    """Return the group that a word names: by a run in it, or by a name or a filter that only its runs match.

    Raises:
        StoreError, Failure: if it names no group, or several.
        click.UsageError: if it is neither a run nor a filter; `place` is the argument at fault.
    """
    try:
        run_id = store.resolve(word)
    except RunAmbiguous as error:
        found = tuple(summary for summary in kept if summary.id in error.candidates)
    except RunMissing:
        found = _filtered(place, word, kept)
        if not found:
            raise
    else:
        (run,) = (summary for summary in kept if summary.id == run_id)
        return side_of(run, kept)
    try:
        return side_named(word, found, kept)
    except SeveralGroups as several:
        raise Failure(str(several)) from None


def _filtered(place: str, word: str, kept: tuple[Summary, ...]) -> tuple[Summary, ...]:
    """Return the runs that match a filter; none without a filter."""
    try:
        asked = filter_of(word)
    except FilterInvalid as invalid:
        raise click.UsageError(f"{place} is neither a run nor a filter: {invalid}") from None
    found = asked.chosen(kept) if asked else ()
    if asked and not found:
        raise Failure(
            f"“{clean_line(word)}” ({place}) is not the name or id of a run, and matches no run as a filter; "
            "`mnist-lab runs` lists the runs."
        )
    return found


def format_train_command(ctx: CliContext, request: RunRequest, data: Dataset) -> str:
    """Return the command line that trains a request on these digits."""
    repeats = ["--repeats", str(request.repeats)] if request.repeats > 1 else []
    return ctx.command("train", *options_of(request.spec), *repeats, data=data)


def _verdict(store: RunStore, group: Group) -> GroupVerdict | None:
    histories = [store.get(summary.id).epochs for summary in group.counted]
    return group_verdict(histories, store.thresholds, facts=group.facts)


def _next_lines(ctx: CliContext, found: Contrast, kept: Sequence[Summary]) -> list[str]:
    """Return what to train or compare to learn more; empty if nothing is missing."""
    if found.are_repeats:
        return []
    lines = _telling_lines(ctx, found, kept) if guard(found.a.spec, found.b.spec) else []
    for letter, group in (("A", found.a), ("B", found.b)):
        missing = USUAL_REPEATS - len(group.counted)
        if missing > 1:
            requests = requests_of(more_repeats(group.summaries[0].id, kept, missing))
            lines += [
                *([""] if lines else []),
                f"More repeats of {letter}:",
                *(f"    {format_train_command(ctx, request, group.data)}" for request in requests),
            ]
    named = dict.fromkeys(group.data.name for group in (found.a, found.b) if not group.data.is_mnist)
    if ctx.data is None and any("--data" in line for line in lines):
        lines += ["", f"--data is to name the file of {' and of '.join(named)}: a run does not remember where it lies."]
    return ["", *lines] if lines else []


def _telling_lines(ctx: CliContext, found: Contrast, kept: Sequence[Summary]) -> list[str]:
    """Return each change alone: how to train it, or which kept run to compare A with."""
    a, b = found.a, found.b
    requests = {common(request.spec): request for request in telling_requests(a, b, kept)}
    specs = one_change_specs(a.spec, b.spec)
    lines = ["To find out, change one setting at a time:"]
    for spec in specs:
        request = requests.get(common(spec))
        if request is not None:
            command = format_train_command(ctx, request, a.data)
        else:
            command = ctx.command("compare", a.ids[0], kept_of(spec, a, kept)[0].id)
        lines += [f"  {format_change(a.spec, spec)}{'' if request else ' (kept)'}", f"    {command}"]
    alone = {name for spec in specs for name in changed(a.spec, spec)}
    lines += [
        f"  {field_named(type(a.spec), name).setting.label} cannot be changed alone"
        for name in changed_by_hand(a.spec, b.spec)
        if name not in alone
    ]
    return lines
