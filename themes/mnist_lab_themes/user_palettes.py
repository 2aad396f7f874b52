"""Reads palettes of the users' own: a TOML file each."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from mnist_lab.config.config_file import FileUnusable, read_text
from mnist_lab.domain.formatting.text_cleaning import clean_line, shortened
from mnist_lab_themes.palette import ROLES, Palette
from mnist_lab_themes.palettes import BUILT_IN, DARK
from mnist_lab_themes.terminal_colours import TERMINAL

FOLDER = "palettes"
"""The folder of the palettes, beside the configuration file."""
TABLE = "colours"
MOST_FILES = 50
_COLOUR = re.compile("#[0-9a-fA-F]{6}")
RESERVED = frozenset({"auto", TERMINAL.name, *(palette.name for palette in BUILT_IN)})


@dataclass(frozen=True, slots=True)
class UserPalettes:
    """The palettes that can be used, and a sentence for each file that cannot be, or is hard to read."""

    palettes: tuple[Palette, ...] = ()
    problems: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()


class PaletteInvalid(Exception):
    """The file is no palette; the message is one sentence that begins with "it"."""


def read_palettes(configuration_file: Path | None) -> UserPalettes:
    """Return the palettes in the folder beside the configuration file; none if there is no such folder."""
    if configuration_file is None:
        return UserPalettes()
    folder = configuration_file.parent / FOLDER
    palettes, problems, cautions = [], [], []
    for file in _files(folder):
        try:
            palette = palette_of(file.stem, read_text(file))
        except (FileUnusable, PaletteInvalid) as error:
            problems.append(f"The palette {shortened(file.name)} is not used: {_lower_first(str(error))}")
            continue
        palettes.append(palette)
        low = palette.unreadable()
        if low:
            cautions.append(f"The palette {palette.name} is hard to read: {low[0]} to 1, and text needs 4.5 to 1.")
    return UserPalettes(tuple(palettes), tuple(problems), tuple(cautions))


def palette_of(name: str, text: str) -> Palette:
    """Return the palette that a file of this name holds.

    Raises:
        PaletteInvalid: if it is not TOML, or what is in it is no colour of a palette.
    """
    if name.lower() in RESERVED:
        raise PaletteInvalid("its name is that of another palette.")
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise PaletteInvalid(f"it is not valid TOML: {clean_line(str(error))}.") from None
    for key in document:
        if key not in {"based_on", TABLE}:
            raise PaletteInvalid(f"there is no key {shortened(key)}; there are based_on and [{TABLE}].")
    base = _base(document.get("based_on", DARK.name))
    colours = {**base.colours, **_colours(document.get(TABLE, {}))}
    is_dark = sum(_channels(colours["background"])) < sum(_channels(colours["foreground"]))
    return Palette(clean_line(name), is_dark, colours, explanation="your own")


def _files(folder: Path) -> Iterable[Path]:
    try:
        return sorted(folder.glob("*.toml"))[:MOST_FILES]
    except OSError:
        return ()


def _base(name: object) -> Palette:
    for palette in BUILT_IN:
        if palette.name == name:
            return palette
    names = ", ".join(f'"{palette.name}"' for palette in BUILT_IN)
    raise PaletteInvalid(f"based_on takes {names}, not {shortened(str(name))}.")


def _colours(table: Any) -> Mapping[str, str]:
    if not isinstance(table, dict):
        raise PaletteInvalid(f"{TABLE} is a table, [{TABLE}].")
    for role, colour in table.items():
        if role not in ROLES:
            alike = get_close_matches(role[:100], ROLES, 1)
            advice = f": did you mean {alike[0]}?" if alike else "."
            raise PaletteInvalid(f"there is no colour {shortened(role)}{advice}")
        if not isinstance(colour, str) or not _COLOUR.fullmatch(colour):
            raise PaletteInvalid(f'{role} takes a colour such as "#d7dce2", not {shortened(str(colour))}.')
    return table


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))


def _lower_first(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
