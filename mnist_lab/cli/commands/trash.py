"""`mnist-lab trash`, `restore` and `purge`: move runs to the trash, back, or remove them permanently."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable

import click

from mnist_lab.cli.context import CliContext, Failure, pass_cli_context
from mnist_lab.cli.exit_codes import DONE
from mnist_lab.cli.output import is_terminal, print_lines, tell
from mnist_lab_store.errors import StoreError

NOTHING = "The trash is empty."
NOT_ALL = "Not every run was changed: see above."
KEPT = "Nothing was removed."


@click.command(short_help="Move runs to the trash.")
@click.argument("runs", metavar="RUN...", nargs=-1, required=True)
@pass_cli_context
@click.pass_obj
def trash(ctx: CliContext, runs: tuple[str, ...]) -> int:
    """Move runs to the trash; `restore` moves them back.

    RUN is an id, the beginning of one, a name, or `last`. A run that is being trained, or waits to be, is
    refused.
    """
    store = ctx.store()
    return _each(map(store.resolve, runs), store.trash.take, "in the trash")


@click.command(short_help="Move runs out of the trash.")
@click.argument("runs", metavar="RUN...", nargs=-1, required=True)
@pass_cli_context
@click.pass_obj
def restore(ctx: CliContext, runs: tuple[str, ...]) -> int:
    """Move runs out of the trash.

    RUN is the id of a run in the trash, the beginning of one, its name, or `last` for the newest.
    """
    store = ctx.store()
    return _each(map(store.trash.resolve, runs), store.trash.restore, "back from the trash")


@click.command(short_help="Remove runs in the trash permanently.")
@click.argument("runs", metavar="[RUN]...", nargs=-1)
@click.option("--yes", is_flag=True, help="Empty the trash without asking.")
@pass_cli_context
@click.pass_obj
def purge(ctx: CliContext, runs: tuple[str, ...], yes: bool) -> int:
    """Remove runs in the trash permanently; without RUN all of them.

    RUN is the id of a run in the trash, the beginning of one, its name, or `last` for the newest.
    On a terminal it asks before it empties the trash; in a script it never asks.
    """
    store = ctx.store()
    meant = [store.trash.resolve(word) for word in runs] if runs else store.trash.ids()
    if not meant:
        tell(NOTHING)
        return DONE
    if not runs and not yes and is_terminal(sys.stdin) and is_terminal(sys.stderr):
        several = f"the {len(meant):,} runs" if len(meant) > 1 else "the one run"
        if not click.confirm(f"Remove {several} in the trash permanently?", err=True):
            tell(KEPT)
            return DONE
    return _each(meant, store.trash.purge, "removed permanently")


def _each(run_ids: Iterable[str], does: Callable[[str], None], done: str) -> int:
    """Do it to each run once all words are found to mean one; if one is refused, the others are not."""
    meant = list(dict.fromkeys(run_ids))
    refusals: list[str] = []
    for run_id in meant:
        try:
            does(run_id)
        except StoreError as error:
            refusals.append(str(error))
        else:
            print_lines([f"{run_id}: {done}"])
    if refusals and len(meant) == 1:
        raise Failure(refusals[0])
    for sentence in refusals:
        tell(sentence)
    if refusals:
        raise Failure(NOT_ALL)
    return DONE
