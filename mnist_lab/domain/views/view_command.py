"""The shell command that prints a view, and the view that a command asks for."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Any

from mnist_lab.domain.formatting.program import NAME, Program
from mnist_lab.domain.formatting.text_cleaning import shortened
from mnist_lab.domain.views.table_view import TableView
from mnist_lab.domain.views.view_options import OptionInvalid, ViewOptions, options_of_view, view_of

COMMAND = "runs"
PINNED = "--pinned"
WITH_VALUE = {
    "--filter": "filter",
    "--sort": "sort",
    "--columns": "columns",
    "--hide": "hide",
    "--by": "by",
    "--figures": "figures",
}
SWITCHES: dict[str, tuple[str, bool]] = {
    "--group": ("is_grouped", True),
    "--alike": ("alike", True),
    "--no-alike": ("alike", False),
}


class CommandUnreadable(ValueError):
    """A command does not ask for a view; the message is a sentence."""


def command_of(view: TableView, program: Program, *, has_pinned: bool = False) -> str:
    """Return the command that prints the rows of this view, in their order; the pinned group on top if one is."""
    return program.line(COMMAND, *options_of_view(view), *([PINNED] if has_pinned else []))


def view_of_command(command: str, program: Program) -> TableView:
    """Return the view that a command prints.

    Raises:
        CommandUnreadable: if it is another command, or has options that a view cannot have.
    """
    try:
        words = shlex.split(command)
    except ValueError:
        raise CommandUnreadable("A quote in the command is not closed.") from None
    if words[: len(program.prefix)] == [*program.prefix]:
        words = words[len(program.prefix) :]
    elif words[:1] == [NAME]:
        words = words[1:]
    if words[:1] != [COMMAND]:
        raise CommandUnreadable(f"Only `{NAME} {COMMAND}` with its options can be shown here.")
    try:
        return view_of(_options(iter(words[1:])))
    except OptionInvalid as invalid:
        raise CommandUnreadable(str(invalid)) from None


def _options(words: Iterator[str]) -> ViewOptions:
    given: dict[str, Any] = {}
    for word in words:
        name, sign, value = word.partition("=")
        if word in SWITCHES:
            field, is_on = SWITCHES[word]
            given[field] = is_on
        elif name in WITH_VALUE:
            text = value if sign else next(words, None)
            if text is None:
                raise CommandUnreadable(f"{name} needs a value.")
            given[WITH_VALUE[name]] = text
        elif word != PINNED:
            known = ", ".join((*WITH_VALUE, *SWITCHES))
            raise CommandUnreadable(f"“{shortened(word)}” is not part of a view; its options are {known}.")
    return ViewOptions(**given)
