"""The baseline on some digits: the pinned group, else runs with the post's settings, else the post's own figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from mnist_lab.domain.evidence.groups import Group, is_repeat
from mnist_lab.domain.experiments import catalog as experiments
from mnist_lab.domain.fit.post_reading import post_reading
from mnist_lab.domain.formatting.units import format_gap
from mnist_lab.domain.runs.run import MNIST, Dataset, Run, RunState
from mnist_lab.domain.runs.spec import NO_PART_OF_A_GROUP, RunSpec
from mnist_lab.domain.tables.run_summary import Summary


@dataclass(frozen=True, slots=True)
class Baseline:
    """A group of runs, or the post's row: what it is in words, its gap, its settings, and the runs, the newest first.

    `gap` is validation minus printed training loss of the last epoch, the mean over the runs, in which each seed
    counts once. It was measured after `epochs`, None if the runs differ in that or were stopped. `seeds` are theirs.
    """

    title: str
    gap: float
    spec: RunSpec
    run_ids: tuple[str, ...] = ()
    epochs: int | None = None
    seeds: frozenset[int] = frozenset()

    @property
    def gap_text(self) -> str:
        """Return the gap and what it rests on: "the post's +0.0702 (one run, its seed unknown)"."""
        rests_on = {0: "one run, its seed unknown", 1: "1 run"}.get(
            len(self.run_ids), f"mean of {len(self.run_ids)} runs"
        )
        return f"{self.title}'s {format_gap(self.gap)} ({rests_on})"

    def is_only(self, run: Run) -> bool:
        """Return whether nothing but this run, or an exact repeat of it, is the baseline."""
        is_its_seed = self.seeds == {run.spec.seed}
        return is_its_seed and run.spec.is_like(self.spec, ignoring=NO_PART_OF_A_GROUP)


def of_the_post() -> Baseline:
    """Return the post's row 0 as the baseline."""
    gap = experiments.BASELINE.post.signed_gap
    assert gap is not None
    return Baseline("the post", gap, experiments.BASELINE.spec, epochs=experiments.BASELINE.spec.epochs)


def choose_baseline(summaries: Iterable[Summary], data: Dataset = MNIST) -> Baseline | None:
    """Return the baseline of runs on these digits: the group pinned last if any is pinned, else runs with the post's
    settings, else, on MNIST, the post's own figures; the title says which it is. On other digits there may be none.
    """
    as_in_the_post = RunSpec()
    pinned, finished, as_the_post = [], [], []
    for summary in summaries:  # once: of ten thousand runs, looking at each takes longer than what is done with it
        run = summary.run
        if run.data.sha256 != data.sha256 or run.state.is_active():
            continue
        if run.pinned_at is not None and _gap(summary) is not None:
            pinned.append(summary)
        if run.state is RunState.FINISHED:
            finished.append(summary)
            if run.spec.is_like(as_in_the_post, ignoring=NO_PART_OF_A_GROUP):
                as_the_post.append(summary)
    if pinned:
        last = max(pinned, key=lambda summary: summary.run.pinned_at or summary.run.created)
        repeats = [summary for summary in finished if is_repeat(summary, last)]
        return _baseline("the pinned baseline", repeats) or _baseline("the pinned baseline", [last])
    return _baseline("the baseline", as_the_post) or (of_the_post() if data.is_mnist else None)


def _baseline(title: str, repeats: Sequence[Summary]) -> Baseline | None:
    """Return the baseline that these repeats make, each seed once; None if none has a gap."""
    newest_first = tuple(sorted(repeats, key=lambda summary: (summary.run.created, summary.id), reverse=True))
    counted = {summary.id for summary in Group(newest_first).counted or newest_first}
    gaps = {each.id: gap for each in newest_first if each.id in counted and (gap := _gap(each)) is not None}
    if not gaps:
        return None
    of_gaps = [each for each in newest_first if each.id in gaps]
    epochs = {each.epochs_done if each.run.state is RunState.FINISHED else None for each in of_gaps}
    return Baseline(
        title,
        fmean(gaps.values()),
        of_gaps[0].run.spec,
        tuple(gaps),
        epochs.pop() if len(epochs) == 1 else None,
        frozenset(each.run.spec.seed for each in of_gaps),
    )


def _gap(summary: Summary) -> float | None:
    reading = post_reading((summary.last,)) if summary.last is not None else None
    return reading.signed_gap if reading is not None else None
