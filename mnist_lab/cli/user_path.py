"""Paths that users type: `~` is their home folder, also where no shell has replaced it, as in `--store=~/lab`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from mnist_lab.cli.typed_text import as_path


class UserPath(click.Path):
    """A path on the command line, with `~` and `~name` replaced."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path.

        Raises:
            click.BadParameter: if there is no such home folder, or no path can be like this.
        """
        try:
            return expanded(as_path(str(value)))
        except click.UsageError as error:
            self.fail(error.message, param, ctx)


def expanded(text: str) -> Path:
    """Return the path that the text names.

    Raises:
        click.UsageError: if it begins with the home folder of somebody who has none, or no path can be like this.
    """
    if "\0" in text:
        raise click.UsageError("a path has characters that no path can have")
    path = os.path.expanduser(text)  # noqa: PTH111  pathlib raises RuntimeError for a user without a home
    if path.startswith("~") and path == text and not Path(text).exists():
        raise click.UsageError(f"there is no home folder for {text.split('/', maxsplit=1)[0]}")
    return Path(path)
