"""The tree-structured Parzen estimator, asked for one trial at a time; it remembers nothing between two questions."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import product

from mnist_lab.domain.runs.setting_fields import Value
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.sweeps.sampling import DRAWS_FOR_A_NEW_POINT, effective
from mnist_lab.domain.sweeps.sweep import Sweep
from mnist_lab.search.study import Told, distributions, quiet_optuna, study_of, value_at

QUESTIONS_FOR_A_NEW_POINT = 10
"""How often the sampler is asked for a point that no trial has, before one is drawn at random."""
TRIALS_AT_RANDOM = 10
"""The first trials, from which the estimator learns."""


def tpe_values(sweep: Sweep, number: int, told: Sequence[Told]) -> Mapping[str, Value] | None:
    """Return the values of the next trial; None if the trials have had every combination of them.

    It follows from the sweep, the number and what is told alone. Trials that still train count as bad ones, so that
    several at once do not try the same. The first trials are those of a random search with this seed.
    """
    known = {_spec(sweep, each.values) for each in told}
    others = (values for values in _others(sweep, number) if _spec(sweep, values) not in known)
    if number <= TRIALS_AT_RANDOM:
        return next(others, None)
    optuna = quiet_optuna()
    sampler = optuna.samplers.TPESampler(
        n_startup_trials=TRIALS_AT_RANDOM, constant_liar=True, seed=_seed(sweep, number)
    )
    study, space, axes = study_of(sweep, told, sampler), distributions(sweep), sweep.space
    for _ in range(QUESTIONS_FOR_A_NEW_POINT):
        drawn = study.ask(space).params
        values = {axis.name: value_at(axis, drawn[axis.name]) for axis in axes}
        if _spec(sweep, values) not in known:
            return values
    return next(others, None)


def _others(sweep: Sweep, number: int) -> Iterator[Mapping[str, Value]]:
    """Yield points at random, as a random search draws them, then each one of a space that is a list of them."""
    draws = random.Random(f"{sweep.base.seed}:{number}")
    for _ in range(DRAWS_FOR_A_NEW_POINT):
        yield {axis.name: axis.at(draws.random()) for axis in sweep.space}
    if not any(axis.is_range for axis in sweep.space):
        names: Collection[str] = tuple(sweep.axes)
        for values in product(*(axis.values for axis in sweep.space)):
            yield dict(zip(names, values, strict=True))


def _spec(sweep: Sweep, values: Mapping[str, Value]) -> RunSpec:
    return effective(sweep.point(1, values).spec)


def _seed(sweep: Sweep, number: int) -> int:
    """Return a seed of 32 bits for this question."""
    return int.from_bytes(hashlib.sha256(f"{sweep.base.seed}:{number}".encode()).digest()[:4])
