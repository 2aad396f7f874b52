"""The lines of the table and where they are, so that the cursor can follow a run or a group."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.domain.views.arrangement import Arrangement, Line


def runs_of(line: Line) -> tuple[Summary, ...]:
    """Return the runs that a line stands for, the newest first."""
    return line.group.group.summaries if line.group is not None else (line.summary,)


def shown_by(line: Line | None) -> tuple[str, str]:
    """Return what tells a line from others: its key, and the run that is shown below the table."""
    return (line.key, line.summary.id) if line is not None else ("", "")


class ShownLines:
    """An arrangement, and the places of its lines."""

    def __init__(self, arrangement: Arrangement) -> None:
        self.arrangement = arrangement

    def __len__(self) -> int:
        return len(self.arrangement.lines)

    def at(self, place: int) -> Line | None:
        """Return the line at a place; None if there is none."""
        return self.arrangement.lines[place] if 0 <= place < len(self) else None

    def place_of(self, key: str) -> int | None:
        """Return the place of the line with this key; None if it is not there."""
        return self.arrangement.places.get(key)

    def place_after(self, line: Line) -> int | None:
        """Return where a line of other lines is in these: itself, or what now shows a run of it; None if nothing does.

        A run of a group that was closed is shown by the group; a group that was taken apart, by its newest run.
        """
        place = self.place_of(line.key)
        return self._place_with(each.id for each in runs_of(line)) if place is None else place

    @property
    def pinned(self) -> int:
        """Return how many lines on top stay in sight: that of the pinned run or group, if there is one."""
        first = self.at(0)
        return int(first is not None and first.is_pinned)

    def _place_with(self, run_ids: Iterable[str]) -> int | None:
        return next((self._holders[run_id] for run_id in run_ids if run_id in self._holders), None)

    @cached_property
    def _holders(self) -> dict[str, int]:
        """Return the place of the line that stands for each run, by its id: of its group if it is in one."""
        found: dict[str, int] = {}
        for place, line in enumerate(self.arrangement.lines):
            for summary in runs_of(line):
                found.setdefault(summary.id, place)
        return found
