"""The forms that a command can print its result in: text if none is asked for."""

from __future__ import annotations

import click

TEXT, JSON, CSV, MARKDOWN, LATEX, SVG = "text", "json", "csv", "md", "latex", "svg"


def one_form(forms: tuple[str, ...]) -> str:
    """Return the form that is asked for.

    Raises:
        click.UsageError: if several are.
    """
    different = list(dict.fromkeys(forms))
    if len(different) > 1:
        raise click.UsageError(f"--{different[0]} and --{different[1]} cannot be used together.")
    return different[0] if different else TEXT
