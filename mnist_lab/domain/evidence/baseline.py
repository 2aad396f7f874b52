"""The baseline on some digits: the pinned group, else runs with the post's settings, else the post's own figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from mnist_lab.domain.evidence.groups import is_repeat
from mnist_lab.domain.experiments import catalog as experiments
from mnist_lab.domain.fit.post_reading import post_reading
from mnist_lab.domain.formatting.units import format_loss
from mnist_lab.domain.runs.run import MNIST, Dataset, RunState
from mnist_lab.domain.runs.spec import NO_PART_OF_A_GROUP, RunSpec
from mnist_lab.domain.tables.run_summary import Summary


@dataclass(frozen=True, slots=True)
class Baseline:
    """A group of runs, or the post's row: what it is in words, the median gap, and the runs, the newest first."""

    title: str
    gap: float
    spec: RunSpec
    run_ids: tuple[str, ...] = ()

    def gap_text(self, after: str = "") -> str:
        """Return the gap, when it was measured if that is to be said, and what it rests on: "the post's 0.0702 after
        10 epochs (one run, its seed unknown)".
        """
        rests_on = {0: "one run, its seed unknown", 1: "1 run"}.get(
            len(self.run_ids), f"median of {len(self.run_ids)} runs"
        )
        return f"{self.title}'s {format_loss(self.gap)}{after} ({rests_on})"


def gap_of(baseline: Baseline | None) -> float | None:
    """Return the gap of the baseline; None if there is none."""
    return baseline.gap if baseline is not None else None


def choose_baseline(summaries: Iterable[Summary], data: Dataset = MNIST) -> Baseline | None:
    """Return the baseline of runs on these digits: the group pinned last if any is pinned, else runs with the post's
    settings, else, on MNIST, the post's own figures; the title says which it is. On other digits there may be none.
    """
    of_the_post = RunSpec()
    pinned, finished, as_the_post = [], [], []
    for summary in summaries:  # once: of ten thousand runs, looking at each takes longer than what is done with it
        run = summary.run
        if run.data.sha256 != data.sha256 or run.state.is_active():
            continue
        if run.pinned_at is not None and _gap(summary) is not None:
            pinned.append(summary)
        if run.state is RunState.FINISHED:
            finished.append(summary)
            if run.spec.is_like(of_the_post, ignoring=NO_PART_OF_A_GROUP) and _gap(summary) is not None:
                as_the_post.append(summary)
    if pinned:
        last = max(pinned, key=lambda summary: summary.run.pinned_at or summary.run.created)
        others = [summary for summary in finished if summary.id != last.id and is_repeat(summary, last)]
        return _baseline("the pinned baseline", [last, *others])
    if as_the_post:
        return _baseline("the baseline", as_the_post)
    if not data.is_mnist:
        return None
    gap = experiments.BASELINE.post.gap
    assert gap is not None
    return Baseline("the post", gap, experiments.BASELINE.spec)


def _baseline(title: str, group: Sequence[Summary]) -> Baseline:
    gaps = {summary.id: gap for summary in group if (gap := _gap(summary)) is not None}
    newest_first = sorted(group, key=lambda summary: summary.run.created, reverse=True)
    run_ids = tuple(summary.id for summary in newest_first if summary.id in gaps)
    return Baseline(title, median(gaps.values()), group[0].run.spec, run_ids)


def _gap(summary: Summary) -> float | None:
    reading = post_reading((summary.last,)) if summary.last is not None else None
    return reading.gap if reading is not None else None
