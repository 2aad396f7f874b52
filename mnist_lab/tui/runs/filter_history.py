"""Goes through the filters used before, and back to what was typed."""

from __future__ import annotations

from collections.abc import Sequence


class FilterHistory:
    """The filters used before, the newest first, and where the user is among them; 0 is what was typed."""

    def __init__(self, filters: Sequence[str] = ()) -> None:
        self._texts = ["", *filters]
        self._place = 0

    @property
    def is_at_typed(self) -> bool:
        """Return whether the user is at what was typed."""
        return self._place == 0

    def begin(self, typed: str) -> None:
        """Take what is typed now as the place to come back to."""
        self._texts[0] = typed
        self._place = 0

    def go(self, by: int) -> str | None:
        """Return the filter that much earlier, unlike that shown; None if there is none."""
        place = self._place + by
        while 0 < place < len(self._texts) and self._texts[place] == self._texts[self._place]:
            place += by
        if not 0 <= place < len(self._texts):
            return None
        self._place = place
        return self._texts[place]
