"""The trials of a grid, and of a random search: both follow from the sweep alone, whatever has been trained."""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Mapping
from itertools import islice, product

from mnist_lab.domain.runs.setting_fields import Value
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.sweeps.sweep import USUAL_TRIALS, Point, Search, Sweep

DRAWS_FOR_A_NEW_POINT = 100
"""How often a random search draws before it takes a point that it has had already: a small space has no others."""


def points_of(sweep: Sweep) -> tuple[Point, ...]:
    """Return the trials of a grid or of a random search in their order; a TPE search decides them one by one."""
    if sweep.search is Search.GRID:
        return grid_points(sweep)
    return random_points(sweep) if sweep.search is Search.RANDOM else ()


def trial_count(sweep: Sweep) -> int:
    """Return how many trials there are to be."""
    if sweep.search is Search.TPE:
        return min(sweep.trials or USUAL_TRIALS, _combinations(sweep))
    return len(points_of(sweep))


def grid_points(sweep: Sweep) -> tuple[Point, ...]:
    """Return every combination once, the last axis changing fastest; at most as many as the sweep has trials."""
    names = tuple(sweep.axes)
    found: dict[RunSpec, Point] = {}
    for values in product(*(axis.grid_values for axis in sweep.space)):
        point = sweep.point(len(found) + 1, dict(zip(names, values, strict=True)))
        found.setdefault(point.spec, point)
    return tuple(islice(found.values(), sweep.trials))


def random_points(sweep: Sweep) -> tuple[Point, ...]:
    """Return the points of a random search: number n is the same whatever follows it, so that more can be added."""
    space = sweep.space
    found: dict[RunSpec, Point] = {}
    for number in range(1, min(sweep.trials or USUAL_TRIALS, _combinations(sweep)) + 1):
        draws = random.Random(f"{sweep.base.seed}:{number}")
        for _ in range(DRAWS_FOR_A_NEW_POINT):
            values: Mapping[str, Value] = {axis.name: axis.at(draws.random()) for axis in space}
            point = sweep.point(number, values)
            if point.spec not in found:
                found[point.spec] = point
                break
        else:
            break
    return tuple(found.values())


def _combinations(sweep: Sweep) -> int:
    """Return how many combinations the values have; as many as there may be if a range has no end of them."""
    if any(axis.is_range for axis in sweep.space):
        return sys.maxsize
    if any(axis.field.setting.only_with is not None for axis in sweep.space):  # without effect beside some others
        return len(grid_points(sweep.model_copy(update={"trials": None})))
    return math.prod(len(axis.values) for axis in sweep.space)
