"""`mnist-lab rerun`: trains a run again exactly, and compares."""

from __future__ import annotations

import click

from mnist_lab.cli.context import CliContext, pass_cli_context
from mnist_lab.cli.foreground_session import train_and_wait
from mnist_lab.cli.output import print_json, print_lines, tell
from mnist_lab.domain.advice.run_report import full_document, rerun_line, result_lines
from mnist_lab.domain.evidence.baseline import choose_baseline
from mnist_lab.domain.runs.reproducibility import compare_rerun


@click.command(short_help="Train a run again and compare it bit for bit.")
@click.argument("run")
@click.option("--json", "as_json", is_flag=True, help="Print the new run as JSON on standard output.")
@pass_cli_context
@click.pass_obj
def rerun(ctx: CliContext, run: str, as_json: bool) -> int:
    """Train a run again exactly, as a new one, and say whether the results are the same.

    RUN is an id, the beginning of one, a name, or `last`. Every figure of every epoch is compared, to the
    last bit; if one differs, what has changed is named.
    """
    store = ctx.store()
    first = store.find(run)
    outcome = train_and_wait(ctx, store, lambda session: [session.rerun(first.id)])
    for again in outcome.runs:
        baseline = choose_baseline(store.summaries(), again.data)
        comparison = compare_rerun(first, again)
        if as_json:
            print_json({**full_document(again, baseline, store.thresholds), "rerun": comparison.document})
            tell(f"{comparison.sentence}.")
        else:
            print_lines([*result_lines(again, baseline, store.thresholds), rerun_line(again, first)])
    return outcome.status(store)
