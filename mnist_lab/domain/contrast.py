"""Two groups of runs against one another: what differs, by how much, and what may be said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from mnist_lab.domain.changes import change_words, changed, guard
from mnist_lab.domain.evidence import Evidence, compare, corrected
from mnist_lab.domain.finding import finding
from mnist_lab.domain.groups import Group
from mnist_lab.domain.metrics import Metric


@dataclass(frozen=True, slots=True)
class Contrast:
    """Group B against group A in one figure; `evidence` is None where a side has no run with that figure."""

    a: Group
    b: Group
    metric: Metric
    evidence: Evidence | None

    @property
    def differs(self) -> tuple[str, ...]:
        """The settings in which B is not as A."""
        return changed(self.a.spec, self.b.spec)

    @property
    def change(self) -> str:
        """What differs, in words."""
        others = "the digits" if self._on_other_digits else ""
        return ", ".join(filter(None, (change_words(self.a.spec, self.b.spec), others))) or "nothing but the runs"

    @property
    def sentence(self) -> str:
        """What may be said, caveats included, as one sentence."""
        parts = [self._finding, *self._left_out, guard(self.a.spec, self.b.spec)]
        parts.append("they were trained on different digits" if self._on_other_digits else None)
        return "; ".join(part for part in parts if part) + "."

    @property
    def document(self) -> dict[str, Any]:
        """The contrast as plain JSON values; figures in the unit of the run's own, accuracies as shares of 1."""
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
            "sentence": self.sentence,
        }

    @property
    def _finding(self) -> str:
        if self.evidence is None:
            return f"nothing can be said: a side has no finished run with a finite {self.metric.label}"
        return finding(self.evidence, self.metric)

    @property
    def _left_out(self) -> list[str]:
        counts = [
            (name, len(group.counted) - len(group.figures(self.metric)), len(group.counted))
            for name, group in (("A", self.a), ("B", self.b))
        ]
        return [
            f"{lost} of {count} runs of {name} {'has' if lost == 1 else 'have'} no finite {self.metric.label} "
            "and could not be counted"
            for name, lost, count in counts
            if lost and self.evidence is not None
        ]

    @property
    def _on_other_digits(self) -> bool:
        return self.a.summaries[0].run.data.sha256 != self.b.summaries[0].run.data.sha256


def contrast(a: Group, b: Group, metric: Metric) -> Contrast:
    """B against A: paired by seed where both have figures of the same seeds, two or more; else Welch's interval."""
    of_a, of_b = a.figures(metric), b.figures(metric)
    if not of_a or not of_b:
        return Contrast(a, b, metric, None)
    paired = set(of_a) == set(of_b) and len(of_a) > 1
    seeds_a, seeds_b = sorted(of_a), sorted(of_b)
    found = compare([of_a[seed] for seed in seeds_a], [of_b[seed] for seed in seeds_b], paired=paired)
    return Contrast(a, b, metric, found)


def contrasts(baseline: Group, others: Sequence[Group], metric: Metric) -> tuple[Contrast, ...]:
    """Each group against the baseline, corrected for their number."""
    found = [contrast(baseline, other, metric) for other in others]
    tested = [place for place, each in enumerate(found) if each.evidence is not None]
    evidence = corrected([each.evidence for each in found if each.evidence is not None])
    for place, of_family in zip(tested, evidence, strict=True):
        found[place] = replace(found[place], evidence=of_family)
    return tuple(found)


def group_document(group: Group, metric: Metric) -> dict[str, Any]:
    """A group and its figure as plain JSON values."""
    average = group.average(metric)
    return {
        "label": group.title,
        "runs": [summary.id for summary in group.summaries],
        "mean": average.mean if average is not None else None,
        "sd": average.sd if average is not None else None,
        "n": average.count if average is not None else 0,
    }
