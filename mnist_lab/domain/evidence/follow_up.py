"""What follows from a run that has ended: how it compares with the baseline, and what to train next."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from mnist_lab.domain.evidence.against_baseline import AgainstBaseline, against_baseline
from mnist_lab.domain.evidence.baseline import Baseline
from mnist_lab.domain.experiments.next_step import NextStep, next_step
from mnist_lab.domain.tables.run_summary import Summary


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What follows from the run of this id."""

    run_id: str
    against: AgainstBaseline | None = None
    step: NextStep | None = None


def follow_up(summary: Summary, summaries: Collection[Summary], baseline: Baseline | None) -> FollowUp:
    """Return what follows from a run among these; may load scipy: not for the thread that draws."""
    return FollowUp(summary.id, against_baseline(summary, summaries, baseline), next_step(summary.run, summaries))
