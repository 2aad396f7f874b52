"""The post's reading of a run beside the baseline, or why the two cannot be compared."""

from __future__ import annotations

from dataclasses import dataclass

from mnist_lab.domain.evidence.baseline import Baseline, of_the_post
from mnist_lab.domain.fit.post_reading import PostReading, post_reading
from mnist_lab.domain.formatting.units import format_count
from mnist_lab.domain.runs.cost_estimate import split_sizes
from mnist_lab.domain.runs.history import Epoch, is_finite
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.spec import NO_PART_OF_A_GROUP, RunSpec

UNFINISHED = {
    RunState.STOPPED: "the run was stopped",
    RunState.INTERRUPTED: "the run was interrupted",
    RunState.FAILED: "the run failed",
}
NOT_FINITE = "the last losses are not finite"
IS_THE_BASELINE = "the run is the baseline itself"


@dataclass(frozen=True, slots=True)
class PostBeside:
    """What the post would read off a run: compared with `baseline`, or with none and why not.

    `baseline` is None if the two were not compared. `reading` is None if there are no finite losses. `why_not` is empty
    if there is nothing to say. `is_of_other_terms` is whether both are whole, and differ in their epochs or digits.
    """

    reading: PostReading | None = None
    baseline: Baseline | None = None
    why_not: str = ""
    is_of_other_terms: bool = False


NOTHING = PostBeside()


def post_beside(run: Run, last: Epoch | None, baseline: Baseline | None) -> PostBeside:
    """Return the post's reading of a run with this last epoch beside the baseline on its digits.

    Both must have run to their end, over the same number of epochs and of training digits: one that early stopping
    ended sooner has other epochs. The only run of the post's settings is compared with the post's own figures, and any
    other run that is the baseline itself with nothing.
    """
    if last is None:
        return NOTHING
    if not is_finite(last):
        return PostBeside(why_not=NOT_FINITE)
    alone = post_reading((last,))
    if run.state is not RunState.FINISHED:
        return PostBeside(alone, why_not=UNFINISHED.get(run.state, "the run has not ended"))
    if baseline is not None and baseline.is_only(run):
        if not _is_as_the_post(run):
            return PostBeside(alone, why_not=IS_THE_BASELINE)
        baseline = of_the_post()
    differs = _differing_terms(run, last, baseline) if baseline is not None else ""
    if baseline is None or differs:
        is_whole = baseline is not None and baseline.epochs is not None
        return PostBeside(alone, why_not=differs, is_of_other_terms=is_whole)
    return PostBeside(post_reading((last,), baseline.gap), baseline)


def _is_as_the_post(run: Run) -> bool:
    return run.data.is_mnist and run.spec.is_like(RunSpec(), ignoring=NO_PART_OF_A_GROUP)


def _differing_terms(run: Run, last: Epoch, baseline: Baseline) -> str:
    """Return in which terms of the training the two differ, in words; empty if in none."""
    if baseline.epochs is None:
        return f"{baseline.title} did not run to its end"
    if last.epoch != baseline.epochs:
        return f"{format_count(last.epoch, 'epoch')} here, {baseline.epochs} in {baseline.title}"
    here, there = split_sizes(run.spec)[0], split_sizes(baseline.spec)[0]
    return f"{here:,} training digits here, {there:,} in {baseline.title}" if here != there else ""
