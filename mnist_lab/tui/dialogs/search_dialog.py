"""The base of dialogs that show a list and narrow it while the user types."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from mnist_lab.tui.dialogs.dialog import Answer, Dialog
from mnist_lab.tui.dialogs.key_line import KeyLine
from mnist_lab.tui.dialogs.search_field import SearchField
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.widgets.clickable_line import Part


class SearchDialog(Dialog[Answer]):
    """A title and a field on top, the list below it, and a line of keys that stays in sight."""

    BINDING_GROUP_TITLE = "Search"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "scroll(1)", "Line down", id="search.down"),
        Binding("up", "scroll(-1)", "Line up", id="search.up"),
        Binding("pagedown", "scroll_page(1)", "Page down", id="search.page_down"),
        Binding("pageup", "scroll_page(-1)", "Page up", id="search.page_up"),
    ]

    PROMPT = "type to search"

    @property
    def title_text(self) -> str:
        """Return the title."""
        raise NotImplementedError

    def make_list(self) -> Widget:
        """Make the widget that shows the list."""
        raise NotImplementedError

    def search(self, query: str) -> None:
        """Show what matches; all if the query is empty."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Lay out the field, the list and the keys."""
        with Vertical(classes="dialog search"):
            with Horizontal(classes="search-line"):
                yield Static(self.title_text, classes="title", markup=False)
                yield SearchField(placeholder=self.PROMPT, compact=True)
            yield from self.compose_above()
            with VerticalScroll(classes="found", can_focus=False):
                yield self.make_list()
            yield KeyLine()

    def compose_above(self) -> ComposeResult:
        """Return what is between the field and the list: nothing."""
        yield from ()

    def on_mount(self) -> None:
        """Let the user type."""
        self.query_one(SearchField).focus()

    def on_resize(self, _: events.Resize) -> None:
        """Name the keys that scroll if there is something out of sight."""
        self.call_after_refresh(self._name_keys)

    def key_entries(self) -> list[Part]:
        """Return the keys, the most important first."""
        keys = [self.back_part()]
        if self.found.max_scroll_y > 0:
            up, down = key_hint(self.app, "search.page_up", "pgup"), key_hint(self.app, "search.page_down", "pgdn")
            keys.append(Part(f"{up} {down}  scroll", action="screen.scroll_page(1)"))
        return keys

    def _name_keys(self) -> None:
        self.query_one(KeyLine).entries = self.key_entries()

    @on(SearchField.Changed)
    def _search(self, event: SearchField.Changed) -> None:
        """Narrow the list."""
        self.search(event.value)
        self.found.scroll_home(animate=False)

    def action_scroll(self, lines: int) -> None:
        """Scroll by lines."""
        self.found.scroll_relative(y=lines, animate=False)

    def action_scroll_page(self, pages: int) -> None:
        """Scroll by pages."""
        self.found.scroll_relative(y=pages * max(self.found.size.height - 1, 1), animate=False)

    @property
    def found(self) -> VerticalScroll:
        """Return what holds the list."""
        return self.query_one(".found", VerticalScroll)
