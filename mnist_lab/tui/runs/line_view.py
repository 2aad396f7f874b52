"""Where lines are in a widget that scrolls below its heading and a pinned line."""

from __future__ import annotations

from collections.abc import Sequence

from textual.geometry import Region
from textual.scroll_view import ScrollView

from mnist_lab.domain.views.arrangement import Arrangement, Line
from mnist_lab.tui.runs.shown_lines import ShownLines

LEAST_LINES_TO_FREEZE = 5
"""In a lower table, the pinned line scrolls with the others."""


class LineView(ScrollView):
    """Knows which lines are in sight, and at which height."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = ShownLines(Arrangement((), ()))

    @property
    def row_count(self) -> int:
        """Return how many lines the table has."""
        return len(self.lines)

    @property
    def room(self) -> int:
        """Return the cells of a line that the scroll bar leaves; as many while there is none."""
        return self.scrollable_content_region.width

    @property
    def pinned(self) -> int:
        """Return how many lines stay on top."""
        return self.lines.pinned if self.size.height > LEAST_LINES_TO_FREEZE else 0

    @property
    def lines_in_sight(self) -> Sequence[Line]:
        """Return the lines that are painted."""
        first, lines = self.scroll_offset.y, self.lines.arrangement.lines
        return (*lines[: self.pinned], *lines[first + self.pinned : first + self.size.height])

    def paint(self, place: int) -> None:
        """Paint a line again, if it is in sight."""
        y = self.y_of(place)
        if y is not None:
            self.refresh(Region(0, y, self.size.width, 1))

    def y_of(self, place: int) -> int | None:
        """Return the height in the widget at which a line is; None if it is not in sight."""
        y = place + 1 if place < self.pinned else place + 1 - self.scroll_offset.y
        is_in_sight = place < self.pinned or self.pinned < y < self.size.height
        return y if is_in_sight else None

    def place_at(self, y: int) -> int | None:
        """Return the line at this height of the widget; None for the heading, and below the last line."""
        place = y - 1 if y <= self.pinned else y - 1 + self.scroll_offset.y
        return place if y > 0 and place < len(self.lines) else None
