"""`mnist-lab train`: trains runs, and keeps them."""

from __future__ import annotations

from typing import Any

import click

from mnist_lab.cli.budget_options import checked, repeats_option, whole_repeats
from mnist_lab.cli.context import CliContext, pass_cli_context
from mnist_lab.cli.detached_session import train_detached
from mnist_lab.cli.exit_codes import DONE
from mnist_lab.cli.foreground_session import train_and_wait
from mnist_lab.cli.output import print_json, print_lines, tell
from mnist_lab.cli.setting_options import setting_options, spec_of
from mnist_lab.cli.typed_text import TEXT
from mnist_lab.cli.workers_option import workers_option
from mnist_lab.domain.advice.digit_remarks import remarks_on
from mnist_lab.domain.advice.run_report import full_document, result_lines
from mnist_lab.domain.evidence.baseline import choose_baseline
from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab_store.run_store import RunStore

DETACHED = "{train} in {holder}: `{runs}` or the app follows, `{stop}` stops."


@click.command(short_help="Train one run or several, with a progress bar.")
@setting_options()
@repeats_option("How many runs, with the seeds SEED, SEED + 1, ….", "1")
@click.option(
    "--name", metavar="S", type=TEXT, default="", help="Name of the run (default: its differences from the baseline)."
)
@click.option("--tag", "tags", metavar="T", type=TEXT, multiple=True, help="A tag; may be given several times.")
@click.option("--note", metavar="S", type=TEXT, default="", help="A note to keep with the run.")
@click.option(
    "--weights/--no-weights",
    default=None,
    help="Whether weights are kept. Default: yes, or `weights` of the configuration.",
)
@workers_option
@click.option("--detach", is_flag=True, help="Return at once; the runs train on without this terminal.")
@click.option("--json", "as_json", is_flag=True, help="Print the runs as a JSON list on standard output.")
@pass_cli_context
@click.pass_obj
def train(
    ctx: CliContext,
    /,
    repeats: str | None,
    name: str,
    tags: tuple[str, ...],
    note: str,
    weights: bool | None,
    detach: bool,
    as_json: bool,
    **settings: Any,
) -> int:
    """Train, with a progress bar, and keep the run or runs.

    Settings not given are the baseline's: the network of the post. ctrl+c stops, and keeps what is done.
    """
    keeps = ctx.configuration.keeps_weights if weights is None else weights
    request = checked(RunRequest(spec_of(settings), whole_repeats(repeats or "1"), name, tags, note, keeps))
    store = ctx.store()
    if detach:
        return _train_detached(ctx, store, request, as_json=as_json)
    outcome = train_and_wait(ctx, store, lambda session: session.enqueue(request))
    baseline = choose_baseline(store.summaries(), ctx.digits().dataset)
    if as_json:
        print_json([full_document(run, baseline, store.thresholds) for run in outcome.runs])
    else:
        for run in outcome.runs:
            print_lines(result_lines(run, baseline, store.thresholds))
    return outcome.status(store)


def _train_detached(ctx: CliContext, store: RunStore, request: RunRequest, *, as_json: bool) -> int:
    runs = train_detached(ctx, store, lambda session: session.enqueue(request))
    for sentence in remarks_on(runs):
        tell(sentence)
    if as_json:
        baseline = choose_baseline(store.summaries(), runs[0].data)
        print_json([full_document(run, baseline, store.thresholds) for run in runs])
    else:
        print_lines(f"{run.id}: “{run.title}”, seed {run.spec.seed}" for run in runs)
        train = "It trains" if len(runs) == 1 else f"All {len(runs)} train"
        commands = {"runs": ctx.command("runs", "--live"), "stop": ctx.command("stop", "RUN")}
        print_lines([DETACHED.format(train=train, holder=runs[0].holder or "another process", **commands)])
    return DONE
