"""The options of `compare` that say which runs each side has, and which side the others are compared with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click

from mnist_lab.cli.command_type import Command
from mnist_lab.cli.usage_errors import TakingOption
from mnist_lab.domain.comparison.marks import LETTERS
from mnist_lab.domain.evidence.group_lookup import By
from mnist_lab.domain.views.view_options import OptionInvalid, settings_named

_OPTIONS: tuple[Callable[[Command], Command], ...] = (
    click.option("--single", "are_single", is_flag=True, help="Compare the runs named alone, without their repeats."),
    click.option(
        "--alone",
        cls=TakingOption,
        expected="letters of sides, such as B,C",
        metavar="SIDES",
        help="Compare these sides alone, without their repeats, such as B,C.",
    ),
    click.option(
        "--by",
        cls=TakingOption,
        expected="settings, such as units,dropout or B:units",
        metavar="[SIDES:]SETTINGS",
        multiple=True,
        help="Make groups of the runs alike in these settings, such as units or B,C:units.",
    ),
    click.option(
        "--against",
        cls=TakingOption,
        expected="the letter of a side",
        metavar="SIDE",
        default=LETTERS[0],
        help="The side that the others are compared with; default: A.",
    ),
)


@dataclass(frozen=True, slots=True)
class SideOptions:
    """What the runs of each side have in common, in the order of the sides, and the place of the reference."""

    by: tuple[By, ...]
    reference: int


def side_options(command: Command) -> Command:
    """Give a command these options; `sides_from` takes them."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def sides_from(options: dict[str, Any], count: int) -> SideOptions:
    """Return what was asked for of this many sides.

    Raises:
        click.UsageError: with a sentence that names the option at fault.
    """
    by: list[By] = [() for _ in range(count)]
    for text in sorted(options["by"], key=lambda each: ":" in each):  # those of single sides count more
        letters, _, names = text.rpartition(":")
        for place in _places("--by", letters, count) if ":" in text else range(count):
            by[place] = _settings(names)
    alone = range(count) if options["are_single"] else ()
    for place in (*alone, *(_places("--alone", options["alone"], count) if options["alone"] is not None else ())):
        by[place] = None
    places = _places("--against", options["against"], count)
    if len(places) > 1:
        raise click.UsageError(f"--against takes one side, not {len(places)}.")
    return SideOptions(tuple(by), places[0])


def _settings(text: str) -> tuple[str, ...]:
    try:
        return settings_named("--by", text)
    except OptionInvalid as invalid:
        raise click.UsageError(str(invalid)) from None


def _places(option: str, text: str, count: int) -> list[int]:
    known = LETTERS[:count]
    letters = [each.strip().upper() for each in text.split(",")]
    unknown = next((each for each in letters if each not in tuple(known)), None)
    if unknown is not None:
        raise click.UsageError(f"{option}: there is no side “{unknown}”; the sides are {known[0]} to {known[-1]}.")
    return [known.index(letter) for letter in letters]
