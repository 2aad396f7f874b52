"""`mnist-lab train`, `resume` and `rerun`."""

from __future__ import annotations

from typing import Any

import click

from mnist_lab.cli.budget_options import checked, repeats_option, whole_repeats
from mnist_lab.cli.context import CliContext, pass_cli_context
from mnist_lab.cli.foreground_session import train_and_wait
from mnist_lab.cli.output import print_json, print_lines, tell
from mnist_lab.cli.setting_options import setting_options, spec_of
from mnist_lab.domain.advice.run_report import full_document, rerun_line, result_lines
from mnist_lab.domain.evidence.baseline import choose_baseline
from mnist_lab.domain.runs.reproducibility import compare_rerun
from mnist_lab.domain.runs.run_request import RunRequest


@click.command()
@setting_options()
@repeats_option(1, "How many runs, with the seeds seed, seed + 1, ….")
@click.option("--name", metavar="S", default="", help="What to call the run; else what differs from the baseline.")
@click.option("--tag", "tags", metavar="T", multiple=True, help="A tag; may be given several times.")
@click.option("--note", metavar="S", default="", help="A note to keep with the run.")
@click.option("--weights/--no-weights", default=True, help="Whether the best weights are kept. Default: yes.")
@click.option("--json", "as_json", is_flag=True, help="Print the runs as a JSON list on standard output.")
@pass_cli_context
@click.pass_obj
def train(
    ctx: CliContext,
    /,
    repeats: str,
    name: str,
    tags: tuple[str, ...],
    note: str,
    weights: bool,
    as_json: bool,
    **settings: Any,
) -> int:
    """Train, with a progress bar, and keep the run or runs.

    Settings not given are the baseline's: the network of the post. ctrl+c stops, and keeps what is done.
    """
    request = checked(RunRequest(spec_of(settings), whole_repeats(repeats), name, tags, note, weights))
    store = ctx.store()
    outcome = train_and_wait(ctx, store, lambda session: session.enqueue(request))
    baseline = choose_baseline(store.summaries(), ctx.digits().dataset)
    if as_json:
        print_json([full_document(run, baseline) for run in outcome.runs])
    else:
        for run in outcome.runs:
            print_lines(result_lines(run, baseline))
    return outcome.status(store)


@click.command()
@click.argument("run")
@click.option("--json", "as_json", is_flag=True, help="Print the run as JSON on standard output.")
@pass_cli_context
@click.pass_obj
def resume(ctx: CliContext, run: str, as_json: bool) -> int:
    """Resume a run that was stopped or interrupted, or that failed.

    It starts from its newest checkpoint, and ends as if it had never been interrupted. RUN is an id, an unambiguous
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


@click.command()
@click.argument("run")
@click.option("--json", "as_json", is_flag=True, help="Print the new run as JSON on standard output.")
@pass_cli_context
@click.pass_obj
def rerun(ctx: CliContext, run: str, as_json: bool) -> int:
    """Train a run again exactly, as a new one, and say whether it came out the same. RUN is as for `resume`.

    Every figure of every epoch is compared, to the last bit; if one differs, what has changed is named.
    """
    store = ctx.store()
    first = store.find(run)
    outcome = train_and_wait(ctx, store, lambda session: [session.rerun(first.id)])
    for again in outcome.runs:
        baseline = choose_baseline(store.summaries(), again.data)
        comparison = compare_rerun(first, again)
        if as_json:
            print_json({**full_document(again, baseline), "rerun": comparison.document})
            tell(f"{comparison.sentence}.")
        else:
            print_lines([*result_lines(again, baseline), rerun_line(again, first)])
    return outcome.status(store)
