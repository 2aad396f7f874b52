"""The option `--workers`, which `train`, `lab` and `sweep` share."""

from __future__ import annotations

import click

from mnist_lab.cli.command_type import Command
from mnist_lab.cli.context import CliContext
from mnist_lab.cli.usage_errors import TakingOption
from mnist_lab.config.workers import EXPECTED, WorkersInvalid, why_unusable, workers_of


def workers_option(command: Command) -> Command:
    """Let a command train on workers, which the context has then."""
    return click.option(
        "--workers",
        cls=TakingOption,
        expected=EXPECTED,
        metavar="W",
        expose_value=False,
        callback=_take_workers,
        help=f"Train on several workers at once: {EXPECTED}. docs/cluster.md explains it.",
    )(command)


def _take_workers(context: click.Context, _: click.Parameter, value: str | None) -> None:
    if value is None:
        return
    try:
        workers = workers_of(value)
    except WorkersInvalid as invalid:
        raise click.UsageError(f"--workers {invalid}.") from None
    if reason := why_unusable():
        raise click.UsageError(reason)
    context.ensure_object(CliContext).workers = workers
