"""The results of a grid: every combination with its spread, those that learnt nothing, and how certain the best is."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mnist_lab.domain.evidence.contrast import contrasts, level_document
from mnist_lab.domain.evidence.finding_text import finding
from mnist_lab.domain.evidence.groups import Group
from mnist_lab.domain.evidence.significance import Evidence
from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.plan import common
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.serialization import plain
from mnist_lab.domain.sweeps.grid import GridCell
from mnist_lab.domain.tables.metrics import METRICS, USUAL
from mnist_lab.domain.tables.run_summary import Summary

RANKED_BY = METRICS["val_accuracy"]
"""The metric that ranks combinations: never on the test digits, or the best one's test accuracy would be biased."""
SLACK = 0.005
"""Up to this much above the largest class, a model counts as answering one class for nearly all digits."""
ONE_CLASS = (
    "A model is marked as one-class if its test accuracy is at most {share:.2f} %: always answering the largest class "
    "would reach {largest:.2f} %. The mark is based on the accuracy alone; the model's answers are not kept."
)


@dataclass(frozen=True, slots=True)
class Trial:
    """One combination with its repeats; `against_best` is its figure less the best's, None for the best."""

    cell: GridCell
    group: Group
    one_class: int = 0
    against_best: Evidence | None = None


@dataclass(frozen=True, slots=True)
class SweepResult:
    """The results of all combinations in the order of the grid; `best` is None if none has a figure."""

    budget: Budget
    trials: tuple[Trial, ...]
    best: Trial | None

    @property
    def ranked(self) -> tuple[Trial, ...]:
        """Return the combinations, the best first; those without a figure last."""
        return tuple(sorted(self.trials, key=_mean, reverse=True))

    @property
    def inseparable(self) -> tuple[Trial, ...]:
        """Return those that evidence does not separate from the best, nearest first."""
        return tuple(trial for trial in self.ranked if trial.against_best and not trial.against_best.conclusive)

    @property
    def sentence(self) -> str:
        """Return how the best compares with the next, and from how many others it cannot be distinguished."""
        if self.best is None:
            return "No combination has a finished run with a finite validation accuracy."
        average = self.best.group.average(RANKED_BY)
        assert average is not None
        head = f"The best is {self.best.cell.label}: {average.text(RANKED_BY)} % of the validation digits"
        others = [trial for trial in self.ranked if trial.against_best is not None]
        if not others:
            return f"{head}, and there is nothing to compare it with."
        near = others[0]
        assert near.against_best is not None
        said = finding(near.against_best, RANKED_BY, "it")
        sentences = [head, f"The next is {near.cell.label}", said[:1].upper() + said[1:]]
        count = len(self.inseparable)
        if not near.against_best.conclusive:
            sentences.append(f"The lead of {self.best.cell.label} may be noise")
        if not count and len(others) > 1:
            sentences.append("All others differ from the best")
        elif len(others) > 1:
            sentences.append(f"{count} of {len(others)} others cannot be distinguished from the best")
        return f"{'. '.join(sentences)}."


def sweep_result(
    cells: Sequence[GridCell], budget: Budget, summaries: Iterable[Summary], largest_class: float
) -> SweepResult:
    """Return what these kept runs show about the grid; `largest_class` is the share of test digits in the largest
    class.
    """
    by_settings: dict[object, list[Summary]] = {}
    for summary in sorted(summaries, key=lambda each: (each.run.created, each.id), reverse=True):
        by_settings.setdefault(common(summary.run.spec), []).append(summary)
    trials = []
    for cell in cells:
        group = Group(tuple(by_settings.get(common(cell.spec), ())))
        flagged = sum(answers_one_class(summary.run, largest_class) for summary in group.counted)
        trials.append(Trial(cell, group, flagged))
    best = max(trials, key=_mean, default=None)
    if best is None or best.group.average(RANKED_BY) is None:
        return SweepResult(budget, tuple(trials), None)
    others = [trial for trial in trials if trial is not best and trial.group.average(RANKED_BY) is not None]
    of_family = contrasts(best.group, [trial.group for trial in others], RANKED_BY, most=budget.repeats)
    evidence = [each.evidence for each in of_family]
    compared = {id(trial): found for trial, found in zip(others, evidence, strict=True)}
    made = [replace(trial, against_best=compared.get(id(trial))) for trial in trials]
    return SweepResult(budget, tuple(made), made[trials.index(best)])


def answers_one_class(run: Run, largest_class: float) -> bool:
    """Return whether the accuracy is at most one answer for nearly all digits would reach."""
    return run.test_accuracy is not None and run.test_accuracy <= largest_class + SLACK


def _mean(trial: Trial) -> float:
    average = trial.group.average(RANKED_BY)
    return average.mean if average is not None else -math.inf


def sweep_document(result: SweepResult) -> dict[str, Any]:
    """Return the sweep as plain JSON values: accuracies and their differences are shares of 1."""
    return {
        "trials": [plain(_trial_document(trial)) for trial in result.trials],
        "metric": RANKED_BY.key,
        "best": result.best.cell.label if result.best is not None else None,
        "inseparable": [trial.cell.label for trial in result.inseparable],
        "sentence": result.sentence,
        "epochs": result.budget.epochs,
        "train_size": result.budget.train_size,
    }


def _trial_document(trial: Trial) -> dict[str, Any]:
    average, test = trial.group.average(RANKED_BY), trial.group.average(USUAL)
    found = trial.against_best
    return {
        "label": trial.cell.label,
        "settings": {name: trial.cell.spec.value(name) for name in trial.cell.values},
        "runs": [summary.id for summary in trial.group.counted],
        "mean": average.mean if average is not None else None,
        "sd": average.sd if average is not None else None,
        "n": average.count if average is not None else 0,
        "test_mean": test.mean if test is not None else None,
        "test_sd": test.sd if test is not None else None,
        "one_class": trial.one_class,
        "difference": found.difference if found is not None else None,
        "low": found.low if found is not None else None,
        "high": found.high if found is not None else None,
        "conclusive": found is not None and found.conclusive,
        **level_document(found),
    }
