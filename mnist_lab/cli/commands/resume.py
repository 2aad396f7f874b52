"""`mnist-lab resume`: continues a run that was stopped or interrupted, or that failed."""

from __future__ import annotations

import click

from mnist_lab.cli.context import CliContext, pass_cli_context
from mnist_lab.cli.foreground_session import train_and_wait
from mnist_lab.cli.output import print_json, print_lines
from mnist_lab.domain.advice.run_report import full_document, result_lines
from mnist_lab.domain.evidence.baseline import choose_baseline


@click.command(short_help="Resume a run that stopped, failed or was killed.")
@click.argument("run")
@click.option("--json", "as_json", is_flag=True, help="Print the run as JSON on standard output.")
@pass_cli_context
@click.pass_obj
def resume(ctx: CliContext, run: str, as_json: bool) -> int:
    """Resume a run that was stopped or interrupted, or that failed.

    It starts from its newest checkpoint, and ends as if it had never been interrupted. RUN is an id, the
    beginning of one, a name, or `last`.
    """
    store = ctx.store()
    run_id = store.resolve(run)
    outcome = train_and_wait(ctx, store, lambda session: [session.resume(run_id)])
    found = store.get(run_id) if not outcome.runs else outcome.runs[0]
    baseline = choose_baseline(store.summaries(), found.data)
    if as_json:
        print_json(full_document(found, baseline))
    else:
        print_lines(result_lines(found, baseline))
    return outcome.status(store)
