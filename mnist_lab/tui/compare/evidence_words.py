"""What the list of sides says of each: the evidence against the reference, or what is not finished."""

from __future__ import annotations

from enum import Enum, auto

from mnist_lab.domain.comparison.comparison import Comparison
from mnist_lab.domain.comparison.pairs import Pair
from mnist_lab.domain.comparison.side import Side
from mnist_lab.domain.evidence.finding_text import finding_in_short

REFERENCE, PINNED = "reference", "reference, pinned"
COMPUTED = "…"
"""While the evidence is still being computed."""


class Length(Enum):
    """How much is said: all of it, the interval and the pairs without the size, or the interval alone."""

    WHOLE = auto()
    WITH_PAIRS = auto()
    SHORT = auto()


def evidence_words(comparison: Comparison, side: Side, length: Length = Length.WHOLE) -> str:
    """Return what the evidence says of a side, with an interval if it shows a difference."""
    is_short = length is not Length.WHOLE
    if side.letter == comparison.reference:
        is_pinned = any(summary.run.pinned_at is not None for summary in side.group.summaries)
        return PINNED if is_pinned else REFERENCE
    pair = comparison.pair(side.letter)
    if pair is None:
        return COMPUTED
    evidence, metric = pair.contrast.evidence, pair.contrast.metric
    if is_short and evidence is None and (without := _without_figure(comparison, side)):
        return f"{without} has no {comparison.metric.label}"
    if not pair.is_conclusive or evidence is None or evidence.low is None or evidence.high is None:
        return _open_words(pair, is_short=is_short)
    low, high = sorted((abs(evidence.low), abs(evidence.high)))
    better, interval = finding_in_short(evidence, metric), f"{metric.text(low)} to {metric.text(high)}"
    size = "" if is_short else f" by {metric.size(evidence.difference)}"
    pairs = pair.contrast.pairs if length is not Length.SHORT else None
    effect = f", in {pairs.that_are(better)} of {pairs.count} pairs" if pairs is not None else ""
    return f"{better}{size} ({interval}){effect}"


def _without_figure(comparison: Comparison, side: Side) -> str:
    """Return the letter of which of the two, the side or the reference, has no figure; empty if both have one."""
    found = (each.letter for each in (side, comparison.reference_side) if not each.group.with_figure(comparison.metric))
    return next(found, "")


def _open_words(pair: Pair, *, is_short: bool) -> str:
    if is_short and pair.more_runs is not None:
        return f"no evidence, ~{pair.more_runs} more runs"
    words = pair.sentence.rstrip(".")
    return words[:1].lower() + words[1:] if words[1:2].islower() else words
