"""Names of runs by what tells them apart: without what all of them share, and the rarest setting first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.spec import NO_PART_OF_A_GROUP, RunSpec
from mnist_lab.domain.tables.column import Column

NOTHING_ELSE = "as the baseline"
"""The name of a run that differs from the baseline only in what all runs share."""


@dataclass(frozen=True, slots=True)
class Naming:
    """What names leave out because all runs share it, each setting in a few words; and how many runs have each phrase.

    Repeats count once.
    """

    shared: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)

    def title(self, run: Run) -> str:
        """Return the name of a run; one that the user gave stays as it is."""
        if run.name:
            return run.name
        described = run.spec.described_by_name()
        phrases = [phrase for name, phrase in described.items() if name not in self.shared]
        if not phrases:
            return NOTHING_ELSE if self.shared else run.title
        return ", ".join(sorted(phrases, key=lambda phrase: self.counts.get(phrase, 0)))

    def column(self, names: Column) -> Column:
        """Return the column of names with these, sorted as they are written."""
        return replace(
            names, text=lambda summary: self.title(summary.run), value=lambda summary: self.title(summary.run).lower()
        )


AS_IN_THE_FORM = Naming()


def naming_of(kinds: Sequence[RunSpec], differing: Collection[str]) -> Naming:
    """Return the naming of runs that differ in these settings, given the settings of each group of repeats once.

    If they differ in none, nothing is left out, since names would then be empty.
    """
    if not kinds or not set(differing) - NO_PART_OF_A_GROUP:
        return AS_IN_THE_FORM
    described = [spec.described_by_name() for spec in kinds]
    first, *others = described
    shared = {
        name: phrase
        for name, phrase in first.items()
        if name not in differing and all(each.get(name) == phrase for each in others)
    }
    return Naming(shared, Counter(phrase for each in described for phrase in each.values()))
