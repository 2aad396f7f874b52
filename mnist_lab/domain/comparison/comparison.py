"""The comparison of up to eight marked runs and groups: all that the screen and the files show of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from mnist_lab.domain.comparison.costs import SideCost, costs_of
from mnist_lab.domain.comparison.marks import Marks
from mnist_lab.domain.comparison.missing_runs import NOTHING_MISSING, MissingRuns, missing_runs, reason_against
from mnist_lab.domain.comparison.pairs import Pair, pairs_of
from mnist_lab.domain.comparison.settings import DifferingSetting, differing_settings
from mnist_lab.domain.comparison.side import Side, drawn, marks_of, sides_of
from mnist_lab.domain.comparison.titles import shared_settings, titled
from mnist_lab.domain.evidence.groups import GroupVerdict, group_verdict
from mnist_lab.domain.runs.cost_estimate import TRAINING_DIGITS, Pace
from mnist_lab.domain.runs.run import Dataset, Run
from mnist_lab.domain.tables.metrics import USUAL, Metric
from mnist_lab.domain.tables.run_summary import Summary

ReadRun = Callable[[Summary], Run | None]
"""Returns a run with its epochs, None if it cannot be read."""


STILL_COMPUTED = "The evidence is still being computed."


@dataclass(frozen=True, slots=True)
class Terms:
    """What sides are compared by: the metric, and what missing runs will take here: the times of earlier ones, and the
    number of training digits.
    """

    metric: Metric = USUAL
    paces: Sequence[Pace] = ()
    digits: int = TRAINING_DIGITS


USUAL_TERMS = Terms()


@dataclass(frozen=True, slots=True)
class Comparison:
    """The sides in the order of their marks, and what they show beside one another.

    `reference` is the letter of the side that all others are compared with: the one pinned last, else the first.
    `shared` is what titles leave out because all sides share it, each setting in a few words. `verdicts` has that on
    each side, None if no run that counts has an epoch. `settings` has only those that differ. `pairs` has every other
    side against the reference in `metric`, corrected for their number; `costs` one for each side; `missing` the runs
    that would show which of several settings matters. Without `has_evidence`, `pairs` and `missing` are still
    being computed.
    """

    sides: tuple[Side, ...]
    reference: str
    metric: Metric = USUAL
    shared: tuple[str, ...] = ()
    verdicts: tuple[GroupVerdict | None, ...] = ()
    settings: tuple[DifferingSetting, ...] = ()
    pairs: tuple[Pair, ...] = ()
    costs: tuple[SideCost, ...] = ()
    missing: MissingRuns = NOTHING_MISSING
    has_evidence: bool = True

    @property
    def marks(self) -> Marks:
        """Return the marks with the runs that their groups have by now."""
        return marks_of(self.sides)

    @property
    def reference_side(self) -> Side:
        """Return the side that all others are compared with."""
        return self.side(self.reference)

    def side(self, letter: str) -> Side:
        """Return the side of that letter.

        Raises:
            KeyError: if there is none.
        """
        found = next((side for side in self.sides if side.letter == letter), None)
        if found is None:
            raise KeyError(letter)
        return found

    def pair(self, letter: str) -> Pair | None:
        """Return that side against the reference; None for the reference itself."""
        return next((pair for pair in self.pairs if pair.letter == letter), None)

    def cost(self, letter: str) -> SideCost | None:
        """Return what that side cost."""
        return next((cost for cost in self.costs if cost.letter == letter), None)

    def verdict(self, letter: str) -> GroupVerdict | None:
        """Return the verdict on that side; None if there is none."""
        found = zip(self.sides, self.verdicts, strict=True) if self.verdicts else ()
        return next((verdict for side, verdict in found if side.letter == letter), None)

    def reason_against_missing(self, data: Dataset | None) -> str:
        """Return why the missing runs cannot be trained in an app on these digits; empty if they can."""
        if not self.has_evidence:
            return STILL_COMPUTED
        return reason_against(self.missing, self.reference_side, len(self.sides), data)

    def with_keys(self, keys: Mapping[str, str]) -> Comparison:
        """Return the comparison with these keys of its sides' lines, by letter; the others keep theirs."""
        sides = tuple(replace(side, key=keys.get(side.letter, side.key)) for side in self.sides)
        return replace(self, sides=sides)

    def with_run(self, run: Run, summary: Summary) -> Comparison:
        """Return the comparison with the curves of a run as it is now; what is computed from all runs stays."""
        sides = tuple(side.with_run(run, summary) for side in self.sides)
        return self if all(map(_is, sides, self.sides)) else replace(self, sides=sides)


def comparison_of(
    marks: Marks, summaries: Collection[Summary], read: ReadRun, terms: Terms = USUAL_TERMS
) -> Comparison | None:
    """Return the comparison of the marked runs and groups; None if nothing is marked, or all of it is gone.

    Reads runs, and may load scipy: not for the thread that draws.
    """
    outline = outline_of(marks, summaries, read, terms)
    return with_evidence(outline, summaries, terms) if outline is not None else None


def outline_of(
    marks: Marks, summaries: Collection[Summary], read: ReadRun, terms: Terms = USUAL_TERMS
) -> Comparison | None:
    """Return the same without what is computed from evidence, which may take a second at first: with all curves."""
    sides = read_sides(marks, summaries, read)
    return outlined(sides, _reference(sides), terms) if sides else None


def read_sides(marks: Marks, summaries: Collection[Summary], read: ReadRun) -> tuple[Side, ...]:
    """Return the sides of the marks, with titles of their own and the epochs of their drawn runs."""
    return tuple(_with_epochs(side, read) for side in titled(sides_of(marks, summaries)))


def outlined(sides: Sequence[Side], reference: Side, terms: Terms = USUAL_TERMS) -> Comparison:
    """Return the comparison of sides whose epochs are read with one of them, without evidence."""
    return Comparison(
        tuple(sides),
        reference.letter,
        terms.metric,
        tuple(shared_settings(sides).values()),
        tuple(group_verdict(side.group.counted) for side in sides),
        differing_settings(sides),
        costs=costs_of(sides),
        has_evidence=len(sides) == 1,
    )


def with_evidence(outline: Comparison, summaries: Collection[Summary], terms: Terms = USUAL_TERMS) -> Comparison:
    """Return the comparison with its pairs, and the missing runs; may load scipy."""
    reference = outline.reference_side
    others = tuple(side for side in outline.sides if side is not reference)
    return replace(
        outline,
        pairs=pairs_of(reference, others, terms.metric),
        missing=missing_runs(reference, others, summaries, terms.paces, terms.digits),
        has_evidence=True,
    )


def _with_epochs(side: Side, read: ReadRun) -> Side:
    """Return the side with its drawn runs."""
    runs = tuple(run for summary in drawn(side) if (run := read(summary)) is not None)
    return replace(side, runs=runs)


def _reference(sides: Sequence[Side]) -> Side:
    pinned = [
        (summary.run.pinned_at, side)
        for side in sides
        for summary in side.group.summaries
        if summary.run.pinned_at is not None
    ]
    return max(pinned, key=lambda each: each[0])[1] if pinned else sides[0]


def _is(one: Side, other: Side) -> bool:
    return one is other
