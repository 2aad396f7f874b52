"""The two palettes, and one .tcss for each screen."""

from themes.palettes import DARK, LIGHT, PALETTES

__all__ = ["DARK", "LIGHT", "PALETTES"]
