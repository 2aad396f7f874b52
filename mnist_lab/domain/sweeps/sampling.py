"""The trials of a grid, and of a random search: both follow from the sweep alone, whatever has been trained."""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Mapping
from itertools import islice, product

from mnist_lab.domain.runs.idle_settings import idle_reason
from mnist_lab.domain.runs.setting_fields import Value, fields_of
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
    most = _combinations(sweep)
    return min(sweep.trials or (most if sweep.search is Search.GRID else USUAL_TRIALS), most)


def grid_points(sweep: Sweep) -> tuple[Point, ...]:
    """Return every combination once, the last axis changing fastest; at most as many as the sweep has trials."""
    names = tuple(sweep.axes)
    found: dict[RunSpec, Point] = {}
    for values in product(*(axis.grid_values for axis in sweep.space)):
        point = sweep.point(len(found) + 1, dict(zip(names, values, strict=True)))
        found.setdefault(effective(point.spec), point)
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
            if (settings := effective(point.spec)) not in found:
                found[settings] = point
                break
        else:
            break
    return tuple(found.values())


def effective(spec: RunSpec) -> RunSpec:
    """Return the settings, those without effect beside the others at their default: the same for equal networks."""
    idle = {
        one.name: one.default
        for one in fields_of(RunSpec)
        if one.setting.needs is not None and idle_reason(RunSpec, one.name, spec.value) is not None
    }
    return spec.model_copy(update=idle) if idle else spec


def _combinations(sweep: Sweep) -> int:
    """Return how many combinations the values have; as many as there may be if a range has no end of them."""
    is_grid = sweep.search is Search.GRID
    if not is_grid and any(axis.is_range for axis in sweep.space):
        return sys.maxsize
    if any(axis.name in DECIDING or axis.field.setting.only_with is not None for axis in sweep.space):
        whole = sweep.model_copy(update={"trials": None, "search": Search.GRID})
        return len(grid_points(whole))
    return math.prod(len(axis.grid_values if is_grid else axis.values) for axis in sweep.space)


DECIDING = frozenset(one.setting.needs for one in fields_of(RunSpec) if one.setting.needs is not None)
"""The settings whose value decides whether others have an effect."""
