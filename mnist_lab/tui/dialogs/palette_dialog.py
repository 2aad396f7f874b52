"""The list of palettes: each is shown while the cursor is on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from mnist_lab.tui.dialogs.dialog import Dialog
from mnist_lab.tui.dialogs.key_line import KeyLine
from mnist_lab.tui.widgets.clickable_line import Part


class PaletteDialog(Dialog[str]):
    """Offers palettes as (name, explanation); answers with the chosen name."""

    BINDING_GROUP_TITLE = "Palette"

    BINDINGS: ClassVar[list[BindingType]] = [Binding("T,q", "leave", "Back", id="palette.leave")]

    OPENED_BY: ClassVar[frozenset[str]] = frozenset({"app.theme"})

    @dataclass
    class Previewed(Message):
        """The cursor is on this palette."""

        name: str

    def __init__(self, palettes: Sequence[tuple[str, str]], here: str, note: str = "") -> None:
        super().__init__()
        self._palettes = palettes
        self._here = here
        self._note = note

    def compose(self) -> ComposeResult:
        """Return the palettes, the cursor on the one that is shown."""
        width = max(len(name) for name, _ in self._palettes)
        with Vertical(classes="dialog"):
            yield Static("Palette", classes="title", markup=False)
            yield OptionList(
                *(Option(f"{name:<{width}}   {words}") for name, words in self._palettes),
                markup=False,
                compact=True,
            )
            if self._note:
                yield Static(self._note, classes="facts", markup=False)
            yield KeyLine(Part("enter  choose", action="screen.choose"), self.back_part(), classes="foot")

    def on_mount(self) -> None:
        """Put the cursor on the palette that is shown."""
        names = [name for name, _ in self._palettes]
        self.query_one(OptionList).highlighted = names.index(self._here) if self._here in names else 0

    def action_choose(self) -> None:
        """Answer with the palette under the cursor."""
        self.query_one(OptionList).action_select()

    @on(OptionList.OptionHighlighted)
    def _preview(self, event: OptionList.OptionHighlighted) -> None:
        """Ask for the palette under the cursor to be shown."""
        self.post_message(self.Previewed(self._palettes[event.option_index][0]))

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        """Answer with the chosen palette."""
        self.dismiss(self._palettes[event.option_index][0])
