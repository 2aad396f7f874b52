"""Characters for the Linux console, whose fonts have 256 or 512 of them."""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

STAND_INS = str.maketrans(
    {
        "▸": ">", "›": ">", "‹": "<", "▾": "v", "▴": "^", "▿": "u", "▲": "^", "▼": "v",
        "●": "*", "•": "*", "○": "o", "◐": "~", "▏": "|", "◌": ".", "■": "#", "‖": "=", "✓": "+", "✗": "x",
        "…": "~", "–": "-", "−": "-", "“": '"', "”": '"', "’": "'",
        "Δ": "D", "◆": "*",
        "▁": " ", "▂": "▄", "▃": "▄", "▅": "▄", "▆": "█", "▇": "█", "▉": "█", "▊": "█", "▋": "▌", "▍": "▌", "▎": "|",
        "━": "-", "┄": "-", "╍": "-", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8", "⁹": "9",
    }
)  # fmt: skip
"""What is missing from the usual console fonts, and what is shown instead, a cell each.

Those have Latin-1, the arrows ←↑→↓, the thin frames and the blocks of code page 437.
"""


class ConsoleGlyphs(LineFilter):
    """Replaces the characters that the Linux console does not have."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002  its signature
        """Return the segments with stand-ins."""
        return [Segment(text.translate(STAND_INS), style, control) for text, style, control in segments]
