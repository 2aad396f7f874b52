"""How fast the groups of a lab train, compared with its baseline."""

from __future__ import annotations

import math
from statistics import median

from mnist_lab.domain.evidence.planned import stage_of, tested
from mnist_lab.domain.evidence.significance import Evidence, corrected
from mnist_lab.domain.labs.analysis import GroupResult, LabResult

SPEED_THAT_COUNTS = 1.5
"""The least factor between two times for a run to count as faster or slower, if the evidence agrees.

Other work on the machine makes up to that much between runs that were not trained in turn: docs/performance.md.
"""


def speed_differences(result: LabResult) -> dict[str, Evidence]:
    """Return how much longer an epoch of each group takes than one of the baseline, as the logarithm of the factor.

    Groups are left out if their runs were trained elsewhere. Times vary the more, the longer they are, because other
    work makes them some factor longer; their logarithms vary alike.
    """
    of_baseline = epoch_times(result.baseline)
    if not of_baseline:
        return {}
    of_groups = {each.label: (each, epoch_times(each)) for each in result.variations if _same_machine(result, each)}
    timed = {label: timed for label, timed in of_groups.items() if timed[1]}
    baseline, most = result.baseline.group, result.budget.repeats
    found = [tested(of_baseline, times, stage_of(baseline, each.group, most)) for each, times in timed.values()]
    return dict(zip(timed, corrected(found), strict=True))


def is_other_speed(evidence: Evidence) -> bool:
    """Return whether a factor between two times is more than other work on the machine makes."""
    return evidence.conclusive and abs(evidence.difference) > math.log(SPEED_THAT_COUNTS)


def epoch_times(group: GroupResult) -> list[float]:
    """Return the logarithm of the time of an epoch of each run: the median, as any single epoch may be disturbed."""
    medians = [median(epoch.seconds for epoch in run.epochs) for run in group.runs if run.epochs]
    return [math.log(seconds) for seconds in medians if seconds > 0]


def _same_machine(result: LabResult, group: GroupResult) -> bool:
    """Return whether all runs of both groups were trained in one place, so that their times can be compared."""
    runs = (*result.baseline.runs, *group.runs)
    return len({(on.host, on.device, on.threads) if (on := run.environment) else None for run in runs}) == 1
