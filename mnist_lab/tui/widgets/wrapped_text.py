"""Lines of a text, wrapped where a reader would break it."""

from __future__ import annotations

import re

from rich.console import Console
from rich.text import Text

_JOINED = "\ue000"
"""What is between a figure and its percent sign while lines are made: in no text, a cell wide, and no white space."""


def wrapped_text(text: Text, console: Console, width: int) -> list[Text]:
    """Return the lines: a percent sign stays beside its figure, and a long address breaks behind a slash."""
    joined = text.copy()
    joined.plain = re.sub(r"(?<=\d) (?=%)", _JOINED, text.plain)
    cuts = [
        match.start() + cut
        for match in re.finditer(r"\S+", joined.plain)
        if len(match.group()) > width and (cut := match.group().rfind("/", 0, width) + 1)
    ]
    pieces = joined.divide(cuts) if cuts else [joined]
    lines = [line for piece in pieces for line in piece.wrap(console, width)]
    for line in lines:
        line.plain = line.plain.replace(_JOINED, " ")
    return lines
