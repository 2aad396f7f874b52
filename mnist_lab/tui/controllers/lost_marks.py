"""The marks of runs that are gone, in case they come back."""

from __future__ import annotations

from mnist_lab.domain.comparison.marks import Mark, Marks
from mnist_lab.tui.state.run_registry import Changes


class LostMarks:
    """Marks that went with their runs, each with its place among the others."""

    def __init__(self) -> None:
        self._lost: list[tuple[int, Mark]] = []

    def note(self, before: Marks, after: Marks) -> None:
        """Take the marks that are gone."""
        self._lost += [(place, mark) for place, mark in enumerate(before.marks) if mark not in after.marks]

    def clear(self) -> None:
        """Forget them: the user wants no marks."""
        self._lost.clear()

    def back(self, marks: Marks, changes: Changes) -> Marks:
        """Return the marks with those of runs that are back, in their old places and with their letters if free."""
        if not self._lost:
            return marks
        seen = {summary.id for summary in changes.changed} | ({changes.live.id} if changes.live is not None else set())
        found = [each for each in self._lost if not seen.isdisjoint(each[1].run_ids)]
        self._lost = [each for each in self._lost if each not in found]
        for place, mark in found:
            marks = with_mark_at(marks, place, mark)
        return marks


def with_mark_at(marks: Marks, place: int, mark: Mark) -> Marks:
    """Return the marks with one that is back, in its old place and with its letter if that is free."""
    with_letter = marks.marked(mark.key, mark.run_ids, mark.grouped_by)
    if with_letter is marks:  # it is marked again already, or no letter is free
        return marks
    *others, added = with_letter.marks
    is_free = all(each.letter != mark.letter for each in others)
    others.insert(place, mark if is_free else added)
    return Marks(tuple(others))
