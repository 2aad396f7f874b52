"""A screen of pyte as a picture. Blocks, braille and lines are drawn by hand, so that curves look as in a terminal."""

from __future__ import annotations

from functools import cache

import pyte
from PIL import Image, ImageDraw, ImageFont

CELL_WIDTH, CELL_HEIGHT, FONT_SIZE = 9, 18, 15
FONTS = ("DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf")
FOREGROUND, BACKGROUND = "d7dce2", "14171c"
NAMED = {"black": "000000", "red": "cd3131", "green": "0dbc79", "brown": "e5e510", "blue": "2472c8", "white": "e5e5e5"}
BRAILLE = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))
"""Column and row of the dot of each bit."""
LINES = {"─": (True, False), "│": (False, True)}


def picture_of(screen: pyte.Screen) -> Image.Image:
    """Return the screen as a picture."""
    picture = Image.new("RGB", (screen.columns * CELL_WIDTH, screen.lines * CELL_HEIGHT), f"#{BACKGROUND}")
    draw = ImageDraw.Draw(picture)
    for row in range(screen.lines):
        for column in range(screen.columns):
            _draw_cell(draw, column * CELL_WIDTH, row * CELL_HEIGHT, screen.buffer[row][column])
    return picture


def _draw_cell(draw: ImageDraw.ImageDraw, left: int, top: int, cell: pyte.screens.Char) -> None:
    front, back = _colour(cell.fg, FOREGROUND), _colour(cell.bg, BACKGROUND)
    if cell.reverse:
        front, back = back, front
    draw.rectangle((left, top, left + CELL_WIDTH - 1, top + CELL_HEIGHT - 1), fill=back)
    sign = cell.data[:1]
    code = ord(sign) if sign else 0
    if sign in LINES:
        across, down = LINES[sign]
        middle = top + CELL_HEIGHT // 2 if across else left + CELL_WIDTH // 2
        if across:
            draw.line((left, middle, left + CELL_WIDTH - 1, middle), fill=front)
        if down:
            draw.line((middle, top, middle, top + CELL_HEIGHT - 1), fill=front)
    elif 0x2800 <= code <= 0x28FF:
        for bit, (column, row) in enumerate(BRAILLE):
            if code - 0x2800 & 1 << bit:
                x, y = left + 2 + column * 4, top + 2 + row * 4
                draw.rectangle((x, y, x + 1, y + 1), fill=front)
    elif 0x2581 <= code <= 0x2588:
        height = CELL_HEIGHT * (code - 0x2580) // 8
        draw.rectangle((left, top + CELL_HEIGHT - height, left + CELL_WIDTH - 1, top + CELL_HEIGHT - 1), fill=front)
    elif sign.strip():
        draw.text((left, top), sign, font=_font(cell.bold), fill=front)


def _colour(name: str, default: str) -> str:
    return f"#{default if name == 'default' else NAMED.get(name, name)}"


@cache
def _font(bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS[bold], FONT_SIZE)
