"""The palettes, what terminals show of them, and the stylesheets: what every screen shares, then one for each."""

from __future__ import annotations

from pathlib import Path

from mnist_lab_themes.console_glyphs import ConsoleGlyphs
from mnist_lab_themes.palette import ROLES, Depth, Palette, variables_of
from mnist_lab_themes.palettes import BUILT_IN, DARK, LIGHT
from mnist_lab_themes.terminal_colours import TERMINAL, filters_for

STYLESHEETS = tuple(sorted(Path(__file__).parent.glob("*.tcss")))

__all__ = [
    "BUILT_IN", "DARK", "LIGHT", "ROLES", "STYLESHEETS", "TERMINAL", "ConsoleGlyphs", "Depth", "Palette", "filters_for",
    "variables_of",
]  # fmt: skip
