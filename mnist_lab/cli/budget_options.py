"""The options for repeats, epochs and training digits that `train`, `lab` and `sweep` share."""

from __future__ import annotations

from collections.abc import Callable

import click

from mnist_lab.cli.command_type import Command
from mnist_lab.cli.context import CliContext
from mnist_lab.cli.setting_options import option_sentence, setting_options, spec_of
from mnist_lab.cli.usage_errors import TakingOption
from mnist_lab.domain.experiments.budget import USUAL_REPEATS, Budget
from mnist_lab.domain.runs.run_request import MOST_REPEATS, RunRequest
from mnist_lab.domain.runs.setting_fields import SettingsInvalid

REPEATS = f"a whole number from 1 to {MOST_REPEATS}"


def repeats_option(words: str, default: str) -> Callable[[Command], Command]:
    """Add the option `--repeats` to a command, which is None if it is not given."""
    return click.option(
        "--repeats",
        cls=TakingOption,
        expected=REPEATS,
        metavar="N",
        help=f"{words} Takes {REPEATS}; default: {default}.",
    )


def budget_options(command: Command) -> Command:
    """Add the options of its budget to a command."""
    command = setting_options(only=("epochs", "train_size"))(command)
    words = "How many runs in each group, with the seeds 1, 2, …."
    return repeats_option(words, f"{USUAL_REPEATS}, or `repeats` of the configuration")(command)


def budget_of(ctx: CliContext, repeats: str | None, epochs: str | None, train_size: str | None) -> Budget:
    """Return the budget that the options give; without `repeats`, that of the configuration.

    Raises:
        click.UsageError: with a sentence that names the option at fault and its range.
    """
    spec = spec_of({"epochs": epochs, "train_size": train_size})
    count = whole_repeats(repeats) if repeats is not None else ctx.configuration.repeats
    checked(RunRequest(spec, count))
    return Budget(count, spec.epochs, spec.train_size)


def whole_repeats(text: str) -> int:
    """Return the number of repeats given.

    Raises:
        click.UsageError: if it is not a whole number.
    """
    try:
        return int(text)
    except ValueError:
        raise click.UsageError(f"--repeats takes {REPEATS}, not “{text}”.") from None


def checked(request: RunRequest) -> RunRequest:
    """Return the request after checking that it can be carried out.

    Raises:
        click.UsageError: with a sentence that names the option at fault and its range.
    """
    try:
        request.check()
    except SettingsInvalid as invalid:
        raise click.UsageError(option_sentence(invalid)) from None
    return request
