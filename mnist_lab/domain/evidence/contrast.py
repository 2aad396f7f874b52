"""Two groups of runs compared: what differs, by how much, and what that shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from mnist_lab.domain.evidence.better_pairs import BetterPairs, better_pairs
from mnist_lab.domain.evidence.finding_text import finding
from mnist_lab.domain.evidence.group_diff import differing, differing_by_hand, format_group_change
from mnist_lab.domain.evidence.groups import Group
from mnist_lab.domain.evidence.planned import stage_of, tested
from mnist_lab.domain.evidence.significance import Evidence, corrected
from mnist_lab.domain.evidence.spec_diff import format_guard
from mnist_lab.domain.tables.metrics import Metric


@dataclass(frozen=True, slots=True)
class Contrast:
    """Group B against group A in one figure; `evidence` is None if a side has no run with that figure.

    `names` are what the two are called in sentences.
    """

    a: Group
    b: Group
    metric: Metric
    evidence: Evidence | None
    names: tuple[str, str] = ("A", "B")

    @property
    def differs(self) -> tuple[str, ...]:
        """Return the settings in which B is not as A."""
        return differing(self.a, self.b)

    @property
    def change(self) -> str:
        """Return what differs, in words."""
        others = f"digits {self.a.data.text} → {self.b.data.text}" if self.are_on_other_digits else ""
        return ", ".join(filter(None, (format_group_change(self.a, self.b), others))) or "nothing but the runs"

    @property
    def sentence(self) -> str:
        """Return the conclusion as one sentence, with its caveats."""
        parts = [self._finding, self._in_words, *self._left_out, format_guard(len(differing_by_hand(self.a, self.b)))]
        parts.append("they were trained on different digits" if self.are_on_other_digits else None)
        parts.append("their times were not all taken on one machine" if self._timed_apart else None)
        return "; ".join(part for part in parts if part) + "."

    @property
    def document(self) -> dict[str, Any]:
        """Return the contrast as plain JSON values; figures in the unit of the run's own, accuracies as shares of 1."""
        found = self.evidence
        return {
            "a": group_document(self.a, self.metric),
            "b": group_document(self.b, self.metric),
            "differs": list(self.differs),
            "metric": self.metric.key,
            "difference": found.difference if found is not None else None,
            "low": found.low if found is not None else None,
            "high": found.high if found is not None else None,
            "conclusive": found is not None and found.conclusive,
            **level_document(found),
            **pairs_document(self.pairs),
            "sentence": self.sentence,
        }

    @property
    def pairs(self) -> BetterPairs | None:
        """Return in how many pairs of runs B was better; None if a side has no figure."""
        if self.evidence is None:
            return None
        return better_pairs(self.a.values(self.metric.value), self.b.values(self.metric.value), self.metric)

    @property
    def are_on_other_digits(self) -> bool:
        """Return whether the sides were trained on different digits."""
        return self.a.data.sha256 != self.b.data.sha256

    @property
    def are_repeats(self) -> bool:
        """Return whether both sides are of one group, so that no setting differs."""
        return not self.differs and not self.are_on_other_digits

    @property
    def _finding(self) -> str:
        if self.are_repeats:
            return self._of_repeats
        if self.evidence is None:
            return f"no conclusion: one side has no finished run with a finite {self.metric.label}"
        waiting = self.evidence.waiting
        if waiting is not None:
            return f"{self.names[waiting.side]} has {waiting.sentence}"
        return finding(self.evidence, self.metric, self.names[1])

    @property
    def _in_words(self) -> str | None:
        """Return in how many pairs B was better, if both sides have repeats that were tested."""
        if self.are_repeats or self.evidence is None or self.evidence.p_value is None or self.pairs is None:
            return None
        return f"{self.names[1]} was {self.pairs.text}"

    @property
    def _of_repeats(self) -> str:
        both = " and ".join(self.names)
        if self.a.ids == self.b.ids:
            same = "the same run" if len(self.a.summaries) == 1 else "the same group of repeats"
            return f"{both} are {same}: there is nothing to compare"
        if self.evidence is None:
            return f"{both} are repeats of one another, of which one has no finite {self.metric.label}"
        difference = self.metric.size(self.evidence.difference)
        made = f"they are repeats of one another, and chance alone made the difference of {difference}"
        return f"one run each is no evidence: {made}" if self.evidence.counts == (1, 1) else made

    @property
    def _left_out(self) -> list[str]:
        counts = [
            (name, len(group.counted) - len(group.values(self.metric.value)), len(group.counted))
            for name, group in zip(self.names, (self.a, self.b), strict=True)
        ]
        return [
            f"{lost} of {count} runs of {name} {'has' if lost == 1 else 'have'} no finite {self.metric.label} "
            "and could not be counted"
            for name, lost, count in counts
            if lost and self.evidence is not None
        ]

    @property
    def _timed_apart(self) -> bool:
        runs = (summary.run for group in (self.a, self.b) for summary in group.with_figure(self.metric))
        places = {(on.host, on.device, on.threads) if (on := run.environment) is not None else None for run in runs}
        return self.metric.unit == "s" and len(places) > 1


def contrast(
    a: Group, b: Group, metric: Metric, names: tuple[str, str] = ("A", "B"), most: int | None = None
) -> Contrast:
    """B against A by Welch's interval, whatever the seeds: docs/evidence.md has why they are not paired.

    `most` is the largest number of repeats that can have been planned.
    """
    of_a, of_b = a.values(metric.value), b.values(metric.value)
    if not of_a or not of_b or a.ids == b.ids:
        return Contrast(a, b, metric, None, names)
    return Contrast(a, b, metric, tested(of_a, of_b, stage_of(a, b, most)), names)


def contrasts(
    baseline: Group,
    others: Sequence[Group],
    metric: Metric,
    names: Sequence[tuple[str, str]] = (),
    most: int | None = None,
) -> tuple[Contrast, ...]:
    """Return each group against the baseline, corrected for their number; `names` are those of both in each.

    `most` is the largest number of repeats that can have been planned: those that a lab shows.
    """
    found = [contrast(baseline, other, metric, most=most) for other in others]
    if names:
        found = [replace(each, names=both) for each, both in zip(found, names, strict=True)]
    tested = [place for place, each in enumerate(found) if each.evidence is not None]
    evidence = corrected([each.evidence for each in found if each.evidence is not None])
    for place, of_family in zip(tested, evidence, strict=True):
        found[place] = replace(found[place], evidence=of_family)
    return tuple(found)


def level_document(found: Evidence | None) -> dict[str, Any]:
    """Return how often the interval misses the truth and how often was looked, null if nothing was tested."""
    is_tested = found is not None and found.p_value is not None
    return {
        "level": found.level if found is not None and is_tested else None,
        "looks": found.looks if found is not None and is_tested else None,
    }


def pairs_document(pairs: BetterPairs | None) -> dict[str, Any]:
    """Return in how many pairs of runs the second side was better, null if there are none."""
    return {
        "better_pairs": pairs.better if pairs is not None else None,
        "tied_pairs": pairs.tied if pairs is not None else None,
        "pairs": pairs.count if pairs is not None else None,
    }


def group_document(group: Group, metric: Metric) -> dict[str, Any]:
    """Return a group and its figure as plain JSON values."""
    average = group.average(metric)
    return {
        "label": group.title,
        "data": group.data.model_dump(mode="json"),
        "runs": [summary.id for summary in group.with_figure(metric)],
        "mean": average.mean if average is not None else None,
        "sd": average.sd if average is not None else None,
        "n": average.count if average is not None else 0,
    }
