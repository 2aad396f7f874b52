"""A batch of runs that a user asks for, and whether it is so long that the user should be asked first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.plan import seconds_of
from mnist_lab.domain.formatting.units import format_count, format_estimate
from mnist_lab.domain.runs.cost_estimate import Pace
from mnist_lab.domain.runs.spec import RunSpec

MOST_RUNS = 20
MOST_SECONDS = 600.0
"""The most that starts without a question."""


@dataclass(frozen=True, slots=True)
class Cost:
    """How many runs, and the seconds that they will take here, one after the other."""

    runs: int
    seconds: float

    @property
    def is_high(self) -> bool:
        """Return whether the user should agree before this starts."""
        return self.runs > MOST_RUNS or self.seconds > MOST_SECONDS

    @property
    def text(self) -> str:
        """Return the same in words: "54 runs, about 25 min"."""
        return f"{format_count(self.runs, 'run')}, about {self.duration}"

    @property
    def duration(self) -> str:
        """Return the time in words."""
        return format_estimate(self.seconds)


@dataclass(frozen=True, slots=True)
class Batch:
    """The groups to train, by label with the settings of the first seed, at a budget, and the same at the quick one.

    `says_how_many` if the user should be told how many runs are missing. `quick` is None if the budget is quick.
    """

    groups: tuple[tuple[str, RunSpec], ...]
    budget: Budget
    keeps_weights: bool
    says_how_many: bool = False
    quick: Batch | None = None


def cost_of(specs: Iterable[RunSpec], paces: Sequence[Pace], digits: int) -> Cost:
    """Return what runs of these settings cost here."""
    specs = tuple(specs)
    return Cost(len(specs), seconds_of(specs, paces, digits))
