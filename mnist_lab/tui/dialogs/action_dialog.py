"""Finds an action by its name, and does it, on ctrl+p."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.widgets.option_list import Option

from mnist_lab.tui.dialogs.found_list import FoundListDialog
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.widgets.clickable_line import Part
from mnist_lab.util.text_columns import clipped

NOTHING = "No action of that name. Back on the screen, {keys} lists its keys and {words} explains its words."


@dataclass(frozen=True, slots=True)
class Command:
    """An action: what it does, where, its key, how to do it, other words that find it, and whether it discards."""

    text: str
    where: str
    key: str
    run: Callable[[], Awaitable[object]]
    words: str = ""
    discards: bool = False

    @property
    def place(self) -> str:
        """Return where it works and its key: "Table · s"."""
        return f"{self.where} · {self.key}" if self.key else self.where


class ActionDialog(FoundListDialog[Command]):
    """The actions, nearest first, narrowed by typing; answers with the chosen one."""

    BINDING_GROUP_TITLE = "Actions"

    COMPONENT_CLASSES: ClassVar[set[str]] = {"action-dialog--place"}

    title_text = "Find an action"
    PROMPT = "type what you want to do"

    def __init__(self, commands: Sequence[Command]) -> None:
        super().__init__()
        self._commands = self._found = tuple(commands)

    def search(self, query: str) -> None:
        """Show the actions that match."""
        self._found = matching(self._commands, query)
        self.show_found()

    def key_entries(self) -> list[Part]:
        """Name the keys."""
        enter = key_hint(self.app, "write.keep", "enter")
        return [self.back_part(), Part(f"↑↓ {enter}  choose")]

    def choose(self, place: int) -> None:
        """Answer with the action of this line."""
        if place < len(self._found):
            self.dismiss(self._found[place])

    def show_found(self) -> None:
        """Show the actions that match."""
        choices = self.choices
        width = choices.scrollable_content_region.width - 1
        dim = self.get_component_rich_style("action-dialog--place", partial=True)
        if self._found:
            choices.set_options([Option(_line(command, width, dim)) for command in self._found])
            choices.highlighted = 0
        else:
            keys, words = key_hint(self.app, "app.keys", "?"), key_hint(self.app, "app.glossary", "F1")
            choices.set_options([Option(Text(NOTHING.format(keys=keys, words=words)), disabled=True)])


def _line(command: Command, width: int, dim: Style) -> Text:
    place = command.place
    text = clipped(command.text, width - cell_len(place) - 2)
    line = Text(text + " " * (width - cell_len(text) - cell_len(place)), no_wrap=True, overflow="ellipsis")
    return line.append(place, dim)


def _begin(words: Sequence[str], text: str) -> bool:
    """Return whether each word is the beginning of a word of the text."""
    return all(any(each.startswith(word) for each in text.split()) for word in words)


def matching(commands: Sequence[Command], query: str) -> tuple[Command, ...]:
    """Return the commands with every word of the query, best first: at the start, in the name, among other words.

    Of those with the words in the name, what discards something comes last.
    """
    words = query.lower().split()
    ranked = []
    for command in commands:
        name, also, where = command.text.lower(), command.words.lower(), command.where.lower()
        if all(word in name for word in words):
            ranked.append((0 if name.startswith(" ".join(words)) else 1, command))
        elif _begin(words, f"{name} {also}"):
            ranked.append((2, command))
        elif _begin(words, f"{name} {also} {where}"):
            ranked.append((3, command))
        elif query == command.key:
            ranked.append((0, command))
    return tuple(command for _, command in sorted(ranked, key=_order))


def _order(ranked: tuple[int, Command]) -> tuple[int, bool]:
    rank, command = ranked
    return rank, rank <= 1 and command.discards
