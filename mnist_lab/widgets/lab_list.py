"""The labs, one under the other: what each changes, how many of its runs are kept, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from mnist_lab.domain.lab_standing import LabsPicture, LabStanding
from mnist_lab.domain.labs import LABS, changed_in, question_of
from mnist_lab.domain.words import duration_words

NAMES = tuple(LABS)
NAME_WIDTH = max(map(len, NAMES))
KEPT_WIDTH, TIME_WIDTH = 8, 13
COMPLETE = "complete"


class LabList(Widget, can_focus=True):
    """A line for each lab, where there is height a second one with what it changes or answers; the last is the whole.

    `busy` are the names of the labs whose runs train or wait.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "open", id="labs.open"),
        Binding("up,k", "move(-1)", "Lab above", show=False, id="labs.up"),
        Binding("down,j", "move(1)", "Lab below", show=False, id="labs.down"),
        Binding("g,home", "move(-99)", "First lab", show=False, id="labs.first"),
        Binding("G,end", "move(99)", "Last lab", show=False, id="labs.last"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "lab-list--heading",
        "lab-list--name",
        "lab-list--words",
        "lab-list--cursor",
        "lab-list--busy",
        "lab-list--complete",
        "lab-list--caveat",
    }

    picture: reactive[LabsPicture | None] = reactive(None, layout=True)
    busy: reactive[frozenset[str]] = reactive(frozenset())
    cursor: reactive[int] = reactive(0)
    two_lines: reactive[bool] = reactive(False, layout=True)

    @dataclass
    class Highlighted(Message):
        """The cursor is on this lab now."""

        name: str

    @dataclass
    class Opened(Message):
        """A person wants this lab before them."""

        name: str

    @property
    def name_here(self) -> str:
        """The lab under the cursor."""
        return NAMES[self.cursor]

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a lab."""
        return max(0, min(cursor, len(NAMES) - 1))

    def watch_cursor(self) -> None:
        """Tell which lab it is."""
        self.post_message(self.Highlighted(self.name_here))

    def action_move(self, by: int) -> None:
        """Move the cursor so many labs."""
        self.cursor += by

    def action_open(self) -> None:
        """Ask for the lab under the cursor."""
        self.post_message(self.Opened(self.name_here))

    def on_click(self, event: events.Click) -> None:
        """Move to the clicked lab; open the one under the cursor."""
        place = (event.y - self._lines_above) // (2 if self.two_lines else 1)
        if event.y >= self._lines_above and place < len(NAMES):
            if place == self.cursor:
                self.action_open()
            self.cursor = place

    def get_content_height(self, *_: object) -> int:
        """The heading and the labs."""
        return self._lines_above + len(NAMES) * (2 if self.two_lines else 1)

    def render(self) -> Text:
        """Draw the lines."""
        lines = [self._heading()]
        if self._caveat:
            lines.append(Text(f"  with {self._caveat}", self._look("caveat")))
        standings: Mapping[str, LabStanding] = self.picture.standings if self.picture is not None else {}
        for place, name in enumerate(NAMES):
            lines += self._lines(name, standings.get(name), is_cursor=place == self.cursor)
        for line in lines:
            line.truncate(self.size.width, overflow="ellipsis")
        return Text("\n", no_wrap=True, overflow="ellipsis", end="").join(lines)

    @property
    def _caveat(self) -> str:
        return self.picture.terms.caveat if self.picture is not None else ""

    @property
    def _lines_above(self) -> int:
        return 2 if self._caveat else 1

    def _heading(self) -> Text:
        asked = "question" if self.two_lines else "what changes"
        return Text(self._columns("lab", asked, "kept", "time left", " "), self._look("heading"))

    def _lines(self, name: str, standing: LabStanding | None, *, is_cursor: bool) -> list[Text]:
        labs = LABS[name]
        kept = time = ""
        if standing is not None:
            kept = f"{len(standing.plan.kept)} of {standing.plan.count}"
            time = COMPLETE if standing.is_complete else duration_words(standing.seconds)
        words = question_of(labs) if self.two_lines else changed_in(labs)
        base = self._look("cursor") if is_cursor else Style()
        line = Text(self._columns(name, words, kept, time, "▸" if is_cursor else " "), base)
        line.stylize(base + self._look("name"), 0, NAME_WIDTH + 3)
        if time == COMPLETE:
            line.stylize(base + self._look("complete"), len(line) - TIME_WIDTH - 1)
        if name in self.busy:
            line.stylize(base + self._look("busy"), len(line) - TIME_WIDTH - 1)
        if not self.two_lines:
            return [line]
        gist = standing.gist if standing is not None else ""
        below = f"{'':{NAME_WIDTH + 5}}{gist or changed_in(labs)}"
        return [line, Text(_cut(below, self.size.width), base + self._look("words"))]

    def _columns(self, name: str, words: str, kept: str, time: str, mark: str) -> str:
        room = self.size.width - NAME_WIDTH - KEPT_WIDTH - TIME_WIDTH - 8
        busy = "● " if name in self.busy else ""
        return f"{mark} {name:<{NAME_WIDTH}}   {_cut(words, room)} {kept:>{KEPT_WIDTH}} {busy + time:>{TIME_WIDTH}} "

    def _look(self, name: str) -> Style:
        return self.get_component_rich_style(f"lab-list--{name}", partial=True)


def _cut(words: str, width: int) -> str:
    fitted = words if cell_len(words) <= width else f"{set_cell_size(words, max(width - 1, 0))}…"
    return set_cell_size(fitted, max(width, 0))
