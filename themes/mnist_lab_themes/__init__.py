"""The two palettes, and the stylesheets: what every screen shares, then one for each."""

from __future__ import annotations

from pathlib import Path

from mnist_lab_themes.palettes import DARK, LIGHT, PALETTES

STYLESHEETS = tuple(sorted(Path(__file__).parent.glob("*.tcss")))

__all__ = ["DARK", "LIGHT", "PALETTES", "STYLESHEETS"]
