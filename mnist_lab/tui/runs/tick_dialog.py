"""The base of dialogs in which lines are ticked."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from mnist_lab.domain.views.view_changes import Change
from mnist_lab.tui.dialogs.dialog import Dialog
from mnist_lab.tui.dialogs.key_line import KeyLine
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.runs.tick_list import TickList
from mnist_lab.tui.widgets.clickable_line import Part

PROMPT = "type to find, without spaces"


class TickDialog(Dialog[Change]):
    """A title with what is typed beside it, the lines, and the keys; answers with the view that is chosen."""

    BINDING_GROUP_TITLE = "Choosing"

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "apply", "apply", id="ticks.apply")]

    title_text = ""
    about_width = 0
    """The cells for what a line is: with fewer beside it, it is only below the list."""

    def compose(self) -> ComposeResult:
        """Lay out the title, the lines and the keys."""
        with Vertical(classes="dialog ticks"):
            with Horizontal(classes="tick-line"):
                yield Static(self.title_text, classes="title", markup=False)
                yield Static(PROMPT, id="tick-typed", markup=False)
            yield from self.compose_above()
            yield TickList(self.about_width)
            yield Static(id="tick-about", markup=False)
            yield KeyLine()

    def compose_above(self) -> ComposeResult:
        """Return what is above the list: nothing."""
        yield from ()

    def on_mount(self) -> None:
        """Show the lines."""
        self.show_lines()
        self.query_one(KeyLine).entries = self.key_entries()
        self.ticks.focus()
        for name in ("cursor", "typed", "lines"):
            self.watch(self.ticks, name, self._explain)

    @property
    def ticks(self) -> TickList:
        """Return the list."""
        return self.query_one(TickList)

    def show_lines(self) -> None:
        """Show the lines and their ticks."""
        raise NotImplementedError

    def key_entries(self) -> list[Part]:
        """Return the keys, the most important first."""
        return [
            Part(f"{key_hint(self.app, 'ticks.apply', 'enter')}  apply", action="screen.apply"),
            Part(self.back_hint(), action="screen.leave"),
            Part(f"{key_hint(self.app, 'ticks.tick', 'space')}  tick"),
        ]

    def _explain(self) -> None:
        """Show what the line under the cursor says, which has no room beside its names."""
        here = self.ticks.here
        self.query_one("#tick-about", Static).update(here.about if here is not None else "")

    @on(TickList.Typed)
    def _show_typed(self, message: TickList.Typed) -> None:
        """Show what is searched for."""
        self.query_one("#tick-typed", Static).update(Text(f"{message.text}▏" if message.text else PROMPT))
