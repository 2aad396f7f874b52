"""What runs are compared with: the pinned group, else runs of the post's settings, else the post's own figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from mnist_lab.domain import experiments
from mnist_lab.domain.reading import post_reading
from mnist_lab.domain.run import RunState
from mnist_lab.domain.spec import RunSpec
from mnist_lab.domain.summary import Summary
from mnist_lab.domain.words import loss_words

NO_PART_OF_A_GROUP = frozenset({"seed", "device"})
"""Runs that differ in these alone, on the same data, are repeats of one another."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """A group of runs, or the post's row: what it is in words, the median gap, and the runs, the newest first."""

    title: str
    gap: float
    spec: RunSpec
    run_ids: tuple[str, ...] = ()

    @property
    def gap_words(self) -> str:
        """The gap, and what it rests on: "the baseline's 0.0608 (3 runs)"."""
        rests_on = {0: "one run, its seed unknown", 1: "1 run"}.get(
            len(self.run_ids), f"median of {len(self.run_ids)} runs"
        )
        return f"{self.title}'s {loss_words(self.gap)} ({rests_on})"


def choose_baseline(summaries: Iterable[Summary]) -> Baseline:
    """What runs are compared with, of several pinned groups the latest pinned; the title says which it is."""
    finished = [
        summary for summary in summaries if summary.run.state is RunState.FINISHED and _gap(summary) is not None
    ]
    newest_first = sorted(finished, key=lambda summary: summary.run.created, reverse=True)
    pinned = max(
        (summary for summary in newest_first if summary.run.pinned_at is not None),
        key=lambda summary: summary.run.pinned_at or summary.run.created,
        default=None,
    )
    if pinned is not None:
        return _baseline("the pinned baseline", [s for s in newest_first if is_repeat(s, pinned)])
    as_the_post = [s for s in newest_first if not s.run.spec.differences(RunSpec(), ignoring=NO_PART_OF_A_GROUP)]
    if as_the_post:
        same_data = [s for s in as_the_post if is_repeat(s, as_the_post[0])]
        return _baseline("the baseline", same_data)
    gap = experiments.BASELINE.post.gap
    assert gap is not None
    return Baseline("the post", gap, experiments.BASELINE.spec)


def is_repeat(one: Summary, other: Summary) -> bool:
    """Whether two runs differ in seed and device alone, on the same data."""
    same = not one.run.spec.differences(other.run.spec, ignoring=NO_PART_OF_A_GROUP)
    return same and one.run.data.sha256 == other.run.data.sha256


def _baseline(title: str, group: Sequence[Summary]) -> Baseline:
    gaps = [gap for summary in group if (gap := _gap(summary)) is not None]
    return Baseline(title, median(gaps), group[0].run.spec, tuple(summary.id for summary in group))


def _gap(summary: Summary) -> float | None:
    reading = post_reading((summary.last,)) if summary.last is not None else None
    return reading.gap if reading is not None else None
