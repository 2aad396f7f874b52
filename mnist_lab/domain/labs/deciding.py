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
SAME_FROM = 3
"""As many figures on each side that are all the same show that there is no difference."""
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
        """Return 1 if the group has the higher figure, -1 the lower, 0 if no difference can matter; None if open."""
        differs = is_other_speed(self.evidence) if self.metric is EPOCH_TIME else self.evidence.conclusive
        if differs:
            return 1 if self.evidence.difference > 0 else -1
        return 0 if self._rules_out(1) and self._rules_out(-1) else None

    def shows(self, expected: int) -> bool | None:
        """Return whether the group has the higher figure (1), the lower (-1) or neither (0); None if that is open.

        What is missing evidence may still come: a guess is refuted only by the other direction, or if a difference that
        matters is ruled out.
        """
        found = self.direction
        if found is not None:
            return found == expected
        return False if expected and self._rules_out(expected) else None

    def text(self, expected: int, baseline: str = "") -> str:
        """Return both figures, the baseline's by this name, and what they say of the expected direction unless they
        differ: "clean gap +0.1358 against +0.1121 of A: no evidence yet, about 1 more run each".
        """
        own, of_baseline = self._format(self.own), self._format(self.baseline)
        before = f"{self.metric.label} " if self.metric is CLEAN_GAP else ""
        more = "" if self.direction else f": {self._what_is_shown(expected)}"
        return f"{before}{own} against {of_baseline}{f' of {baseline}' if baseline else ''}{more}"

    @property
    def _matters(self) -> float:
        """Return the smallest difference that matters, in the unit of the evidence."""
        return math.log(SPEED_THAT_COUNTS) if self.metric is EPOCH_TIME else self.metric.matters

    def _rules_out(self, direction: int) -> bool:
        """Return whether the interval leaves out every difference in this direction that matters."""
        low, high = self.evidence.low, self.evidence.high
        if low is None or high is None:
            return self.evidence.p_value == 1 and min(self.evidence.counts) >= SAME_FROM
        return high < self._matters if direction > 0 else -low < self._matters

    def _what_is_shown(self, expected: int) -> str:
        is_time = self.metric is EPOCH_TIME
        least = f"a factor of {SPEED_THAT_COUNTS}" if is_time else self.metric.size(self._matters)
        if self.direction == 0:
            return f"any difference is below {least}"
        if self.shows(expected) is False:
            if is_time:
                return f"{self.metric.higher if expected > 0 else self.metric.lower} by {least} is ruled out"
            return f"a {'rise' if expected > 0 else 'fall'} of {least} is ruled out"
        if self.evidence.p_value is None:
            waiting = self.evidence.waiting
            return waiting.short if waiting is not None else "one run is no evidence"
        if self.evidence.conclusive:
            return f"not clear yet if it is {least}"
        more = more_runs(self.evidence, self._matters)
        return f"no evidence yet, about {format_count(more, 'more run')} each" if more else "no evidence yet"

    def _format(self, figure: float) -> str:
        if self.metric is EPOCH_TIME:
            return self.metric.size(figure)
        return f"{self.metric.figure_text(figure)}{'' if self.metric is CLEAN_GAP else ' %'}"


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
    of_lab = contrasts(
        result.baseline.group, [each.group for each in result.variations], metric, most=result.budget.repeats
    )
    found = {}
    for group, contrast in zip(result.variations, of_lab, strict=True):
        a, b = result.baseline.group.average(metric), group.group.average(metric)
        if contrast.evidence is not None and a is not None and b is not None:
            found[group.label] = Deciding(metric, a.mean, b.mean, contrast.evidence)
    return found
