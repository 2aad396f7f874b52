"""Whole rounds: with how many repeats of every group a lab was seen complete."""

from __future__ import annotations

from collections.abc import Mapping

from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.plan import Plan

REMEMBERED_ROUNDS = "lab rounds"
"""The key that the store remembers them under."""


def rounds_from(remembered: object) -> Mapping[str, int]:
    """Return the rounds that were remembered, by lab and extent; skip anything that is not one."""
    known = remembered if isinstance(remembered, dict) else {}
    return {key: repeats for key, repeats in known.items() if isinstance(key, str) and type(repeats) is int}


def with_rounds(rounds: Mapping[str, int], plans: Mapping[str, Plan], budget: Budget) -> Mapping[str, int]:
    """Return the rounds with those of the labs that are complete at this budget."""
    complete = {_key(name, budget) for name, plan in plans.items() if not plan.missing}
    return {**rounds, **{key: max(budget.repeats, rounds.get(key, 0)) for key in complete}}


def done_repeats(name: str, plan: Plan, budget: Budget, rounds: Mapping[str, int]) -> int:
    """Return with how many repeats the lab is done: all of them, or those of a whole round before; 0 if never."""
    return budget.repeats if not plan.missing else min(rounds.get(_key(name, budget), 0), plan.whole_repeats)


def _key(name: str, budget: Budget) -> str:
    return f"{name}, {budget.epochs} epochs, {budget.train_size or 'all'} digits, {budget.data.sha256[:12]}"
