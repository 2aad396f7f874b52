"""The figures that decide whether a guess about a group was right."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean

from mnist_lab.domain.evidence.contrast import contrasts
from mnist_lab.domain.evidence.finding_text import more_runs
from mnist_lab.domain.evidence.significance import Evidence
from mnist_lab.domain.formatting.units import format_count
from mnist_lab.domain.labs.analysis import LabResult
from mnist_lab.domain.labs.speeds import SPEED_THAT_COUNTS, epoch_times, is_other_speed, speed_differences
from mnist_lab.domain.tables.metrics import METRICS, USUAL, Metric

CLEAN_GAP = METRICS["clean_gap"]
EPOCH_TIME = METRICS["seconds_per_epoch"]
WHY_CLEAN = (
    "The clean gap decides the fit, not the post's gap: the post's training loss is measured during the epoch, "
    "with dropout."
)


@dataclass(frozen=True, slots=True)
class Deciding:
    """The means of the baseline and of the group in one figure, and the evidence that they differ.

    The times of an epoch are geometric means, and their evidence is that of the logarithms.
    """

    metric: Metric
    baseline: float
    own: float
    evidence: Evidence

    @property
    def direction(self) -> int | None:
        """Return 1 if the group has the higher figure, -1 the lower, 0 without evidence; None if nothing was tested."""
        if self.evidence.p_value is None:
            return None
        differs = is_other_speed(self.evidence) if self.metric is EPOCH_TIME else self.evidence.conclusive
        return (1 if self.evidence.difference > 0 else -1) if differs else 0

    @property
    def text(self) -> str:
        """Return both figures, and what is missing if they show no difference: "clean gap +0.1358 against +0.1121 of A:
        no evidence yet, about 1 more run each".
        """
        own, baseline = self._format(self.own), self._format(self.baseline)
        before = f"{self.metric.label} " if self.metric is CLEAN_GAP else ""
        return f"{before}{own} against {baseline} of A{'' if self.direction else f': {self._open_words}'}"

    @property
    def _open_words(self) -> str:
        if self.metric is EPOCH_TIME and self.evidence.conclusive:
            return f"a factor below {SPEED_THAT_COUNTS} counts as the same"
        matters = math.log(SPEED_THAT_COUNTS) if self.metric is EPOCH_TIME else self.metric.matters
        more = more_runs(self.evidence, matters)
        return (
            f"no evidence yet, about {format_count(more, 'more run')} each" if more else "no evidence of a difference"
        )

    def _format(self, figure: float) -> str:
        if self.metric is EPOCH_TIME:
            return self.metric.size(figure)
        text = self.metric.text(figure)
        return f"{'+' if figure > 0 else ''}{text}" if self.metric is CLEAN_GAP else f"{text} %"


def decided_by_accuracy(result: LabResult) -> Mapping[str, Deciding]:
    """Return the test accuracies of each group, by its label."""
    return _compared(result, USUAL)


def decided_by_clean_gap(result: LabResult) -> Mapping[str, Deciding]:
    """Return the clean gaps of each group, by its label."""
    return _compared(result, CLEAN_GAP)


def decided_by_speed(result: LabResult) -> Mapping[str, Deciding]:
    """Return the times of an epoch of each group whose runs were trained where the baseline's were, by its label."""
    times = {group.label: epoch_times(group) for group in result.groups}
    middle = {label: math.exp(fmean(of_group)) for label, of_group in times.items() if of_group}
    return {
        label: Deciding(EPOCH_TIME, middle[result.baseline.label], middle[label], evidence)
        for label, evidence in speed_differences(result).items()
    }


def _compared(result: LabResult, metric: Metric) -> Mapping[str, Deciding]:
    of_lab = contrasts(result.baseline.group, [each.group for each in result.variations], metric)
    found = {}
    for group, contrast in zip(result.variations, of_lab, strict=True):
        a, b = result.baseline.group.average(metric), group.group.average(metric)
        if contrast.evidence is not None and a is not None and b is not None:
            found[group.label] = Deciding(metric, a.mean, b.mean, contrast.evidence)
    return found
