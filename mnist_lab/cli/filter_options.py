"""The option `--filter`, for every command that reads many runs."""

from __future__ import annotations

import click

from mnist_lab.cli.command_type import Command
from mnist_lab.cli.usage_errors import TakingOption
from mnist_lab.domain.filters.query import Filter, FilterInvalid, filter_of

EXAMPLE = "val_acc>.979 dropout=0 -status:failed"


def filter_option(command: Command) -> Command:
    """Give a command the option `--filter`, as `asked`."""
    return click.option(
        "--filter",
        "asked",
        cls=TakingOption,
        expected=f'a filter such as "{EXAMPLE}"',
        metavar="F",
        default="",
        help=f'Only the runs that match F, such as "{EXAMPLE}".',
    )(command)


def filter_from(asked: str) -> Filter:
    """Return the filter that was given.

    Raises:
        click.UsageError: with a sentence that names the faulty piece and, behind others, its place.
    """
    try:
        return filter_of(asked)
    except FilterInvalid as invalid:
        raise click.UsageError(f"--filter{invalid.place}: {invalid}") from None


def none_found(count: int, found: Filter) -> str:
    """Return a sentence that none of `count` runs matches; help is added on fields without an operator."""
    advice = "".join(
        f" “{field}” without an operator is searched in name, tag and note; "
        f"to compare, add an operator, as in {field}!=none."
        for field in found.fields_without_operator
    )
    return f"None of the {count:,} kept runs matches the filter.{advice}"
