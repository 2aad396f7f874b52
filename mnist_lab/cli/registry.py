"""The commands by name, each imported when it is asked for: the app needs none of them."""

from __future__ import annotations

from importlib import import_module

import click

from mnist_lab.cli import commands

MODULES = {
    "train": "train",
    "resume": "resume",
    "rerun": "rerun",
    "pause": "control",
    "stop": "control",
    "lab": "lab",
    "sweep": "sweep",
    "runs": "runs",
    "show": "show",
    "verdict": "verdict",
    "compare": "compare",
    "tag": "edit",
    "note": "edit",
    "name": "edit",
    "pin": "edit",
    "unpin": "edit",
    "trash": "trash",
    "restore": "trash",
    "purge": "trash",
    "export": "import_export",
    "import": "import_export",
    "data": "data",
    "config": "config",
    "doctor": "doctor",
}
"""The module in `commands` that has each command."""


class Commands(click.Group):
    """All commands of the laboratory."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's own signature
        """Their names."""
        return sorted(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """Return the command of that name.

        Raises:
            NoSuchCommand: if there is none; those with names alike are offered.
        """
        if cmd_name not in MODULES:
            raise click.exceptions.NoSuchCommand(cmd_name, possibilities=MODULES, ctx=ctx)
        return command_named(cmd_name)


def command_named(name: str) -> click.Command:
    """Return the command of that name, which must be one."""
    module = import_module(f"{commands.__name__}.{MODULES[name]}")
    return next(each for each in vars(module).values() if isinstance(each, click.Command) and each.name == name)
