"""How the labs stand on certain terms: what is kept of each and what is missing, what came of it, what was expected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.catalog import BASELINE, Experiment
from mnist_lab.domain.experiments.plan import Plan, plan
from mnist_lab.domain.labs.analysis import GroupResult, LabResult
from mnist_lab.domain.labs.answer import answers, gist
from mnist_lab.domain.labs.definitions import ALL, LABS, groups_in
from mnist_lab.domain.labs.hypotheses import (
    Outcome,
    Scored,
)
from mnist_lab.domain.runs.run import Dataset
from mnist_lab.domain.tables.run_summary import Summary


@dataclass(frozen=True, slots=True)
class LabStatus:
    """One lab, or all of them together.

    `results` and `scored` have an entry for each of the labs; `seconds` is how long the missing runs take here;
    `elsewhere` counts the answers predicted on other terms, by the extent of those.
    """

    name: str
    labs: tuple[Experiment, ...]
    budget: Budget
    plan: Plan
    seconds: float
    results: tuple[LabResult, ...]
    scored: tuple[Scored, ...] = ()
    elsewhere: Mapping[str, int] = field(default_factory=dict)

    @property
    def answers(self) -> int:
        """How many answers were predicted on these terms."""
        return sum(len(each.outcomes) for each in self.scored)

    @property
    def is_complete(self) -> bool:
        """Whether every run is kept."""
        return not self.plan.missing

    @property
    def is_begun(self) -> bool:
        """Whether there is a run to look at."""
        return any(group.runs for group in self.groups)

    @property
    def groups(self) -> tuple[GroupResult, ...]:
        """What came of each group: the baseline first, then the variations of all labs."""
        return (self.results[0].baseline, *(group for result in self.results for group in result.variations))

    @property
    def answer(self) -> str:
        """What the lab answers once every run is kept; before, nothing."""
        return "\n\n".join(answers(self.results)) if self.is_complete else ""

    @property
    def gist(self) -> str:
        """The same in the fewest words, without the post's conclusions."""
        return gist(self.results) if self.is_complete else ""

    @property
    def unknown(self) -> tuple[Experiment, ...]:
        """The labs, each with those of its variations alone whose comparison with the baseline is still to come."""
        lacking = {group.label for group in self.plan.groups if group.missing}
        labs = []
        for lab in self.labs:
            variations = tuple(each for each in lab.variations if {each.label, BASELINE.label} & lacking)
            if variations:
                labs.append(Experiment(lab.number, lab.name, lab.question, variations))
        return tuple(labs)

    def result_with(self, group: GroupResult) -> LabResult:
        """The lab that the group belongs to; of the baseline, the first."""
        return next(result for result in self.results if group in result.groups)

    def outcomes_of(self, group: GroupResult) -> tuple[Outcome, ...]:
        """What was expected of the group, beside what came of it in its own lab.

        Nothing among all labs: what is compared there with more others may be said of less.
        """
        return (
            ()
            if len(self.labs) > 1
            else tuple(each for of_lab in self.scored for each in of_lab.outcomes if each.group == group.label)
        )


def plans_of(budget: Budget, summaries: Iterable[Summary], data: Dataset) -> Mapping[str, Plan]:
    """What each lab needs on these terms, with the runs that are kept, by the lab's name."""
    groups = [(group.label, budget.spec(group)) for group in groups_in(LABS[ALL])]
    of_all = plan(groups, budget.repeats, summaries, data)
    labels = {name: {group.label for group in groups_in(labs)} for name, labs in LABS.items()}
    return {name: Plan(tuple(g for g in of_all.groups if g.label in labels[name])) for name in LABS}
