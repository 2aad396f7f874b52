"""The settings of a spec as options, made from its fields."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import click

from mnist_lab.cli.command_type import Command
from mnist_lab.cli.usage_errors import TakingOption
from mnist_lab.domain.runs.setting_explanations import EXPLANATIONS
from mnist_lab.domain.runs.setting_fields import Kind, SettingField, SettingsInvalid, Value, fields_of
from mnist_lab.domain.runs.spec import RunSpec


def setting_options(only: Collection[str] | None = None, *, takes_axes: bool = False) -> Callable[[Command], Command]:
    """Give a command an option for every setting, or for those named; those not given are None.

    With `takes_axes`, each takes several values or a range too, as text.
    """

    def decorate(command: Command) -> Command:
        for field in reversed(fields_of(RunSpec)):
            if only is None or field.name in only:
                command = (_axis_option if takes_axes else _option)(field)(command)
        return command

    return decorate


def spec_of(options: Mapping[str, Any]) -> RunSpec:
    """Return the spec that the options make.

    Raises:
        click.UsageError: with a sentence that names the options at fault and their ranges.
    """
    given: dict[str, Value] = {}
    for field in fields_of(RunSpec):
        value = options.get(field.name)
        if value is not None:
            given[field.name] = value if isinstance(value, bool) else field.read(str(value))
    try:
        return RunSpec.of(given)
    except SettingsInvalid as invalid:
        raise click.UsageError(option_sentence(invalid)) from None


def option_sentence(invalid: SettingsInvalid) -> str:
    """Return what is wrong, said of options instead of the form's labels."""
    labels = {field.name: (field.setting.label, field.option) for field in fields_of(RunSpec)}
    sentences = []
    for name, sentence in invalid.problems.items():
        label, option = labels.get(name, (name, "--" + name.replace("_", "-")))
        sentences.append(option + sentence.removeprefix(label) if sentence.startswith(label) else sentence)
    return "; ".join(sentences) + "."


def _option(field: SettingField) -> Callable[[Command], Command]:
    default = _default(field)
    words = f"{EXPLANATIONS[field.name][0]} Takes {field.expected}; default: {default}."
    if field.kind is Kind.SWITCH:
        names = f"{field.option}/--no-{field.option.removeprefix('--')}"
        return click.option(names, field.name, default=None, help=EXPLANATIONS[field.name][0] + f" Default: {default}.")
    metavar = {Kind.WHOLE: "N", Kind.REAL: "X", Kind.CHOICE: "NAME", Kind.TEXT: "WORD"}[field.kind]
    return click.option(
        field.option, field.name, cls=TakingOption, expected=field.expected, metavar=metavar, default=None, help=words
    )


def _axis_option(field: SettingField) -> Callable[[Command], Command]:
    """Return an option that takes what an axis is written as; a switch alone is on, as it is elsewhere."""
    words = f"{EXPLANATIONS[field.name][0]} Takes {field.expected}; default: {_default(field)}."
    if field.kind is not Kind.SWITCH:
        return click.option(
            field.option, field.name, cls=TakingOption, expected=field.expected, metavar="VALUES", help=words
        )
    name = field.option.removeprefix("--")

    def decorate(command: Command) -> Command:
        off = click.option(f"--no-{name}", field.name, flag_value="no", default=None, hidden=True)
        on = click.option(field.option, field.name, is_flag=False, flag_value="yes", metavar="[VALUES]", help=words)
        return on(off(command))

    return decorate


def _default(field: SettingField) -> str:
    """Return the default as it would be typed."""
    if field.setting.follows:
        return f"the {field.setting.follows}'s own"
    return str(field.default) if field.kind is Kind.CHOICE else field.text(field.default)
