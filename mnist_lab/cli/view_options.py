"""The options that say which runs a table has, in which order and columns, as runs or groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from mnist_lab.cli.command_type import Command
from mnist_lab.cli.filter_options import filter_option
from mnist_lab.cli.usage_errors import TakingOption
from mnist_lab.domain.tables.figure_choice import FigureChoice
from mnist_lab.domain.views.table_view import TableView
from mnist_lab.domain.views.view_options import OptionInvalid, ViewOptions, view_of

_FIGURES = ", ".join(FigureChoice)
_OPTIONS: tuple[Callable[[Command], Command], ...] = (
    filter_option,
    click.option("--sort", metavar="KEYS", default="", help="Columns to sort by, such as -test_accuracy,val_loss."),
    click.option("--columns", metavar="KEYS", default="", help="The columns to print, such as name,units,verdict."),
    click.option("--hide", metavar="KEYS", default="", help="Columns to leave out."),
    click.option("--group", "is_grouped", is_flag=True, help="Print repeats as one row: mean ± standard deviation."),
    click.option("--by", metavar="SETTINGS", default="", help="Group by these settings, such as units,dropout."),
    click.option(
        "--figures",
        cls=TakingOption,
        expected=f"one of {_FIGURES}",
        metavar="WHICH",
        default="",
        help=f"The epoch of losses and accuracies: {_FIGURES}; default: last.",
    ),
    click.option(
        "--alike/--no-alike",
        "alike",
        default=None,
        help="Print settings in which all runs are alike; default: only if --columns names them.",
    ),
    click.option("--pinned", "has_pinned", is_flag=True, help="Print the pinned group first, and differences from it."),
)


def view_options(command: Command) -> Command:
    """Give a command the options of a view; `view_from` takes them."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def view_from(options: dict[str, Any]) -> TableView:
    """Return the view that was asked for; its options are taken out of these.

    Raises:
        click.UsageError: with a sentence that names the option at fault.
    """
    typed = {name: options.pop(name) for name in ("sort", "columns", "hide", "by", "figures", "is_grouped", "alike")}
    try:
        return view_of(ViewOptions(filter=options.pop("asked"), **typed))
    except OptionInvalid as invalid:
        raise click.UsageError(str(invalid)) from None
