"""A run as it is printed: as a document with its verdict, and its results as lines of text."""

from __future__ import annotations

from typing import Any

from mnist_lab.domain.advice.explanation import explain_run
from mnist_lab.domain.advice.post_words import format_post_reading
from mnist_lab.domain.evidence.baseline import Baseline
from mnist_lab.domain.evidence.post_beside import PostBeside, post_beside
from mnist_lab.domain.fit.post_reading import reading_document
from mnist_lab.domain.fit.thresholds import THRESHOLDS, Thresholds
from mnist_lab.domain.fit.verdict import judge, verdict_document
from mnist_lab.domain.formatting.units import format_duration, format_percent
from mnist_lab.domain.runs.reproducibility import compare_rerun
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.serialization import plain, run_document
from mnist_lab.domain.tables.run_summary import Summary


def full_document(run: Run, baseline: Baseline | None, thresholds: Thresholds = THRESHOLDS) -> dict[str, Any]:
    """Return the run's document with its verdict and the post's reading; null if there is no epoch to judge."""
    document = run_document(run)
    document["verdict"] = verdict_document(judge(run.epochs, thresholds, facts=run.split)) if run.epochs else None
    document["post_reading"] = beside_document(post_beside(run, run.last, baseline))
    return document


def summary_document(summary: Summary, baseline: Baseline | None) -> dict[str, Any]:
    """As `full_document`, with `epochs` replaced by `last` and `best`, null if there is none."""
    document = run_document(summary.run)
    del document["epochs"]
    for name, epoch in (("last", summary.last), ("best", summary.best)):
        document[name] = plain(epoch.model_dump(mode="json", exclude_none=True)) if epoch is not None else None
    document["best_epoch"] = summary.best.epoch if summary.best is not None else None
    document["best_accuracy_epoch"] = summary.best_accuracy_epoch
    if summary.best_refined_epoch is not None:
        document["best_refined_epoch"] = summary.best_refined_epoch
    document["kept_epoch"] = summary.kept.epoch if summary.kept is not None else None
    document["verdict"] = summary.verdict
    document["post_reading"] = beside_document(post_beside(summary.run, summary.last, baseline))
    return document


def beside_document(beside: PostBeside) -> dict[str, Any] | None:
    """Return the post's reading of a run as plain JSON values."""
    return reading_document(beside.reading, beside.why_not)


def result_lines(run: Run, baseline: Baseline | None, thresholds: Thresholds = THRESHOLDS) -> list[str]:
    """Return the results of a run in a few lines."""
    lines = [f"{run.title}, seed {run.spec.seed}: {run.state.value} after {format_duration(run.seconds)}"]
    if run.error is not None:
        lines.append(f"  {run.error}")
    if run.pruned:
        lines.append(f"  {run.pruned}")
    if run.test_accuracy is not None and run.kept is not None:
        lines.append(
            f"  test accuracy  {format_percent(run.test_accuracy)} as kept (epoch {run.kept.epoch}), "
            f"{format_percent(run.test_accuracy_last)} after the last epoch, "
            f"{format_percent(run.test_accuracy_before)} untrained"
        )
    if run.epochs:
        explained = explain_run(run, baseline, thresholds)
        lines += [
            f"  verdict        {explained.verdict.text}: {explained.in_short}",
            f"                 Rule: {explained.verdict.rule}",
            *(f"  post's reading {words}" for words in (format_post_reading(explained.post),) if words),
            *([f"  temperature    {explained.temperature}"] if explained.temperature else []),
            *(f"  remark         {sentence}" for sentence in explained.digits),
        ]
    return [*lines, f"  kept as        {run.id}"]


def rerun_line(run: Run, first: Run | None) -> str:
    """Return how a rerun compares with the run that it repeats, None if that is kept no longer."""
    return f"  rerun of       {run.rerun_of}: {rerun_outcome(run, first)}"


def rerun_outcome(run: Run, first: Run | None) -> str:
    """Return how a rerun compares with the run that it repeats, None if that is kept no longer; empty if it is none."""
    if run.rerun_of is None:
        return ""
    return compare_rerun(first, run).sentence if first is not None else "which is kept no longer"
