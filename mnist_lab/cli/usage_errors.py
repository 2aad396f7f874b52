"""What is wrong with a command line, in one sentence that names the option and what it takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from mnist_lab.cli.registry import MODULES, command_named
from mnist_lab.domain.formatting.text_cleaning import SENTENCE_LENGTH, clean_line
from mnist_lab.domain.runs.setting_fields import fields_of
from mnist_lab.domain.runs.spec import RunSpec


class TakingOption(click.Option):
    """An option that describes what it takes, such as "a whole number from 1 to 4096"."""

    def __init__(self, names: Sequence[str], expected: str = "", **attributes: Any) -> None:
        super().__init__(names, **attributes)
        self.expected = expected


def usage_sentence(error: click.ClickException, lab: click.Group, words: Sequence[str]) -> str:
    """Return what is wrong with these words of a command line of this group, on one line whatever they hold."""
    return clean_line(_sentence(error, lab, words), SENTENCE_LENGTH)


def _sentence(error: click.ClickException, lab: click.Group, words: Sequence[str]) -> str:
    if isinstance(error, click.NoSuchOption):
        return _unknown(
            f"No such option {error.option_name}", _named_so(error.option_name) or error.possibilities, error.ctx
        )
    if isinstance(error, click.exceptions.NoSuchCommand):
        return _unknown(f"No such command {error.command_name}", error.possibilities, error.ctx)
    if isinstance(error, click.BadOptionUsage):
        option = _option(error.option_name, lab, words)
        if option is not None and not option.is_flag:
            expected = getattr(option, "expected", "") or f"a value, {option.metavar}"
            return f"{error.option_name} takes {expected}, and none was given."
    return error.format_message()


def _named_so(option: str) -> list[str]:
    """Return the options of the settings with this name in the form, such as "nodes"."""
    return [field.option for field in fields_of(RunSpec) if option.removeprefix("--") in field.setting.label.split()]


def _option(name: str, lab: click.Group, words: Sequence[str]) -> click.Option | None:
    """Return the option of that name, one that says what it takes if there is one.

    Click does not say of which command: it is that of the first word that names one.
    """
    named = next((word for word in words if word in MODULES), None)
    commands = (lab, command_named(named)) if named is not None else (lab,)
    parameters = (parameter for command in commands for parameter in command.params)
    found = [each for each in parameters if isinstance(each, click.Option) and name in each.opts]
    return next((each for each in found if getattr(each, "expected", "")), next(iter(found), None))


def _unknown(what: str, alike: Sequence[str] | None, context: click.Context | None) -> str:
    if alike:
        return f"{what}; did you mean {' or '.join(alike)}?"
    path = context.command_path if context is not None else "mnist-lab"
    return f"{what}; `{path} --help` lists what there is."
