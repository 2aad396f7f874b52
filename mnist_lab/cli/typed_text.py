"""Words of the command line, in whatever encoding the locale claims: no letter of them is lost silently.

Python turns bytes that its locale cannot decode into lone surrogates. Under the locale C these are all letters but
those of ASCII, though the terminal sends UTF-8; under UTF-8 it is text in another encoding.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import click


def as_typed(word: str) -> str:
    """Return the word with its letters, if its bytes are UTF-8 that the locale could not decode; otherwise as it is."""
    try:
        return os.fsencode(word).decode() if _has_surrogates(word) else word
    except UnicodeDecodeError:
        return word


def as_path(word: str) -> str:
    """Return the word as the name of a file: its bytes as they were typed, whatever the locale."""
    try:
        os.fsencode(word)
    except UnicodeEncodeError:
        return os.fsdecode(word.encode())
    return word


class TypedText(click.ParamType[str]):
    """Text that users write of a run; refused if it is not in the encoding of the locale, instead of losing letters."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the text.

        Raises:
            click.BadParameter: if its bytes are no text.
        """
        if isinstance(value, str) and _has_surrogates(value):
            shown = os.fsencode(value).decode(errors="replace")
            raise click.UsageError(
                f"{_name_of(param)} “{shown}” is not {sys.getfilesystemencoding().upper()}, as this locale says: "
                "write it in the encoding of the terminal.",
                ctx,
            )
        return str(value)


TEXT = TypedText()


def _has_surrogates(word: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in word)


def _name_of(param: click.Parameter | None) -> str:
    if param is None:
        return "Text"
    return param.opts[0] if isinstance(param, click.Option) else param.make_metavar(click.Context(click.Command(None)))
