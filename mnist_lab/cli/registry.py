"""The commands by name, each brought into memory when it is asked for: the app needs none of them."""

from __future__ import annotations

from importlib import import_module

import click

from mnist_lab.cli import commands

PLACES = {
    "train": "train:train",
    "resume": "train:resume",
    "rerun": "train:rerun",
    "lab": "lab:run_lab",
    "sweep": "sweep:sweep",
    "runs": "runs:runs",
    "show": "show:show",
    "verdict": "show:verdict",
    "compare": "compare:compare",
    "tag": "edit:tag",
    "note": "edit:note",
    "name": "edit:name",
    "pin": "edit:pin",
    "unpin": "edit:unpin",
    "trash": "trash:trash",
    "restore": "trash:restore",
    "purge": "trash:purge",
    "export": "import_export:export",
    "import": "import_export:import_",
    "data": "doctor:data",
    "doctor": "doctor:doctor",
}
"""Where each command stands: the module of this package, and its name there."""


class Commands(click.Group):
    """All commands of the laboratory."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's own signature
        """Their names."""
        return sorted(PLACES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """Return the command of that name.

        Raises:
            NoSuchCommand: if there is none; those with names alike are offered.
        """
        if cmd_name not in PLACES:
            raise click.exceptions.NoSuchCommand(cmd_name, possibilities=PLACES, ctx=ctx)
        return command_named(cmd_name)


def command_named(name: str) -> click.Command:
    """Return the command of that name, which must be one."""
    module, _, attribute = PLACES[name].partition(":")
    command = getattr(import_module(f"{commands.__name__}.{module}"), attribute)
    assert isinstance(command, click.Command)
    return command
