"""`mnist-lab compare`: groups of repeats side by side, and what their differences show."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from typing import Any

import click

from mnist_lab.cli.context import CliContext, pass_cli_context
from mnist_lab.cli.forms import CSV, JSON, LATEX, MARKDOWN, SVG, TEXT, one_form
from mnist_lab.cli.named_groups import group_named
from mnist_lab.cli.next_commands import next_lines
from mnist_lab.cli.output import is_terminal, print_json, print_lines, tell, text_table
from mnist_lab.cli.side_options import side_options, sides_from
from mnist_lab.cli.usage_errors import TakingOption
from mnist_lab.domain.comparison.answer import answer_lines
from mnist_lab.domain.comparison.comparison import Comparison, Terms, outlined, read_sides, with_evidence
from mnist_lab.domain.comparison.documents import comparison_document
from mnist_lab.domain.comparison.marks import LETTERS, Mark, Marks
from mnist_lab.domain.comparison.method_text import format_spread
from mnist_lab.domain.comparison.report import cost_table, evidence_lines, format_front, settings_by_side, sides_table
from mnist_lab.domain.comparison.side import Side
from mnist_lab.domain.evidence.group_lookup import NamedGroup, to_compare
from mnist_lab.domain.exports.content import ComparisonContent, Form
from mnist_lab.domain.formatting.markdown import Table
from mnist_lab.domain.tables.metrics import METRICS, USUAL, metric_named
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.util.text_columns import clipped
from mnist_lab_store.run_store import RunStore

NAME_CELLS = 24
"""The most that a group's name takes of a line in a terminal."""
WRITTEN = {CSV: Form.CSV, MARKDOWN: Form.MARKDOWN, LATEX: Form.LATEX, SVG: Form.SVG}
"""The forms that are printed as the app writes them; JSON is printed in ASCII where need be."""


@click.command(short_help="Compare groups of repeats.")
@click.argument("a")
@click.argument("b")
@click.argument("others", nargs=-1, metavar="[C]...")
@click.option(
    "--metric",
    cls=TakingOption,
    expected=f"one of {', '.join(METRICS)}",
    metavar="NAME",
    default=USUAL.key,
    help=f"The figure to compare by: {', '.join(METRICS)}; default: {USUAL.key}.",
)
@side_options
@click.option("--json", "forms", flag_value=JSON, multiple=True, help="Print differences and intervals as JSON.")
@click.option("--csv", "forms", flag_value=CSV, multiple=True, help="Print CSV: plain values, a row for each side.")
@click.option("--md", "forms", flag_value=MARKDOWN, multiple=True, help="Print a Markdown page.")
@click.option("--latex", "forms", flag_value=LATEX, multiple=True, help="Print a LaTeX table (booktabs).")
@click.option("--svg", "forms", flag_value=SVG, multiple=True, help="Print the loss curves as an SVG picture.")
@pass_cli_context
@click.pass_obj
def compare(
    ctx: CliContext, /, a: str, b: str, others: tuple[str, ...], metric: str, forms: tuple[str, ...], **options: Any
) -> None:
    """Compare two to eight groups of repeats, and say what the differences show.

    A, B, … are runs or filters, such as 'units=64'. A run stands for all its repeats; a filter must match one such
    group. All are compared with A, or with the side that --against names.
    """
    form = one_form(forms)
    words = (a, b, *others)
    if len(words) > len(LETTERS):
        raise click.UsageError(f"compare takes at most {len(LETTERS)} sides, not {len(words)}.")
    try:
        figure = metric_named(metric)
    except ValueError as error:
        raise click.UsageError(f"--metric: {error}") from None
    asked = sides_from(options, len(words))
    store = ctx.store()
    kept = store.summaries()
    for sentence in store.troubles():
        tell(sentence)
    each_asked = zip(LETTERS, words, asked.by, strict=False)
    named = to_compare([group_named(store, letter, word, kept, by) for letter, word, by in each_asked])
    sides = _sides(store, named, kept)
    terms = Terms(figure)
    comparison = with_evidence(outlined(sides, sides[asked.reference], terms), kept, terms)
    if form == JSON:
        print_json(comparison_document(comparison))
        return
    if form != TEXT:
        click.echo(ComparisonContent(comparison).text(WRITTEN[form], ()), nl=False)
        return
    print_lines(_lines(comparison))
    for line in next_lines(ctx, [pair.contrast for pair in comparison.pairs], kept):
        click.echo(line)  # whole, however narrow the terminal, so that a command can be copied


def _sides(store: RunStore, named: Sequence[NamedGroup], kept: Collection[Summary]) -> tuple[Side, ...]:
    """Return the groups as the sides that marks of them would be, the first one as A."""
    marks = [Mark(letter, letter, each.group.ids, each.by) for letter, each in zip(LETTERS, named, strict=False)]
    return read_sides(Marks(tuple(marks)), kept, lambda summary: store.get(summary.id))


def _lines(comparison: Comparison) -> list[str]:
    """Return everything that is known, in sentences and tables."""
    lines = [f"Compared by {comparison.metric.heading}:", *_table_lines(sides_table(comparison)), ""]
    lines += [f"The same in all: {', '.join(comparison.shared)}.", ""] if comparison.shared else []
    if len(comparison.pairs) == 1 or not comparison.settings:
        lines += [f"What differs: {comparison.pairs[0].contrast.change}."]
    else:
        lines += ["What differs:", *_table_lines(settings_by_side(comparison))]
    lines += ["", *answer_lines(comparison), *evidence_lines(comparison), *filter(None, [format_spread(comparison)])]
    return [*lines, "", "Cost:", *_table_lines(cost_table(comparison)), *filter(None, [format_front(comparison)])]


def _table_lines(table: Table) -> list[str]:
    rows = table.rows
    if is_terminal(sys.stdout):
        rows = tuple((letter, clipped(name, NAME_CELLS), *cells) for letter, name, *cells in rows)
    return text_table(table.headings, rows, table.right)
