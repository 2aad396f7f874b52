"""Text whose indented lines stay indented when they wrap."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from mnist_lab.tui.widgets.wrapped_text import wrapped_text

HANG = 2
"""The blanks that what goes on below an indented line has more than the line."""


class HangingText(Widget):
    """Lines, each wrapped; what goes on below an indented line is indented further."""

    words: reactive[Text] = reactive(Text, layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return the lines that the text takes."""
        return len([*self._lines(width)])

    def render(self) -> Text:
        """Draw the lines."""
        return Text("\n", no_wrap=True, end="").join(self._lines(self.size.width))

    def _lines(self, width: int) -> Iterator[Text]:
        for line in self.words.split("\n", allow_blank=True):
            indent = len(line.plain) - len(line.plain.lstrip(" "))
            hang = indent + HANG if indent else 0
            pieces = wrapped_text(line[indent:], self.app.console, max(width - hang, 1))
            for piece in pieces:
                piece.rstrip()
            first, *others = pieces or [Text()]
            yield Text(" " * indent).append_text(first)
            yield from (Text(" " * hang).append_text(other) for other in others)
