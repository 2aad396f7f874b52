"""The column of differences from the pinned group."""

from __future__ import annotations

from dataclasses import dataclass

from mnist_lab.domain.evidence.finding_text import finding
from mnist_lab.domain.tables.column import Column
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.domain.views.against_pinned import DIFFERENCE, AgainstPinned, Found
from mnist_lab.domain.views.lines import Line

HEADING = "Δ pinned"
WIDTH = 8
EXPLANATION = (
    "How much higher or lower the {label} is than that of the pinned group, {title}. It is dim and has a question "
    "mark unless repeats show that it is not chance: one run is no evidence. “~4 more” means that about 4 more runs "
    "each would show such a difference. Many comparisons at once must each be clearer: here all groups on these digits "
    "count, in Compare only its sides, so Compare may need fewer runs."
)


@dataclass(frozen=True, slots=True)
class DifferenceColumn(Column):
    """A column whose cells are about a line and the pinned group on its digits."""

    against: AgainstPinned | None = None

    def of_line(self, line: Line) -> float | None:
        """Return the difference of a line, unscaled; None if there is none, as for the pinned group."""
        if self.against is None or line.is_pinned:
            return None
        return self.against.difference(line.summary, line.group)

    def found(self, line: Line) -> Found | None:
        """Return the evidence for the difference of a line; None if it is not known, or there is none."""
        return self.against.found.get(line.key) if self.against is not None else None

    def line_text(self, line: Line) -> str:
        """Return "+0.35" if repeats show that, else "+0.35 ?", or "+0.12 (~4 more)" if about 4 more runs each would.

        For the pinned group that is "pinned".
        """
        if line.is_pinned and not line.is_inside:
            return "pinned"
        difference, found = self.of_line(line), self.found(line)
        if difference is None:
            return ""
        doubt = "" if self.is_separated(line) else " ?"
        if found is not None and found.more_runs is not None:
            doubt = f" (~{found.more_runs} more)"
        return f"{self._signed(difference)}{doubt}"

    def is_separated(self, line: Line) -> bool:
        """Return whether the evidence separates a line from the pinned group."""
        found = self.found(line)
        return found is not None and found.is_separated

    def sentence(self, line: Line) -> str:
        """Return what the evidence says of a line, for a place with room; empty if nothing is known."""
        found = self.found(line)
        if found is None or self.against is None or line.is_pinned:
            return ""
        said = finding(found.evidence, self.against.metric, "this group")
        return f"Compared with {self.against.title}: {said}."

    def _signed(self, difference: float) -> str:
        assert self.against is not None
        return f"{'+' if difference > 0 else ''}{self.against.metric.text(difference)}"


def difference_column(against: AgainstPinned, *, is_beside: bool) -> DifferenceColumn:
    """Return the column for what lines are compared with; `is_beside` is whether the figure is in the column before."""

    def value(summary: Summary) -> float | None:
        return against.difference(summary)

    def text(summary: Summary) -> str:
        difference = value(summary)
        return "" if difference is None else f"{'+' if difference > 0 else ''}{against.metric.text(difference)}"

    return DifferenceColumn(
        DIFFERENCE,
        HEADING if is_beside else f"Δ {against.column.heading}",
        text,
        value,
        width=WIDTH,
        explanation=EXPLANATION.format(label=against.metric.label, title=against.title),
        group_value=lambda row: against.difference(row.newest, row),
        against=against,
    )
