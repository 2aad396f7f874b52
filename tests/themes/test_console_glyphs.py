"""What the Linux console is sent."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from mnist_lab_themes.console_glyphs import STAND_INS
from support.pictures import FOLDER

CONSOLE = re.compile("[ -~ -ÿ←↑→↓─│┌┐└┘├┤┬┴┼░▒▓█▄▀▌▐■]*")
"""ASCII, Latin-1, and what the fonts of the console have of code page 437."""

SOURCES = [*(Path(__file__).parents[2] / "mnist_lab").rglob("*.py")]
ONLY_REPLACED = set("＝＋－＠⏎⌫")
"""Signs that the sources name, and that are not drawn."""


def test_a_stand_in_takes_a_cell() -> None:
    assert all(len(sign) == cell_len(sign) == cell_len(chr(code)) == 1 for code, sign in STAND_INS.items())


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*-linux.txt")), ids=lambda file: file.stem)
def test_the_console_is_sent_nothing_that_it_cannot_draw(file: Path) -> None:
    drawn = file.read_text(encoding="utf-8").partition("\nSTYLES\n")[0]
    assert [line for line in drawn.splitlines() if not CONSOLE.fullmatch(line)] == []


def test_every_sign_of_the_app_has_a_stand_in_or_needs_none() -> None:
    signs = {sign for file in SOURCES for sign in file.read_text(encoding="utf-8")} - set("\n")
    lacking = {sign for sign in signs if not CONSOLE.fullmatch(sign.translate(STAND_INS))}
    assert lacking <= ONLY_REPLACED
