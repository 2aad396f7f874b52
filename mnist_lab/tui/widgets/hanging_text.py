"""Text whose indented lines stay indented when they wrap."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.text import Text
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from mnist_lab.tui.widgets.wrapping import wrapped

HANG = 2
"""The blanks that what goes on below an indented line has more than the line."""
KEY = re.compile(r"\S{1,9}  (?=\S)")
"""A key before what it does, below which the text goes on."""


class HangingText(Widget):
    """Lines, each wrapped between words and figures; what goes on below an indented line is indented further."""

    words: reactive[Text] = reactive(Text, layout=True)

    def __init__(self, words: str = "", *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self.set_reactive(HangingText.words, Text(words))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return the lines that the text takes."""
        return len([*self._lines(width)])

    def render(self) -> Text:
        """Draw the lines."""
        return Text("\n", no_wrap=True, end="").join(self._lines(self.size.width))

    def _lines(self, width: int) -> Iterator[Text]:
        for line in self.words.split("\n", allow_blank=True):
            indent = len(line.plain) - len(line.plain.lstrip(" "))
            key = KEY.match(line.plain, indent)
            hang = key.end() if key is not None else indent + HANG if indent else 0
            begin = hang if key is not None else indent
            first, *others = wrapped(line[begin:], width - hang)
            yield line[:begin].append_text(first)
            yield from (Text(" " * hang).append_text(other) for other in others)
