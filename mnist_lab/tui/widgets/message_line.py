"""The line of messages: it takes the place of the rule above the keys, and grows upwards if it must."""

from __future__ import annotations

import re
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.state.notices import ShownNotices
from mnist_lab.util.text_columns import clipped

MOST_LINES = 3
"""The lines that a message may take on any screen."""
MOST_OF_SCREEN = 2
"""The part of the screen that a message takes at most: a half, so that it can be read whole."""
ERROR = "! Error: "
SIGN = "› "
GAP = "   "
SEED = ", seed "
"""What the name of a run ends with."""
LEAST_OF_NAME = 10
"""The cells of a name that are left at least, before its seed."""
_QUOTED = re.compile("“([^”]*)”")


class MessageLine(Widget):
    """Shows an error with the key that closes it, and below it what passes by itself; else it takes no room."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"message-line--error", "message-line--hint"}

    shown: reactive[ShownNotices] = reactive(ShownNotices(), layout=True)

    def _watch_shown(self, shown: ShownNotices) -> None:
        """Take room only while there is something to show."""
        self.display = bool(shown)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return the number of lines."""
        return len(self._lines(width))

    def render(self) -> Text:
        """Draw the messages."""
        return Text("\n", no_wrap=True, end="").join(self._lines(self.size.width))

    def _lines(self, width: int) -> list[Text]:
        lines = []
        if self.shown.error:
            lines += self._error_lines(width)
        for sentence in self.shown.passing:
            lines += [
                Text(line)
                for line in wrapped(on_one_line(sentence, width - cell_len(SIGN)), SIGN, width, most=self._most)
            ]
        return lines

    @property
    def _most(self) -> int:
        return max(self.screen.size.height // MOST_OF_SCREEN, MOST_LINES)

    def _error_lines(self, width: int) -> list[Text]:
        place = f"1 of {self.shown.errors}, " if self.shown.errors > 1 else ""
        hint = f"{place}{key_hint(self.app, 'app.close_error', 'esc')} closes"
        lines = [Text(line) for line in wrapped(self.shown.error, ERROR, width, GAP + hint, self._most)]
        lines[0].stylize(self.get_component_rich_style("message-line--error", partial=True), 0, len(ERROR))
        lines[-1].stylize(self.get_component_rich_style("message-line--hint", partial=True), -len(hint))
        return lines


def on_one_line(sentence: str, room: int) -> str:
    """Return the sentence with the name of its run cut, but not the seed, if it then fits on a line; else as it is."""
    name = max(_QUOTED.findall(sentence), key=cell_len, default="")
    settings, seed, number = name.rpartition(SEED)
    left = room - cell_len(sentence) + cell_len(settings)
    if left >= cell_len(settings) or left < LEAST_OF_NAME:
        return sentence
    return sentence.replace(f"“{name}”", f"“{clipped(settings, left)}{seed}{number}”", 1)


def wrapped(sentence: str, sign: str, width: int, end: str = "", most: int = MOST_LINES) -> list[str]:
    """Return at most `most` lines of a message: `sign` before the first, the others below its text, `end` never cut."""
    room = max(width - cell_len(sign), 1)
    words = [word for each in sentence.split() for word in _pieces(each, room)]
    lines = [""]
    for word in words:
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_len(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    if end and cell_len(lines[-1] + end) > room:
        lines.append("")
        end = end.lstrip()
    if len(lines) > most:
        kept = lines[: most - 1]
        rest = " ".join(lines[most - 1 :])
        tail = f"{GAP}{end.lstrip()}" if end else ""
        lines, end = [*kept, clipped(rest.strip(), room - cell_len(tail))], tail
    lines[-1] += end
    return [f"{sign if not place else ' ' * cell_len(sign)}{line}" for place, line in enumerate(lines)]


def _pieces(word: str, room: int) -> list[str]:
    """Return a word in pieces that fit on a line, such as a path that is longer."""
    pieces = [""]
    for character in word:
        if cell_len(pieces[-1] + character) > room:
            pieces.append("")
        pieces[-1] += character
    return pieces
