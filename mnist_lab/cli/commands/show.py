"""`mnist-lab show`: one kept run, read back."""

from __future__ import annotations

import click

from mnist_lab.cli.context import CliContext, pass_cli_context
from mnist_lab.cli.output import print_json, print_lines
from mnist_lab.domain.advice.run_report import full_document, rerun_line, run_lines
from mnist_lab.domain.evidence.baseline import choose_baseline
from mnist_lab.domain.runs.run import Run
from mnist_lab_store.errors import RunMissing
from mnist_lab_store.run_store import RunStore


@click.command(short_help="Show one run with its epochs.")
@click.argument("run")
@click.option("--json", "as_json", is_flag=True, help="Print the run as JSON.")
@pass_cli_context
@click.pass_obj
def show(ctx: CliContext, run: str, as_json: bool) -> None:
    """Show one run with its epochs. RUN is an id, the beginning of one, a name, or `last`."""
    store = ctx.store()
    found = store.find(run)
    baseline = choose_baseline(store.summaries(), found.data)
    if as_json:
        print_json(full_document(found, baseline, store.thresholds))
    else:
        print_lines(run_lines(found, baseline, store.thresholds))
        if found.rerun_of is not None:
            print_lines([rerun_line(found, _kept(store, found.rerun_of))])


def _kept(store: RunStore, run_id: str) -> Run | None:
    try:
        return store.get(run_id)
    except RunMissing:
        return None
