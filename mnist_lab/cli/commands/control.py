"""`mnist-lab pause` and `stop`: for a run that any process on this store trains."""

from __future__ import annotations

import contextlib

import click

from mnist_lab.cli.context import CliContext, Failure, pass_cli_context
from mnist_lab.cli.output import print_lines
from mnist_lab.cli.remote_control import active_run, ask_and_wait
from mnist_lab.domain.runs.control_request import SECONDS_TO_ANSWER, ControlRequest
from mnist_lab.domain.runs.progress_words import current_epoch, format_progress
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab_store.errors import RunMissing
from mnist_lab_store.run_store import RunStore


@click.command(short_help="Pause a run that any process trains.")
@click.argument("run")
@pass_cli_context
@click.pass_obj
def pause(ctx: CliContext, run: str) -> None:
    """Pause a run that any process on this store trains; `mnist-lab resume` ends the pause.

    RUN is an id, the beginning of one, a name, or `last`: the newest run in training.
    """
    store = ctx.store()
    found = active_run(store, run)
    if found.state is RunState.QUEUED:
        stop = ctx.command("stop", found.id)
        raise Failure(f"“{found.title}” waits for {found.holder}; `{stop}` takes it out of the queue.")
    if found.state is not RunState.PAUSED:
        found = ask_and_wait(store, found, ControlRequest.PAUSE, _is_paused_or_over, SECONDS_TO_ANSWER)
    _print(found)


@click.command(short_help="Stop a run that any process trains.")
@click.argument("run")
@click.option("--now", is_flag=True, help="Stop at the end of its batch instead of its epoch.")
@click.option("--call-off", is_flag=True, help="Call off a stop whose epoch has not ended yet.")
@pass_cli_context
@click.pass_obj
def stop(ctx: CliContext, run: str, now: bool, call_off: bool) -> None:
    """Stop a run that any process on this store trains, after its epoch; `mnist-lab resume` continues it.

    A run that waits is taken out of the queue. RUN is an id, the beginning of one, a name, or `last`: the newest run
    in training.
    """
    if now and call_off:
        raise click.UsageError("--now and --call-off exclude each other.")
    store = ctx.store()
    found = active_run(store, run)
    if call_off:
        _call_off(store, found)
    elif found.state is RunState.QUEUED:
        with contextlib.suppress(RunMissing):  # one that never began goes to the trash
            ask_and_wait(store, found, ControlRequest.STOP_NOW, _has_left_the_queue, SECONDS_TO_ANSWER)
        print_lines([f"{found.id}: “{found.title}” was taken out of the queue."])
    elif now:
        _print(ask_and_wait(store, found, ControlRequest.STOP_NOW, _is_over, SECONDS_TO_ANSWER))
    else:
        found = ask_and_wait(store, found, ControlRequest.STOP_AFTER_EPOCH, _is_stopping_or_over, SECONDS_TO_ANSWER)
        if found.state.is_active():
            undo = ctx.command("stop", found.id, "--call-off")
            epoch = current_epoch(len(found.epochs), found.spec.epochs)
            print_lines([f"{found.id}: “{found.title}” stops after epoch {epoch}; `{undo}` calls it off."])
        else:
            _print(found)


def _call_off(store: RunStore, run: Run) -> None:
    """Ask the process that trains the run to train on after its epoch."""
    if run.state is RunState.QUEUED:
        raise Failure(f"“{run.title}” waits for {run.holder}: there is no stop to call off.")
    run = ask_and_wait(store, run, ControlRequest.CALL_OFF_STOP, lambda run: run.stop_asked is None, SECONDS_TO_ANSWER)
    if run.state.is_active():
        print_lines([f"{run.id}: “{run.title}” trains on."])
    else:
        _print(run)


def _is_paused_or_over(run: Run) -> bool:
    return run.state is RunState.PAUSED or _is_over(run)


def _is_stopping_or_over(run: Run) -> bool:
    return run.stop_asked is not None or _is_over(run)


def _has_left_the_queue(run: Run) -> bool:
    return run.state is not RunState.QUEUED


def _is_over(run: Run) -> bool:
    return not run.state.is_active()


def _print(run: Run) -> None:
    print_lines([f"{run.id}: “{run.title}” is {format_progress(run.state, len(run.epochs), run.spec.epochs)}."])
