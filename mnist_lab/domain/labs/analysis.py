"""The results of a lab: its groups of repeats, each compared with the post's figure and with the baseline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mnist_lab.domain.evidence.better_pairs import BetterPairs
from mnist_lab.domain.evidence.contrast import Contrast, contrasts, level_document, pairs_document
from mnist_lab.domain.evidence.groups import Average, Group, GroupVerdict, group_verdict
from mnist_lab.domain.evidence.significance import Evidence
from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.catalog import BASELINE, Experiment, PostFigures, Variation
from mnist_lab.domain.experiments.plan import common
from mnist_lab.domain.fit.post_reading import PostReading
from mnist_lab.domain.fit.thresholds import THRESHOLDS, Thresholds
from mnist_lab.domain.labs.definitions import groups_in
from mnist_lab.domain.labs.reported import losses_document, reading_of
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.serialization import plain
from mnist_lab.domain.tables.metrics import USUAL, Metric
from mnist_lab.domain.tables.run_summary import summary_of


@dataclass(frozen=True, slots=True)
class GroupResult:
    """The results of one group of a lab.

    `runs` are the finished ones that count, in the order of their seeds; `lost` those that failed or were stopped.
    `evidence` compares its test accuracy with the baseline's, corrected for all comparisons made at once; None for the
    baseline itself, and if a side has no figure. So is `pairs`: in how many pairs of runs the group was better.
    `reading` is the post's, of the mean losses.
    """

    variation: Variation
    group: Group
    runs: tuple[Run, ...]
    lost: tuple[Run, ...]
    evidence: Evidence | None
    pairs: BetterPairs | None
    verdict: GroupVerdict | None
    reading: PostReading | None

    @property
    def label(self) -> str:
        """Return what the group is called."""
        return self.variation.label

    @property
    def run_of_verdict(self) -> Run | None:
        """Return the run whose verdict is that of the group; None if there is no verdict."""
        return next((run for run in self.runs if self.verdict is not None and run.id == self.verdict.shown.id), None)

    @property
    def average(self) -> Average | None:
        """Return the test accuracy of the kept weights; None if no run has one."""
        return self.group.average(USUAL)


@dataclass(frozen=True, slots=True)
class LabResult:
    """The results of a lab, the baseline's group first. `family` is how many comparisons were made at once."""

    lab: Experiment
    budget: Budget
    groups: tuple[GroupResult, ...]
    family: int

    @property
    def has_post(self) -> bool:
        """Return whether the lab was run on the post's digits, so that its figures and conclusions belong beside it."""
        return self.budget.data.is_mnist

    @property
    def baseline(self) -> GroupResult:
        """Return what the others are compared with."""
        return self.groups[0]

    @property
    def variations(self) -> tuple[GroupResult, ...]:
        """Return the groups that are compared with the baseline."""
        return self.groups[1:]


def results_of(
    labs: Sequence[Experiment], budget: Budget, runs: Iterable[Run], thresholds: Thresholds = THRESHOLDS
) -> tuple[LabResult, ...]:
    """Return the results of each lab from these runs with their epochs; all comparisons together are one family."""
    by_settings: dict[object, list[Run]] = {}
    for run in sorted(runs, key=lambda each: (each.created, each.id), reverse=True):
        by_settings.setdefault(common(run.spec), []).append(run)
    variations = groups_in(tuple(labs))[1:]
    found = {each.label: by_settings.get(common(budget.spec(each)), []) for each in (BASELINE, *variations)}
    groups = {label: Group(tuple(summary_of(run, thresholds) for run in of_group)) for label, of_group in found.items()}
    baseline = groups[BASELINE.label]
    of_family = contrasts(baseline, [groups[each.label] for each in variations], USUAL, most=budget.repeats)
    contrast_of = {each.label: contrast for each, contrast in zip(variations, of_family, strict=True)}
    of_baseline_alone = reading_of(baseline)
    gap = of_baseline_alone.signed_gap if of_baseline_alone is not None else None

    def made(each: Variation) -> GroupResult:
        of_baseline = None if each is BASELINE else gap
        shown = each if budget.data.is_mnist else replace(each, post=PostFigures())
        return _group_result(shown, groups[each.label], found[each.label], contrast_of.get(each.label), of_baseline)

    return tuple(LabResult(lab, budget, tuple(map(made, (BASELINE, *lab.variations))), len(variations)) for lab in labs)


def lab_document(results: Sequence[LabResult], answers: Sequence[str]) -> dict[str, Any]:
    """Return the labs as plain JSON values: accuracies and their differences are shares of 1."""
    budget = results[0].budget
    labs = [
        {
            "name": result.lab.name,
            "question": result.lab.question,
            "groups": [_group_document(group, USUAL) for group in result.groups],
            "answer": answer,
        }
        for result, answer in zip(results, answers, strict=True)
    ]
    data = budget.data.model_dump(mode="json")
    return {"labs": labs, "epochs": budget.epochs, "train_size": budget.train_size, "data": data}


def _group_result(
    variation: Variation,
    group: Group,
    runs: Sequence[Run],
    contrast: Contrast | None,
    gap: float | None,
) -> GroupResult:
    counted = _counted(runs, group)
    seeds = {run.spec.seed for run in counted}
    lost = {run.spec.seed: run for run in reversed(runs) if run.spec.seed not in seeds and not run.state.is_active()}
    return GroupResult(
        variation,
        group,
        counted,
        tuple(lost[seed] for seed in sorted(lost)),
        contrast.evidence if contrast is not None else None,
        contrast.pairs if contrast is not None else None,
        group_verdict(group.counted),
        reading_of(group, gap),
    )


def _counted(runs: Sequence[Run], group: Group) -> tuple[Run, ...]:
    by_id = {run.id: run for run in runs}
    return tuple(by_id[summary.id] for summary in group.counted)


def _group_document(result: GroupResult, metric: Metric) -> dict[str, Any]:
    average = result.group.average(metric)
    evidence = result.evidence
    document = {
        "label": result.label,
        "runs": [run.id for run in result.runs],
        "mean": average.mean if average is not None else None,
        "sd": average.sd if average is not None else None,
        "n": average.count if average is not None else 0,
        "post": result.variation.post.test_accuracy,
        "difference": evidence.difference if evidence is not None else None,
        "low": evidence.low if evidence is not None else None,
        "high": evidence.high if evidence is not None else None,
        "conclusive": evidence is not None and evidence.conclusive,
        **level_document(evidence),
        **pairs_document(result.pairs),
        "verdict": result.verdict.verdict.label.value if result.verdict is not None else None,
        "course": result.verdict.verdict.course_word if result.verdict is not None else None,
        "losses": losses_document(result.group, result.variation.post, result.reading),
    }
    return {key: plain(value) for key, value in document.items()}
