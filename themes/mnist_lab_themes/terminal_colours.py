"""What a terminal shows instead of 16 million colours: its 256, its own 16, or none.

Rich would pick the nearest of few colours for each colour by itself, which is how a cursor bar became teal and a dialog
black on black. Here the 256 are taken from palettes that were chosen for them, and a terminal's own 16, of which nobody
knows how they look, are used for text alone: what lies behind text is the terminal's ground, or in reverse.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from rich.color import Color, ColorType
from rich.segment import Segment
from rich.style import Style
from textual.color import Color as TextualColor
from textual.filter import LineFilter

from mnist_lab_themes.contrast import distance, nearest_code, rgb_of
from mnist_lab_themes.palette import GROUNDS, Depth, Palette

TERMINAL = Palette(
    "terminal",
    is_dark=True,
    explanation="the terminal's own 16 colours",
    colours={  # stand-ins, far apart: what is shown is in INKS
        "background": "#000000",
        "panel": "#00001c",
        "cursor": "#0000ff",
        "selection": "#0000c0",
        "rule": "#505050",
        "foreground": "#ffffff",
        "bright": "#e0ffff",
        "dim": "#c0c0c0",
        "accent": "#ff00ff",
        "changed": "#00c080",
        "progress": "#80a0ff",
        "training": "#ffa000",
        "clean": "#a0ff00",
        "validation": "#00ffff",
        "baseline": "#808080",
        "group-c": "#8000ff",
        "group-d": "#60e060",
        "group-e": "#ff8040",
        "group-f": "#6060ff",
        "group-g": "#00e0b0",
        "group-h": "#e0e060",
        "good": "#00ff00",
        "over": "#ff4040",
        "under": "#ff80c0",
        "unsettled": "#ffff00",
        "error": "#ff0000",
    },
)
BRIGHT_RED, BRIGHT_GREEN, BRIGHT_YELLOW, BRIGHT_MAGENTA, BRIGHT_CYAN = 9, 10, 11, 13, 14
RED, BLUE = 1, 4
INKS_ON_DARK = {
    "accent": BRIGHT_YELLOW, "changed": BRIGHT_CYAN, "training": BRIGHT_MAGENTA, "clean": BRIGHT_GREEN,
    "validation": BRIGHT_CYAN, "group-c": BRIGHT_MAGENTA, "group-d": BRIGHT_GREEN, "group-e": BRIGHT_RED,
    "group-f": BRIGHT_YELLOW, "group-h": BRIGHT_CYAN,
    "good": BRIGHT_GREEN, "over": BRIGHT_RED, "under": BRIGHT_MAGENTA, "error": BRIGHT_RED,
}  # fmt: skip
INKS_ON_LIGHT = {
    "accent": BLUE, "training": RED, "validation": BLUE, "group-c": RED, "group-e": BLUE, "group-f": RED,
    "group-h": BLUE, "good": BLUE, "over": RED, "under": RED, "error": RED,
}  # fmt: skip
"""The number of the terminal's colour for what is not written in its usual one.

They are those that can be read on black or on white with the colours of the Linux console and of xterm: green, yellow
and cyan are too light on white, blue is too dark on black.
"""
REVERSED = frozenset({"cursor", "selection", "accent", "rule"})
"""Roles that are shown in reverse where they lie behind text. A scroll bar is such a rule."""

Translation = Callable[[Style], Style]


class TerminalColours(LineFilter):
    """Translates the colours of every style that goes to the terminal."""

    def __init__(self, translation: Translation) -> None:
        super().__init__()
        self._translate = lru_cache(4096)(translation)

    def apply(self, segments: list[Segment], background: TextualColor) -> list[Segment]:  # noqa: ARG002  its signature
        """Return the segments in the terminal's colours."""
        translate = self._translate
        return [
            Segment(text, translate(style), control) if style is not None else Segment(text, None, control)
            for text, style, control in segments
        ]


def filters_for(depth: Depth, *, is_terminals_own: bool, on_dark: bool) -> list[LineFilter]:
    """Return the filters for a terminal of this depth, and whether its own colours are wanted, on a dark ground."""
    if depth is Depth.NONE:
        return [TerminalColours(own_colours({}))]
    if depth is Depth.SIXTEEN or is_terminals_own:
        return [TerminalColours(own_colours(INKS_ON_DARK if on_dark else INKS_ON_LIGHT))]
    return [TerminalColours(in_codes)] if depth is Depth.CODES else []


def in_codes(style: Style) -> Style:
    """Return the style in the 256 colours; those of a palette for them stay exactly what they are."""
    return _with(style, _code_of(style.color), _code_of(style.bgcolor))


def own_colours(inks: Mapping[str, int]) -> Translation:
    """Return the translation of the stand-ins of TERMINAL into the terminal's own colours, by their roles."""

    def translate(style: Style) -> Style:
        if _is_translated(style.color) and _is_translated(style.bgcolor):
            return style
        is_reversed = _ground_of(style.bgcolor) in REVERSED
        role = "" if is_reversed else _role_of(style.color)
        ink = Color.from_ansi(inks[role]) if role in inks else Color.default()
        shown = _with(style, ink, Color.default())
        return shown + Style(reverse=bool(style.reverse) != is_reversed)

    return translate


def _with(style: Style, colour: Color | None, ground: Color | None) -> Style:
    return style + Style(color=colour, bgcolor=ground)


def _is_translated(colour: Color | None) -> bool:
    return colour is None or colour.type is not ColorType.TRUECOLOR


def _code_of(colour: Color | None) -> Color | None:
    if colour is None or colour.triplet is None or _is_translated(colour):
        return colour
    return Color.from_ansi(nearest_code(colour.triplet.hex))


def _ground_of(colour: Color | None) -> str:
    return _nearest_role(colour, (*GROUNDS, "selection", "accent", "rule"))


def _role_of(colour: Color | None) -> str:
    return _nearest_role(colour, tuple(TERMINAL.colours))


@lru_cache(1024)  # there are many more styles than colours
def _nearest_role(colour: Color | None, roles: tuple[str, ...]) -> str:
    if colour is None or colour.triplet is None:
        return ""
    rgb = (colour.triplet.red, colour.triplet.green, colour.triplet.blue)
    return min(roles, key=lambda role: distance(rgb, rgb_of(TERMINAL.colours[role])))
