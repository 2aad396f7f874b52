"""The status of the labs at one budget: kept and missing runs, results, and hypotheses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.catalog import BASELINE, Experiment
from mnist_lab.domain.experiments.plan import Plan, plan
from mnist_lab.domain.labs.analysis import GroupResult, LabResult
from mnist_lab.domain.labs.answer import answers, gist
from mnist_lab.domain.labs.definitions import ALL, LABS, groups_in
from mnist_lab.domain.labs.outcomes import Outcome, Scored
from mnist_lab.domain.runs.run import Dataset
from mnist_lab.domain.tables.run_summary import Summary


@dataclass(frozen=True, slots=True)
class LabStatus:
    """One lab, or all of them together.

    `results` and `scored` have an entry for each lab; `seconds` is how long the missing runs take here; `elsewhere`
    counts the answers given at other budgets, by the extent of those; `done` is the number of repeats of the last whole
    round, 0 before one, and `known` are the labs among these that have had one.
    """

    name: str
    labs: tuple[Experiment, ...]
    budget: Budget
    plan: Plan
    seconds: float
    results: tuple[LabResult, ...]
    scored: tuple[Scored, ...] = ()
    elsewhere: Mapping[str, int] = field(default_factory=dict)
    done: int = 0
    known: frozenset[str] = frozenset()

    @property
    def answers(self) -> int:
        """Return how many answers were given at this budget."""
        return sum(len(each.outcomes) for each in self.scored)

    @property
    def is_complete(self) -> bool:
        """Return whether every run is kept."""
        return not self.plan.missing

    @property
    def is_done(self) -> bool:
        """Return whether there is an answer: every run is kept, or those of a whole round before."""
        return self.is_complete or self.done > 0

    @property
    def is_begun(self) -> bool:
        """Return whether any run has ended."""
        return any(group.runs for group in self.groups)

    @property
    def groups(self) -> tuple[GroupResult, ...]:
        """Return the results of each group: the baseline first, then the variations of all labs."""
        return (self.results[0].baseline, *(group for result in self.results for group in result.variations))

    @property
    def answer(self) -> str:
        """Return what the lab answers after a whole round, without the budget; before, nothing."""
        return "\n\n".join(answers(self.results, names_budget=False)) if self.is_done else ""

    @property
    def gist(self) -> str:
        """Return the same in the fewest words, without the post's conclusions."""
        return gist(self.results) if self.is_done else ""

    @property
    def unknown(self) -> tuple[Experiment, ...]:
        """Return the labs with only those variations whose comparison with the baseline is still missing."""
        missing = {group.label for group in self.plan.groups if group.missing}
        labs = []
        for lab in self.labs:
            if lab.name in self.known:
                continue
            variations = tuple(each for each in lab.variations if {each.label, BASELINE.label} & missing)
            if variations:
                labs.append(replace(lab, variations=variations))
        return tuple(labs)

    def result_with(self, group: GroupResult) -> LabResult:
        """Return the lab that the group belongs to; of the baseline, the first."""
        return next(result for result in self.results if group in result.groups)

    def outcomes_of(self, group: GroupResult) -> tuple[Outcome, ...]:
        """Return the hypotheses about the group with the results in its own lab.

        Return nothing for all labs together, where more comparisons are made at once and less is conclusive.
        """
        return (
            ()
            if len(self.labs) > 1
            else tuple(each for of_lab in self.scored for each in of_lab.outcomes if each.group == group.label)
        )


def plans_of(budget: Budget, summaries: Iterable[Summary], data: Dataset) -> Mapping[str, Plan]:
    """Return what each lab needs at this budget with the kept runs, by the name of the lab."""
    groups = [(group.label, budget.spec(group)) for group in groups_in(LABS[ALL])]
    of_all = plan(groups, budget.repeats, summaries, data)
    labels = {name: {group.label for group in groups_in(labs)} for name, labs in LABS.items()}
    return {name: Plan(tuple(g for g in of_all.groups if g.label in labels[name]), of_all.elsewhere) for name in LABS}
