"""A run that has ended, beside the baseline: the difference in test accuracy, and whether it is more than chance."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from mnist_lab.domain.evidence.baseline import Baseline
from mnist_lab.domain.evidence.contrast import contrast
from mnist_lab.domain.evidence.finding_text import format_counts, format_outcome, format_signed
from mnist_lab.domain.evidence.groups import Group, group_of
from mnist_lab.domain.evidence.significance import Evidence
from mnist_lab.domain.evidence.spec_diff import changed, changed_by_hand
from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.tables.metrics import USUAL
from mnist_lab.domain.tables.run_summary import Summary


@dataclass(frozen=True, slots=True)
class AgainstBaseline:
    """The evidence of the run's group against that of the baseline, and how many settings differ."""

    evidence: Evidence
    differing: int

    @property
    def sentence(self) -> str:
        """Return it in a line: "Against your baseline: test −0.01 points (one run each: no evidence)."."""
        outcome = f"{format_counts(self.evidence)}: {format_outcome(self.evidence, USUAL)}"
        settings = f"; {self.differing} settings differ" if self.differing > 1 else ""
        return f"Against your baseline: test {format_signed(self.evidence, USUAL)} points ({outcome}{settings})."

    @property
    def short(self) -> str:
        """Return the same for little room."""
        outcome = "real" if self.evidence.conclusive else "no evidence"
        return f"Baseline: test {format_signed(self.evidence, USUAL)} ({format_counts(self.evidence)}: {outcome})."


def against_baseline(
    summary: Summary, summaries: Collection[Summary], baseline: Baseline | None
) -> AgainstBaseline | None:
    """Return how a finished run compares with the runs of the baseline on its digits, with all repeats of both.

    None for a run of the baseline itself, or if either side has no test accuracy. With repeats on both sides this
    loads scipy: not for the thread that draws.
    """
    if baseline is None or summary.run.state is not RunState.FINISHED or not changed(baseline.spec, summary.run.spec):
        return None
    of_baseline = tuple(each for each in summaries if each.id in baseline.run_ids)
    if not of_baseline:
        return None
    newest_first = sorted(of_baseline, key=lambda each: (each.run.created, each.id), reverse=True)
    found = contrast(Group(tuple(newest_first)), group_of(summary, summaries), USUAL)
    if found.evidence is None:
        return None
    return AgainstBaseline(found.evidence, len(changed_by_hand(baseline.spec, summary.run.spec)))
