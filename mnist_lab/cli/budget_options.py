"""The options for repeats, epochs and training digits that `train`, `lab` and `sweep` share."""

from __future__ import annotations

from collections.abc import Callable

import click

from mnist_lab.cli.command_type import Command
from mnist_lab.cli.setting_options import option_sentence, setting_options, spec_of
from mnist_lab.cli.usage_errors import TakingOption
from mnist_lab.domain.experiments.budget import USUAL_REPEATS, Budget
from mnist_lab.domain.runs.run_request import MOST_REPEATS, RunRequest
from mnist_lab.domain.runs.setting_fields import SettingsInvalid

REPEATS = f"a whole number from 1 to {MOST_REPEATS}"


def repeats_option(default: int, words: str) -> Callable[[Command], Command]:
    """Add the option `--repeats` to a command."""
    return click.option(
        "--repeats",
        cls=TakingOption,
        expected=REPEATS,
        metavar="N",
        default=str(default),
        help=f"{words} Takes {REPEATS}; default: {default}.",
    )


def budget_options(command: Command) -> Command:
    """Add the options of its budget to a command."""
    command = setting_options(only=("epochs", "train_size"))(command)
    return repeats_option(USUAL_REPEATS, "How many runs in each group, with the seeds 1, 2, ….")(command)


def budget_of(repeats: str, epochs: str | None, train_size: str | None) -> Budget:
    """Return the budget that the options give.

    Raises:
        click.UsageError: with a sentence that names the option at fault and its range.
    """
    spec = spec_of({"epochs": epochs, "train_size": train_size})
    checked(RunRequest(spec, whole_repeats(repeats)))
    return Budget(whole_repeats(repeats), spec.epochs, spec.train_size)


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
