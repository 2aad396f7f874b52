"""The marked runs and groups, and the letter that each keeps wherever it is shown."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass

LETTERS = "ABCDEFGH"
"""As many can be compared at once."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked line of the table; `run_ids` has the runs of a group as they were when it was marked.

    `grouped_by` is None for a single run, else as in the view: a group of repeats takes in its new runs, unless it
    `is_fixed`. `name` is what the line is called where it was marked, such as in a lab; empty to call it by what the
    sides do not share.
    """

    letter: str
    key: str
    run_ids: tuple[str, ...]
    grouped_by: tuple[str, ...] | None = None
    name: str = ""
    is_fixed: bool = False


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks in the order in which they were set."""

    marks: tuple[Mark, ...] = ()

    def letter_of(self, key: str) -> str:
        """Return the letter of a line; empty if it is not marked."""
        return next((mark.letter for mark in self.marks if mark.key == key), "")

    @property
    def is_full(self) -> bool:
        """Return whether there is no letter left."""
        return len(self.marks) == len(LETTERS)

    def marked(
        self,
        key: str,
        run_ids: Iterable[str],
        grouped_by: tuple[str, ...] | None = None,
        name: str = "",
        *,
        is_fixed: bool = False,
    ) -> Marks:
        """Return the marks with this one, under the first free letter; unchanged if it is there or none is free."""
        if self.letter_of(key) or self.is_full:
            return self
        taken = {mark.letter for mark in self.marks}
        letter = next(letter for letter in LETTERS if letter not in taken)
        return Marks((*self.marks, Mark(letter, key, tuple(run_ids), grouped_by, name, is_fixed)))

    def unmarked(self, key: str) -> Marks:
        """Return the marks without that of a line; the others keep their letters."""
        return Marks(tuple(mark for mark in self.marks if mark.key != key))

    def among(self, run_ids: Container[str]) -> Marks:
        """Return the marks without those of which no run is among these."""
        return Marks(tuple(mark for mark in self.marks if any(run_id in run_ids for run_id in mark.run_ids)))


NO_MARKS = Marks()
