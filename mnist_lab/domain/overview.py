"""All labs at one budget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.plan import Plan
from mnist_lab.domain.fit.thresholds import THRESHOLDS, Thresholds
from mnist_lab.domain.labs.analysis import LabResult, results_of
from mnist_lab.domain.labs.definitions import LABS
from mnist_lab.domain.labs.hypotheses import Hypothesis, Score, elsewhere, score_over_time, with_hypotheses
from mnist_lab.domain.labs.outcomes import Scored, scored
from mnist_lab.domain.labs.rounds import done_repeats
from mnist_lab.domain.labs.status import LabStatus
from mnist_lab.domain.runs.cost_estimate import TRAINING_DIGITS, Pace
from mnist_lab.domain.runs.run import Run


@dataclass(frozen=True, slots=True)
class LabsOverview:
    """Every lab at one budget, with the hypotheses so far."""

    budget: Budget
    statuses: Mapping[str, LabStatus]
    hypotheses: tuple[Hypothesis, ...] = ()

    @property
    def score(self) -> Score | None:
        """Return how often the user was right so far; None before anything could be compared with results."""
        scores = score_over_time(self.hypotheses)
        return scores[-1] if scores else None


def overview_of(
    budget: Budget,
    plans: Mapping[str, Plan],
    runs: Sequence[Run],
    hypotheses: Sequence[Hypothesis] = (),
    paces: Sequence[Pace] = (),
    digits: int = TRAINING_DIGITS,
    thresholds: Thresholds = THRESHOLDS,
    rounds: Mapping[str, int] | None = None,
) -> LabsOverview:
    """Return the status of all labs with these runs; the hypotheses in it have their score.

    The runs must have their epochs. `rounds` has the whole rounds before, by lab and extent: a lab keeps its results
    while a repeat more is missing.
    """
    done = {name: done_repeats(name, plan, budget, rounds or {}) for name, plan in plans.items()}
    statuses: dict[str, LabStatus] = {}
    kept = tuple(hypotheses)
    for name, labs in LABS.items():
        results = results_of(labs, budget, runs, thresholds)
        of_lab = tuple(_scored(kept, result, is_done=done[result.lab.name] > 0) for result in results)
        for each in of_lab:
            kept = with_hypotheses(kept, each.hypotheses)
        seconds = plans[name].seconds(paces, digits)
        others = elsewhere(hypotheses, {lab.name for lab in labs}, budget)
        known = frozenset(lab.name for lab in labs if done[lab.name])
        statuses[name] = LabStatus(
            name, labs, budget, plans[name], seconds, results, of_lab, others, done=done[name], known=known
        )
    return LabsOverview(budget, statuses, kept)


def _scored(hypotheses: Sequence[Hypothesis], result: LabResult, *, is_done: bool) -> Scored:
    """Return the hypotheses of a lab with its results; before a whole round, without a score."""
    found = scored(hypotheses, result)
    if is_done:
        return found
    return Scored(tuple(replace(each, deciding=None, is_due=False) for each in found.outcomes), ())
