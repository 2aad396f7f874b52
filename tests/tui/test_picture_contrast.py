"""What is written on the screens can be read: every style in their pictures has enough contrast."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mnist_lab_themes import DARK
from mnist_lab_themes.contrast import LEAST_FOR_TEXT, contrast
from support.pictures import FEW_COLOURS, FOLDER

STRETCH = re.compile(r"(?P<word>\S+): [a-z ]*(?P<ink>#[0-9a-f]{6}) on (?P<ground>#[0-9a-f]{6})")
GROUNDS = {DARK.colours[role] for role in ("background", "panel", "cursor", "selection")}
BEHIND_DIALOGS = DARK.colours["background"]
"""Where a dialog dims the screen below it, which is not to be read."""
DIALOGS = ("glossary", "keys", "quit", "verdict", "palette", "search", "write", "replace", "command")
DRAWN = re.compile("^[─-╿▀-▟⠀-⣿▁-█·┄╍━*.:#=']+$")
"""Rules, axes, curves and scroll bars."""


def stretches(file: Path) -> Iterator[tuple[str, str, str]]:
    """Yield a word of each stretch, its colour, and the one behind it."""
    for line in file.read_text(encoding="utf-8").partition("\nSTYLES\n")[2].splitlines():
        for found in STRETCH.finditer(line):
            yield found["word"], found["ink"], found["ground"]


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.txt")), ids=lambda file: file.stem)
def test_every_word_can_be_read(file: Path) -> None:
    grounds = GROUNDS - {BEHIND_DIALOGS} if file.stem.startswith(DIALOGS) else GROUNDS
    written = [each for each in stretches(file) if not DRAWN.match(each[0]) and near(each[2]) in grounds]
    assert written or not_in_these_colours(file)
    assert [each for each in written if contrast(each[1], each[2]) < LEAST_FOR_TEXT] == []


def not_in_these_colours(file: Path) -> bool:
    """Return whether the picture is of a terminal with fewer colours; those are checked by palette."""
    return file.stem.endswith(tuple(FEW_COLOURS))


def near(colour: str) -> str:
    """Return the ground of the palette that this is but for rounding."""
    channels = bytes.fromhex(colour[1:])
    for ground in GROUNDS:
        if all(abs(a - b) <= 1 for a, b in zip(channels, bytes.fromhex(ground[1:]), strict=True)):
            return ground
    return colour
