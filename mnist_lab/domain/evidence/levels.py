"""The level of a comparison: how often chance may show a difference at this look. docs/evidence.md has the rule.

Whoever looks again after each added repeat, and stops at a difference, finds one between equals far more often than
the level of a single look says. So most of the 5 % is spent at the planned number of repeats, and little at each look
after that.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from mnist_lab.domain.evidence.t_distribution import two_sided

CHANCE = 0.05
"""The accepted share of false alarms: in a comparison, however often it is looked at, or anywhere in a family."""
AT_THE_PLAN = 0.025
"""The level at the planned number of runs."""
PAST_THE_PLAN = 0.0065
"""The level of each look past the plan."""
LAST_LOOK = 20
"""The most runs a side that `PAST_THE_PLAN` is for: beyond, the level falls on, for however many looks."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many planned runs of a side are done: A is 0, B is 1. `is_active` is whether another one trains or waits."""

    done: int
    planned: int
    is_active: bool = True
    side: int = 1

    @property
    def sentence(self) -> str:
        """Return what it waits for: "3 of 5 planned runs: tested when all are done"."""
        how = "" if self.is_active else "; none trains or waits: resume the others, or add repeats"
        return f"{self.done} of {self.planned} planned runs: tested when all are done{how}"

    @property
    def short(self) -> str:
        """Return the same for little room."""
        return f"{self.done} of {self.planned} planned runs"


def is_past_the_plan(counts: tuple[int, int], planned: int) -> bool:
    """Return whether a side has more runs than were planned, so that this is another look."""
    return max(counts) > planned


def level_of(counts: tuple[int, int], planned: int, freedom: float, share: float = 1.0) -> float:
    """Return the level of a comparison of so many runs a side; `share` is its share of the level of a family."""
    if not is_past_the_plan(counts, planned):
        return AT_THE_PLAN * share
    if max(counts) <= LAST_LOOK:
        return PAST_THE_PLAN * share
    return _anytime_level(counts, freedom, CHANCE * share)


def _anytime_level(counts: tuple[int, int], freedom: float, chance: float) -> float:
    """Return the level that may be applied after every run without end (Lindon et al., arXiv 2210.08589; Wang and
    Ramdas, 2310.03722); 0 if so few runs can show nothing.

    Its t belongs to n runs on both sides. The error of a difference of unequal sides is that of as many runs each as
    their harmonic mean, so that is n.
    """
    runs = 2 * counts[0] * counts[1] / sum(counts)
    r = 1 + 9 * runs / 2
    freedom = min(freedom, sum(counts) - 2)  # figures that do not vary have endless freedom
    k = (r / chance**2) ** (1 / (freedom + 1))
    return two_sided(math.sqrt(freedom * (k - 1) / (1 - k / r)), freedom) if k < r else 0.0
