"""An answer of the terminal that comes after the app has opened."""

from __future__ import annotations

import re
from pathlib import Path

from mnist_lab_themes import LIGHT
from mnist_lab_themes.contrast import rgb_of
from support.terminal import few_digits_file, opened

LIGHT_ANSWER = b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1b[?62;22c"
LIGHT_GROUND = re.compile(
    rb"48;(?:5;%d|2;%d;%d;%d)m" % (LIGHT.codes["background"], *rgb_of(LIGHT.colours["background"]))
)


def test_a_late_answer_changes_the_palette_and_presses_no_key(tmp_path: Path) -> None:
    with opened(tmp_path / "store", few_digits_file(tmp_path / "digits.npz"), epochs=1) as terminal:
        assert b"\x1b]11;?" in terminal.screen
        assert not LIGHT_GROUND.search(terminal.screen)
        terminal.press(LIGHT_ANSWER)
        terminal.read_until(lambda: LIGHT_GROUND.search(terminal.screen) is not None)
        begin = len(terminal.screen)
        terminal.press(b"\x1b4")
        terminal.read_until(lambda: b"relu" in terminal.screen[begin:])
        assert b"Everywhere" not in terminal.screen
