"""docs/terminals.md lists the palettes and their colours, and its example is one."""

from __future__ import annotations

import re
from pathlib import Path

from mnist_lab_themes import BUILT_IN, ROLES, TERMINAL
from mnist_lab_themes.user_palettes import palette_of

PAGE = (Path(__file__).parents[1] / "docs" / "terminals.md").read_text(encoding="utf-8")


def test_every_palette_is_listed() -> None:
    listed = re.findall(r"^\| (`[a-z-]+`(?:, `[a-z-]+`)*) \|.*", PAGE.partition("## Your own")[0], flags=re.M)
    names = [name for cell in listed for name in re.findall(r"`([a-z-]+)`", cell)]
    assert names == [*(palette.name for palette in BUILT_IN), TERMINAL.name]


def test_every_colour_is_listed() -> None:
    for role, words in ROLES.items():
        assert f"| `{role}` | {words} |" in PAGE


def test_the_example_is_a_palette_that_can_be_read() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, flags=re.S)
    assert palette_of("paper", example).unreadable() == ()
