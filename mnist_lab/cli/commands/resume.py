"""`mnist-lab resume`: continues a run that was stopped or interrupted, or that failed."""

from __future__ import annotations

import click

from mnist_lab.cli.context import CliContext, pass_cli_context
from mnist_lab.cli.exit_codes import DONE
from mnist_lab.cli.foreground_session import train_and_wait
from mnist_lab.cli.output import print_json, print_lines
from mnist_lab.cli.remote_control import ask_and_wait
from mnist_lab.domain.advice.run_report import full_document, result_lines
from mnist_lab.domain.evidence.baseline import choose_baseline
from mnist_lab.domain.runs.control_request import SECONDS_TO_ANSWER, ControlRequest
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab_store.run_store import RunStore


@click.command(short_help="Resume a run that stopped, failed or was killed.")
@click.argument("run")
@click.option("--json", "as_json", is_flag=True, help="Print the run as JSON on standard output.")
@pass_cli_context
@click.pass_obj
def resume(ctx: CliContext, run: str, as_json: bool) -> int:
    """Resume a run that was stopped or interrupted, or that failed; end the pause of one that another process trains.

    It starts from its newest checkpoint, and ends as if it had never been interrupted. RUN is an id, the
    beginning of one, a name, or `last`.
    """
    store = ctx.store()
    run_id = store.resolve(run)
    paused = store.get(run_id)
    if paused.state is RunState.PAUSED:
        return _continue(ctx, store, paused, as_json=as_json)
    outcome = train_and_wait(ctx, store, lambda session: [session.resume(run_id)])
    found = store.get(run_id) if not outcome.runs else outcome.runs[0]
    _print(store, found, as_json=as_json)
    return outcome.status(store)


def _continue(ctx: CliContext, store: RunStore, paused: Run, *, as_json: bool) -> int:
    """Ask the process that trains the run to continue."""
    run = ask_and_wait(
        store, paused, ControlRequest.CONTINUE, lambda run: run.state is not RunState.PAUSED, SECONDS_TO_ANSWER
    )
    if as_json or not run.state.is_active():
        _print(store, run, as_json=as_json)
    else:
        follow = ctx.command("runs", "--live")
        print_lines([f"{run.id}: “{run.title}” continues in {run.holder}; `{follow}` follows it."])
    return DONE


def _print(store: RunStore, run: Run, *, as_json: bool) -> None:
    baseline = choose_baseline(store.summaries(), run.data)
    if as_json:
        print_json(full_document(run, baseline, store.thresholds))
    else:
        print_lines(result_lines(run, baseline, store.thresholds))
