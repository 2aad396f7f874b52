"""A list from which several values can be picked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.reactive import reactive

from mnist_lab.tui.train.pick_list import PickList

INVITATION = "space ticks several"


class TickedList(PickList):
    """As the list of the form, and `space` ticks values: all that are ticked are picked together."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "tick", "tick", id="picks.tick")]

    ticked: reactive[frozenset[int]] = reactive(frozenset())

    def __init__(self, picks: Sequence[str], present: str, *, typed: str = "", takes_others: bool = False) -> None:
        several = [word.strip() for word in present.split(",")]
        super().__init__(picks, several[0], typed=typed, takes_others=takes_others)
        if len(several) > 1:
            lower = [pick.lower() for pick in picks]
            self.set_reactive(
                TickedList.ticked, frozenset(lower.index(w.lower()) for w in several if w.lower() in lower)
            )

    @property
    def width_wanted(self) -> int:
        """Return the columns with room for ticks."""
        return max(super().width_wanted + 2, len(INVITATION) + 5)

    def render(self) -> Text:
        """Draw the values, each with its tick."""
        lines = super().render().split("\n")
        for place in range(self.item_count):
            mark = "×" if place in self.ticked else " "
            lines[place] = lines[place][:2].append(f"{mark} ", lines[place].style).append_text(lines[place][2:])
            lines[place].truncate(self.size.width)
        if not self.typed:
            lines[-1] = Text(f"  {INVITATION}", self.look("dim"))
        return Text("\n", no_wrap=True, end="").join(lines)

    def on_key(self, event: events.Key) -> None:
        """Tick with the space bar, find with every other character."""
        if event.key == "space":
            event.stop()
            event.prevent_default()
            self.action_tick()
        else:
            super().on_key(event)

    def action_tick(self) -> None:
        """Tick the value under the cursor, or take its tick away."""
        self.ticked = self.ticked ^ {self.cursor}
        self.typed = ""

    @property
    def _picked(self) -> str:
        if len(self.ticked) > 1:
            return ",".join(self._picks[place] for place in sorted(self.ticked))
        return super()._picked
