"""The palettes that come with the app; every colour of the app stands here and nowhere else.

A colour has its code among the 256 that are the same on every terminal, chosen by hand: the nearest one is often too
light for text. A test computes every contrast, in both.
"""

from __future__ import annotations

from collections.abc import Mapping

from mnist_lab_themes.palette import Palette


def _palette(name: str, explanation: str, *, is_dark: bool, colours: Mapping[str, tuple[str, int]]) -> Palette:
    shown = {role: colour for role, (colour, _) in colours.items()}
    return Palette(name, is_dark, shown, {role: code for role, (_, code) in colours.items()}, explanation)


DARK = _palette(
    "dark",
    "warm and muted on dark",
    is_dark=True,
    colours={
        "background": ("#14171c", 234),
        "panel": ("#1d222a", 236),
        "cursor": ("#2a3340", 238),
        "selection": ("#3d5a73", 24),
        "rule": ("#343c47", 240),
        "foreground": ("#d7dce2", 252),
        "bright": ("#f1f4f7", 231),
        "dim": ("#98a2ae", 249),
        "accent": ("#e0a95c", 215),
        "changed": ("#79c8b4", 115),
        "progress": ("#8c98e0", 104),
        "training": ("#d3a4e0", 183),
        "clean": ("#a3b86c", 149),
        "validation": ("#6cb6e0", 117),
        "baseline": ("#7d8896", 246),
        "group-c": ("#f0a0c8", 218),
        "good": ("#93b56e", 150),
        "over": ("#eb918b", 217),
        "under": ("#9db4e4", 153),
        "unsettled": ("#dccf6a", 228),
        "error": ("#eb918b", 217),
    },
)

LIGHT = _palette(
    "light",
    "warm and muted on light",
    is_dark=False,
    colours={
        "background": ("#faf8f4", 231),
        "panel": ("#f1eee8", 255),
        "cursor": ("#e8e2d5", 254),
        "selection": ("#b9d4e4", 153),
        "rule": ("#d3cec3", 250),
        "foreground": ("#262b31", 235),
        "bright": ("#0d1116", 16),
        "dim": ("#5a626b", 240),
        "accent": ("#854d00", 94),
        "changed": ("#006358", 23),
        "progress": ("#5a64b8", 61),
        "training": ("#7b3f98", 54),
        "clean": ("#4a6b15", 22),
        "validation": ("#125c94", 24),
        "baseline": ("#7d828a", 244),
        "group-c": ("#a3246b", 125),
        "good": ("#376218", 22),
        "over": ("#a62c28", 88),
        "under": ("#3d56a8", 19),
        "unsettled": ("#5e5f00", 58),
        "error": ("#a62c28", 88),
    },
)

HIGH_CONTRAST = _palette(
    "high-contrast",
    "bright on black",
    is_dark=True,
    colours={
        "background": ("#000000", 16),
        "panel": ("#0d0d0d", 233),
        "cursor": ("#303030", 236),
        "selection": ("#005f87", 24),
        "rule": ("#8a8a8a", 245),
        "foreground": ("#ffffff", 231),
        "bright": ("#ffffff", 231),
        "dim": ("#d0d0d0", 252),
        "accent": ("#ffaf00", 214),
        "changed": ("#5fffd7", 86),
        "progress": ("#87afff", 111),
        "training": ("#d7afff", 183),
        "clean": ("#afff5f", 155),
        "validation": ("#5fd7ff", 81),
        "baseline": ("#b2b2b2", 249),
        "group-c": ("#ff87d7", 212),
        "good": ("#87ff87", 120),
        "over": ("#ffafaf", 217),
        "under": ("#afd7ff", 153),
        "unsettled": ("#ffff5f", 227),
        "error": ("#ffafaf", 217),
    },
)

HIGH_CONTRAST_LIGHT = _palette(
    "high-contrast-light",
    "dark on white",
    is_dark=False,
    colours={
        "background": ("#ffffff", 231),
        "panel": ("#f5f5f5", 255),
        "cursor": ("#dadada", 253),
        "selection": ("#afd7ff", 153),
        "rule": ("#6c6c6c", 242),
        "foreground": ("#000000", 16),
        "bright": ("#000000", 16),
        "dim": ("#303030", 236),
        "accent": ("#5f0087", 54),
        "changed": ("#00504a", 23),
        "progress": ("#5050af", 61),
        "training": ("#870000", 88),
        "clean": ("#004b00", 22),
        "validation": ("#00005f", 17),
        "baseline": ("#585858", 240),
        "group-c": ("#87005f", 89),
        "good": ("#004b00", 22),
        "over": ("#870000", 88),
        "under": ("#00005f", 17),
        "unsettled": ("#4e4e00", 58),
        "error": ("#870000", 88),
    },
)

COLOUR_BLIND = _palette(
    "colour-blind",
    "on dark, for any colour vision",
    is_dark=True,
    colours={
        "background": ("#14171c", 234),
        "panel": ("#1d222a", 236),
        "cursor": ("#2a3340", 238),
        "selection": ("#3d5a73", 24),
        "rule": ("#343c47", 240),
        "foreground": ("#d7dce2", 252),
        "bright": ("#f1f4f7", 231),
        "dim": ("#98a2ae", 249),
        "accent": ("#e69f00", 214),
        "changed": ("#4fc3a1", 79),
        "progress": ("#8c98e0", 104),
        "training": ("#dc8fc0", 182),
        "clean": ("#f0e442", 227),
        "validation": ("#56b4e9", 117),
        "baseline": ("#7d8896", 246),
        "group-c": ("#4fc3a1", 79),
        "good": ("#56b4e9", 117),
        "over": ("#f29a57", 215),
        "under": ("#d9a3c4", 182),
        "unsettled": ("#f0e442", 227),
        "error": ("#f29a57", 215),
    },
)

COLOUR_BLIND_LIGHT = _palette(
    "colour-blind-light",
    "on light, for any colour vision",
    is_dark=False,
    colours={
        "background": ("#faf8f4", 231),
        "panel": ("#f1eee8", 255),
        "cursor": ("#e8e2d5", 254),
        "selection": ("#b9d4e4", 153),
        "rule": ("#d3cec3", 250),
        "foreground": ("#262b31", 235),
        "bright": ("#0d1116", 16),
        "dim": ("#5a626b", 240),
        "accent": ("#854d00", 94),
        "changed": ("#00664d", 23),
        "progress": ("#5a64b8", 61),
        "training": ("#8c3a6b", 89),
        "clean": ("#5e5f00", 58),
        "validation": ("#005f99", 24),
        "baseline": ("#7d828a", 244),
        "group-c": ("#00664d", 23),
        "good": ("#005f99", 24),
        "over": ("#914000", 94),
        "under": ("#8c3a6b", 89),
        "unsettled": ("#5e5f00", 58),
        "error": ("#914000", 94),
    },
)

BUILT_IN = (DARK, LIGHT, HIGH_CONTRAST, HIGH_CONTRAST_LIGHT, COLOUR_BLIND, COLOUR_BLIND_LIGHT)
