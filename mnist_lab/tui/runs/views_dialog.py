"""The saved views, found by typing: shown, saved, renamed and deleted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.widgets.option_list import Option

from mnist_lab.domain.formatting.text_cleaning import NAME_LENGTH, clean_line
from mnist_lab.domain.views.view_words import format_view
from mnist_lab.tui.dialogs.edit_text_dialog import LineScreen
from mnist_lab.tui.dialogs.found_list import FoundListDialog
from mnist_lab.tui.dialogs.search_field import SearchField
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.state.messages import Request
from mnist_lab.tui.state.state_feed import StateFeed
from mnist_lab.tui.state.view_messages import (
    SavedViewRequested,
    SavedViewsReadRequested,
    ViewDeleteRequested,
    ViewRenameRequested,
    ViewSaveRequested,
)
from mnist_lab.tui.state.view_state import ViewState
from mnist_lab.tui.widgets.clickable_line import Part
from mnist_lab.util.text_columns import clipped

GAP = "  "
NONE_YET = "No view is saved yet. Type a name to save this one:\n{view}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list: a saved view, or one that saves the present view under a name, with what it says further."""

    name: str
    words: str
    saves: bool = False

    @property
    def text(self) -> str:
        """Return what stands first in the line."""
        return f"save this view as “{self.name}”" if self.saves else self.name


class ViewsDialog(FoundListDialog[Request]):
    """The saved views, each with what it shows; answers with the request for the one chosen, or for saving one."""

    BINDING_GROUP_TITLE = "Views"

    COMPONENT_CLASSES: ClassVar[set[str]] = {"views-dialog--words"}

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "rename", "rename", id="views.rename"),
        Binding("delete", "delete", "remove", id="views.delete", priority=True),
    ]

    OPENED_BY: ClassVar[frozenset[str]] = frozenset({"runs.views"})

    title_text = "Views"
    PROMPT = "type to find a view, or a name to save this one"

    def __init__(self, states: StateFeed[ViewState]) -> None:
        super().__init__()
        self._states = states
        self._query = ""
        self._entries: tuple[Entry, ...] = ()

    def on_mount(self) -> None:
        """Show the views, and read those that another app has saved."""
        super().on_mount()
        self._states.follow(self, lambda _: self.show_found())
        self.post_message(SavedViewsReadRequested())

    def search(self, query: str) -> None:
        """Show the views with every word in what they are called or show, and offer the query as a name."""
        self._query = query
        self.show_found()
        self.choices.highlighted = 0 if self._entries else None

    def show_found(self) -> None:
        """Show the lines that match; the cursor stays in its place."""
        state, choices = self._states.value, self.choices
        self._entries = entries_of(state, self._query)
        if self._entries:
            place = min(choices.highlighted or 0, len(self._entries) - 1)
            width = choices.scrollable_content_region.width - 1
            dim = self.get_component_rich_style("views-dialog--words", partial=True)
            names = max(cell_len(entry.text) for entry in self._entries)
            choices.set_options([Option(_line(entry, min(names, width // 2), width, dim)) for entry in self._entries])
            choices.highlighted = place
        else:
            words = NONE_YET.format(view=format_view(state.view))
            choices.set_options([Option(Text(words), disabled=True)])
        self._name_keys()

    def choose(self, place: int) -> None:
        """Answer with the request for this line."""
        if place < len(self._entries):
            entry = self._entries[place]
            self.dismiss(ViewSaveRequested(entry.name) if entry.saves else SavedViewRequested(entry.name))

    def key_entries(self) -> list[Part]:
        """Name the keys."""
        keys = [Part(self.back_hint(), action="screen.leave")]
        if self._entries:
            keys.append(Part(f"{key_hint(self.app, 'write.keep', 'enter')}  choose"))
        if any(not entry.saves for entry in self._entries):
            rename, delete = key_hint(self.app, "views.rename", "F2"), key_hint(self.app, "views.delete", "del")
            keys.append(Part(f"{rename}  rename", action="screen.rename"))
            keys.append(Part(f"{delete}  remove", action="screen.delete"))
        return keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what needs a saved view only on one; before typed text its key deletes a character instead."""
        if action not in {"rename", "delete"} or not self.is_mounted:
            return super().check_action(action, parameters)
        return self._here is not None and (action == "rename" or not self._deletes_character)

    def reason_for(self, action: str, _parameters: tuple[object, ...]) -> str:
        """Say what renaming and deleting need."""
        return "" if action == "delete" and self._deletes_character else "Go to a saved view first."

    def action_rename(self) -> None:
        """Let the name of the view under the cursor be written."""
        name = self._here
        if name is not None:

            def keep(typed: str | None) -> None:
                if typed is not None:
                    self.post_message(ViewRenameRequested(name, typed))

            self.app.push_screen(LineScreen(f"Name of the view “{name}”", name, "", NAME_LENGTH), keep)

    def action_delete(self) -> None:
        """Ask for the view under the cursor to be deleted."""
        if self._here is not None:
            self.post_message(ViewDeleteRequested(self._here))

    @property
    def _deletes_character(self) -> bool:
        field = self.query_one(SearchField)
        return field.cursor_position < len(field.value)

    @property
    def _here(self) -> str | None:
        """Return the name of the saved view under the cursor."""
        place = self.choices.highlighted
        entry = self._entries[place] if place is not None and place < len(self._entries) else None
        return entry.name if entry is not None and not entry.saves else None


def entries_of(state: ViewState, query: str) -> tuple[Entry, ...]:
    """Return the saved views with every word of the query, by name; then saving the view under it, if that is new."""
    entries = [Entry(name, _words(state, name)) for name in sorted(state.saved, key=str.casefold)]
    words = query.casefold().split()
    found = [each for each in entries if all(word in f"{each.name} {each.words}".casefold() for word in words)]
    name = clean_line(query)
    if name and state.saved.get(name) != state.view:
        replaces = "instead of what it shows" if name in state.saved else format_view(state.view)
        found.append(Entry(name, replaces, saves=True))
    return tuple(found)


def _words(state: ViewState, name: str) -> str:
    view = state.saved[name]
    return f"shown now: {format_view(view)}" if view == state.view else format_view(view)


def _line(entry: Entry, room: int, width: int, dim: Style) -> Text:
    text = clipped(entry.text, room)
    line = Text(text + " " * (room - cell_len(text)) + GAP, no_wrap=True, overflow="ellipsis")
    return line.append(clipped(entry.words, max(width - room - len(GAP), 0)), dim)
