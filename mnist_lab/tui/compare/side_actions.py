"""The keys for the side under the cursor, and for the runs that are missing between the sides."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from mnist_lab.domain.comparison.comparison import Comparison
from mnist_lab.domain.comparison.side import Side
from mnist_lab.tui.compare.side_list import SideList
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.state.compare_messages import MissingRunsRequested
from mnist_lab.tui.state.messages import FlashRequested
from mnist_lab.tui.state.view_messages import MarksChangeRequested
from mnist_lab.tui.widgets.undo_actions import UndoActions


class SideActions(UndoActions):
    """A screen with a comparison and the list of its sides."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i", "queue_missing", "queue missing runs", id="compare.missing"),
        Binding("space", "toggle_here", "hide", id="compare.toggle"),
        Binding("delete,backspace", "unmark", "unmark", id="compare.unmark"),
    ]

    comparison: Comparison | None = None
    _unmarked: tuple[int, str] | None = None
    """The place and the key of the side that was unmarked last: the next one has come under the cursor there."""

    @property
    def side_here(self) -> Side | None:
        """Return the side under the cursor; None before the screen is laid out too."""
        sides = next(iter(self.query(SideList)), None)
        return sides.side_here if sides is not None else None

    @property
    def reason_against_missing(self) -> str:
        """Return why no missing run can be trained; empty if some can."""
        return self.comparison.reason_against_missing(self.state.dataset) if self.comparison is not None else ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what needs a side only if there is one, and the missing runs if some can be trained."""
        if action in {"toggle_here", "unmark"}:
            return self.comparison is not None
        if action == "queue_missing":
            return self.comparison is not None and not self.reason_against_missing
        return super().check_action(action, parameters)

    def reason_for(self, action: str, parameters: tuple[object, ...]) -> str:
        """Say why no missing run can be trained."""
        return self.reason_against_missing if action == "queue_missing" else super().reason_for(action, parameters)

    def action_toggle_here(self) -> None:
        """Hide the curves of the side under the cursor, or show them."""
        self.query_one(SideList).toggle_here()

    def action_unmark(self) -> None:
        """Take the side under the cursor out of the comparison; one that has only moved there, at the second press."""
        side, sides = self.side_here, self.query_one(SideList)
        if side is not None and self.comparison is not None:
            place, key = self._unmarked or (-1, "")
            if sides.cursor == min(place, sides.item_count - 1) and side.key != key:
                self._unmarked = None
                unmark = key_hint(self.app, "compare.unmark", "del")
                self.post_message(FlashRequested(f"{unmark} again unmarks {side.letter}, {side.title}, too."))
                return
            self._unmarked = sides.cursor, side.key
            text = f"unmarked {side.letter}, {side.title}"
            self.post_message(MarksChangeRequested(self.comparison.marks.unmarked(side.key), text))
            undo = key_hint(self.app, "runs.undo", "z")
            self.post_message(FlashRequested(f"U{text[1:]}. {undo} undoes it."))

    def action_queue_missing(self) -> None:
        """Ask for the missing one-change runs."""
        self.post_message(MissingRunsRequested())
