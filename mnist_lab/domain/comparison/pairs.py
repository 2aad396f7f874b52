"""What the evidence says of each side against the one that they are all compared with."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from mnist_lab.domain.comparison.side import Side
from mnist_lab.domain.evidence.contrast import Contrast, contrast, contrasts
from mnist_lab.domain.evidence.finding_text import finding_in_short, format_ends, format_signed, more_runs
from mnist_lab.domain.evidence.group_diff import differing_by_hand
from mnist_lab.domain.evidence.significance import Evidence
from mnist_lab.domain.formatting.units import format_count
from mnist_lab.domain.tables.metrics import Metric


@dataclass(frozen=True, slots=True)
class Pair:
    """A side against the reference: the contrast, a short sentence and a full one, and how many settings differ.

    `difference` has its sign and no unit: "−0.41"; empty if a side has no figure. `more_runs` is how many more runs
    each would be needed; None if that is not known, or nothing is open.
    """

    letter: str
    contrast: Contrast
    sentence: str
    explanation: str
    difference: str = ""
    more_runs: int | None = None
    differing: int = 0

    @property
    def is_conclusive(self) -> bool:
        """Return whether the evidence shows a difference."""
        return self.contrast.evidence is not None and self.contrast.evidence.conclusive


def pairs_of(reference: Side, others: Sequence[Side], metric: Metric) -> tuple[Pair, ...]:
    """Return each of these sides against the reference, corrected for their number (Holm) if there are several.

    May load scipy: not for the thread that draws.
    """
    names = [(reference.letter, side.letter) for side in others]
    groups = [side.group for side in others]
    if len(others) == 1:  # what many comparisons cost in certainty is not due for one
        found: Sequence[Contrast] = [contrast(reference.group, groups[0], metric, names[0])]
    else:
        found = contrasts(reference.group, groups, metric, names)
    return tuple(_pair(reference, side, each) for side, each in zip(others, found, strict=True))


def _pair(reference: Side, side: Side, found: Contrast) -> Pair:
    evidence, metric = found.evidence, found.metric
    number = len(differing_by_hand(found.a, found.b))
    if evidence is None:
        sentence = _without_evidence(reference, side, metric)
        return Pair(side.letter, found, sentence, found.sentence, differing=number)
    more = more_runs(evidence, metric.matters)
    sentence = _sentence(reference, side, found, evidence, more)
    return Pair(side.letter, found, sentence, found.sentence, format_signed(evidence, metric), more, number)


def _without_evidence(reference: Side, side: Side, metric: Metric) -> str:
    if reference.group.ids == side.group.ids:
        return f"{side.letter} is the same as {reference.letter}."
    missing = next(each.letter for each in (side, reference) if not each.group.with_figure(metric))
    return f"{missing} has no finished run with a {metric.label}."


def _sentence(reference: Side, side: Side, found: Contrast, evidence: Evidence, more: int | None) -> str:
    metric, letter = found.metric, side.letter
    if found.are_repeats:
        return f"{letter} is a repeat of {reference.letter}: chance alone made the difference."
    if evidence.conclusive and evidence.low is not None and evidence.high is not None:
        low, high = sorted((abs(evidence.low), abs(evidence.high)))
        size = metric.size(evidence.difference)
        return (
            f"{letter} is {finding_in_short(evidence, metric)} by {size} ({metric.text(low)} to {metric.text(high)})."
        )
    if not math.isfinite(evidence.difference):
        return "No conclusion: a figure is not finite."
    if evidence.waiting is not None:
        missing = evidence.waiting.planned - evidence.waiting.done
        add = "" if evidence.waiting.is_active else f": add {missing} more"
        return f"{found.names[evidence.waiting.side]} has {evidence.waiting.short}{add}."
    if evidence.p_value is None:
        lone = letter if evidence.counts[1] == 1 else reference.letter
        return f"One run {'each' if evidence.counts == (1, 1) else f'of {lone}'}: no evidence."
    return _open_sentence(evidence, metric, more)


def _open_sentence(evidence: Evidence, metric: Metric, more: int | None) -> str:
    if more is not None:
        ends = format_ends(evidence, metric).removesuffix(f" {metric.unit}")
        within = f" ({ends})" if ends else ""
        return f"No evidence{within}: about {format_count(more, 'more run')} each."
    if evidence.low is not None and evidence.high is not None and max(-evidence.low, evidence.high) < metric.matters:
        return f"No difference as large as {metric.size(metric.matters)}."
    return "No evidence of a difference."
