"""The base of dialogs that narrow a list of lines while the user types, and answer with one of them."""

from __future__ import annotations

from textual import events, on
from textual.widget import Widget
from textual.widgets import OptionList

from mnist_lab.tui.dialogs.dialog import Answer
from mnist_lab.tui.dialogs.search_dialog import SearchDialog
from mnist_lab.tui.dialogs.search_field import SearchField
from mnist_lab.tui.widgets.choice_list import ChoiceList


class FoundListDialog(SearchDialog[Answer]):
    """A field, and the lines that match, which the field moves in; enter or a click chooses one."""

    def show_found(self) -> None:
        """Show the lines that match, for the width there is."""
        raise NotImplementedError

    def choose(self, place: int) -> None:
        """Take the line of this place among those shown."""
        raise NotImplementedError

    def make_list(self) -> Widget:
        """Make the list, which the field moves in."""
        choices = ChoiceList(markup=False, compact=True)
        choices.can_focus = False
        return choices

    @property
    def choices(self) -> ChoiceList:
        """Return the list."""
        return self.query_one(ChoiceList)

    def on_resize(self, event: events.Resize) -> None:
        """Lay out the lines for the new width."""
        super().on_resize(event)
        self.call_after_refresh(self.show_found)

    def action_scroll(self, lines: int) -> None:
        """Move the cursor."""
        (self.choices.action_cursor_down if lines > 0 else self.choices.action_cursor_up)()

    def action_scroll_page(self, pages: int) -> None:
        """Move the cursor by a page."""
        self.choices.move_page(pages)

    @on(SearchField.Submitted)
    def _choose_highlighted(self) -> None:
        """Take the line under the cursor."""
        if self.choices.highlighted is not None:
            self.choose(self.choices.highlighted)

    @on(OptionList.OptionSelected)
    def _choose_clicked(self, event: OptionList.OptionSelected) -> None:
        """Take the line clicked."""
        self.choose(event.option_index)
