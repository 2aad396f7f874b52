"""Two groups side by side, as text and as a document: the runs counted, what differs, and what that shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mnist_lab.domain.evidence.contrast import Contrast
from mnist_lab.domain.evidence.groups import Group, GroupVerdict
from mnist_lab.domain.formatting.markdown import Table


@dataclass(frozen=True, slots=True)
class Compared:
    """A contrast with the verdict on each side, None if a side has no epoch to judge."""

    contrast: Contrast
    verdicts: tuple[GroupVerdict | None, GroupVerdict | None]

    @property
    def groups(self) -> tuple[Group, Group]:
        """Return A and B."""
        return self.contrast.a, self.contrast.b

    @property
    def table(self) -> Table:
        """Return a row for each side: its name, the runs counted, their figure and their verdict."""
        rows = [
            (
                letter,
                group.title,
                *(() if digits is None else (digits,)),
                *_counted(self.contrast, group),
                self._average(group),
                verdict.in_short if verdict is not None else "–",
            )
            for letter, group, verdict, digits in zip("AB", self.groups, self.verdicts, self._digits, strict=True)
        ]
        on = ("digits",) if self.contrast.are_on_other_digits else ()
        headings = ("", "", *on, "runs", "seeds", "mean ±sd", "verdict (seeds)")
        return Table(headings, tuple(rows), (False, False, *(False for _ in on), True, True, True, False))

    @property
    def document(self) -> dict[str, Any]:
        """Return the contrast as plain JSON values, with each side's verdict."""
        document = self.contrast.document
        for side, verdict in zip(("a", "b"), self.verdicts, strict=True):
            document[side]["verdict"] = verdict.verdict.label.value if verdict is not None else None
        return document

    @property
    def _digits(self) -> tuple[str | None, str | None]:
        """Return what the digits of each side are called, if they are not the same."""
        a, b = (group.data for group in self.groups)
        if not self.contrast.are_on_other_digits:
            return None, None
        return (a.text, b.text) if a.name == b.name else (a.name, b.name)

    def _average(self, group: Group) -> str:
        average = group.average(self.contrast.metric)
        return average.text(self.contrast.metric) if average is not None else "–"


def ranges(numbers: Sequence[int]) -> str:
    """Return ascending whole numbers with neighbours joined: "1 to 5, 8"."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    pieces = [f"{part[0]} to {part[-1]}" if len(part) > 2 else ", ".join(map(str, part)) for part in parts]
    return ", ".join(pieces)


def _counted(contrast: Contrast, group: Group) -> tuple[str, str]:
    """Return how many of the runs counted, and their seeds: "4 of 5" and "1 to 4"."""
    seeds = sorted(group.figures(contrast.metric))
    kept = len(group.summaries)
    return (f"{kept}" if kept == len(seeds) else f"{len(seeds)} of {kept}"), ranges(seeds) or "–"
