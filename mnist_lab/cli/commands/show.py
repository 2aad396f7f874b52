"""`mnist-lab show`: one kept run, read back."""

from __future__ import annotations

import click

from mnist_lab.cli.context import CliContext, pass_cli_context
from mnist_lab.cli.output import print_json, print_lines
from mnist_lab.domain.advice.run_report import full_document, rerun_outcome
from mnist_lab.domain.advice.run_sections import Section, Surroundings, run_sections, section_lines
from mnist_lab.domain.evidence.baseline import choose_baseline
from mnist_lab.domain.runs.run import Run
from mnist_lab.util.text_columns import align_columns
from mnist_lab_store.errors import RunMissing
from mnist_lab_store.run_store import RunStore


@click.command(short_help="Show one run with its epochs.")
@click.argument("run")
@click.option("--json", "as_json", is_flag=True, help="Print the run as JSON.")
@pass_cli_context
@click.pass_obj
def show(ctx: CliContext, run: str, as_json: bool) -> None:
    """Show one run with its settings, epochs, environment, files and the commands for it.

    RUN is an id, the beginning of one, a name, or `last`.
    """
    store = ctx.store()
    found = store.find(run)
    baseline = choose_baseline(store.summaries(), found.data)
    if as_json:
        print_json(full_document(found, baseline, store.thresholds))
        return
    outcome = rerun_outcome(found, _repeated(store, found))
    beside = Surroundings(baseline, store.thresholds, str(store.folder), ctx.program, outcome)
    click.echo(found.whole_title)
    for section in run_sections(found, beside):
        click.echo(f"\n{section.title}")
        _print_section(section)


def _print_section(section: Section) -> None:
    indented = [f"  {line}" for line in section_lines(section, align_columns)]
    if section.is_literal:
        click.echo("\n".join(indented))
    else:
        print_lines(indented)


def _repeated(store: RunStore, run: Run) -> Run | None:
    """Return the run that this one repeats; None if there is none, or it is kept no longer."""
    try:
        return store.get(run.rerun_of) if run.rerun_of is not None else None
    except RunMissing:
        return None
