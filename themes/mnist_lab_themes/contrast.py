"""Contrast between colours, and the terminal's 256 colours."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

LEAST_FOR_TEXT = 4.5
"""The contrast that WCAG 2.2 asks of text, AA."""
LEAST_FOR_CURVES = 3.0
"""The contrast that WCAG 2.2 asks of what is drawn."""
FIRST_CODE, LAST_CODE = 16, 255
"""The colours that are the same on every terminal; users choose the first sixteen."""
LEVELS = (0, 95, 135, 175, 215, 255)
FIRST_GREY = 232

Rgb = tuple[int, int, int]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours such as "#d7dce2" by WCAG, from 1 to 21."""
    light, dark = sorted((_luminance(rgb_of(one)), _luminance(rgb_of(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def rgb_of(colour: str) -> Rgb:
    """Return red, green and blue of a colour such as "#d7dce2"."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def colour_of_code(code: int) -> str:
    """Return the colour that a terminal shows for a code from 16 to 255."""
    if code >= FIRST_GREY:
        red = green = blue = 8 + 10 * (code - FIRST_GREY)
    else:
        place = code - FIRST_CODE
        red, green, blue = LEVELS[place // 36], LEVELS[place // 6 % 6], LEVELS[place % 6]
    return f"#{red:02x}{green:02x}{blue:02x}"


@cache
def nearest_code(colour: str) -> int:
    """Return the code of the nearest of the 256 colours."""
    return min(_codes(), key=lambda code: distance(rgb_of(colour), rgb_of(colour_of_code(code))))


def readable_code(colour: str, grounds: Collection[str], codes: Collection[int]) -> int:
    """Return the nearest code that is as readable on the grounds' codes as text must be, or as the colour itself is.

    If no code is, return the nearest.
    """
    least = min(LEAST_FOR_TEXT, *(contrast(colour, ground) for ground in grounds))
    shown = [colour_of_code(code) for code in codes]
    readable = [code for code in _codes() if all(contrast(colour_of_code(code), ground) >= least for ground in shown)]
    own = rgb_of(colour)
    return min(readable, key=lambda code: distance(own, rgb_of(colour_of_code(code))), default=nearest_code(colour))


def distance(one: Rgb, other: Rgb) -> float:
    """Return how far apart two colours look: "redmean", a cheap stand-in for CIELUV."""
    mean = (one[0] + other[0]) / 2
    red, green, blue = (a - b for a, b in zip(one, other, strict=True))
    return (2 + mean / 256) * red * red + 4 * green * green + (2 + (255 - mean) / 256) * blue * blue


def _codes() -> range:
    return range(FIRST_CODE, LAST_CODE + 1)


def _luminance(rgb: Rgb) -> float:
    red, green, blue = (_linear(channel / 255) for channel in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
