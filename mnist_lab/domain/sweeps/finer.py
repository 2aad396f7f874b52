"""A finer grid around a good trial: the values beside its own, closer together."""

from __future__ import annotations

import math
from collections.abc import Mapping

from mnist_lab.domain.runs.setting_fields import Kind, Value
from mnist_lab.domain.sweeps.axis import Axis, written
from mnist_lab.domain.sweeps.effects import place_of
from mnist_lab.domain.sweeps.trials import Trial

VALUES = 5
NARROWER = 0.25
"""How wide the finer grid is, as a share of a range."""


def finer_axes(axes: tuple[Axis, ...], best: Trial) -> Mapping[str, str]:
    """Return a grid around a trial as text by setting; a setting that has no values between is fixed at its own."""
    return {axis.name: _finer(axis, best.point.values[axis.name]) for axis in axes}


def _finer(axis: Axis, value: Value) -> str:
    if value is None or isinstance(value, bool | str):
        return written(axis.field, value)
    low, high = _around(axis, float(value))
    if axis.is_log or (not axis.is_range and low > 0 and high / low >= 4):
        found = [low * (high / low) ** (place / (VALUES - 1)) for place in range(VALUES)]
    else:
        found = [low + (high - low) * place / (VALUES - 1) for place in range(VALUES)]
    nearest = min(range(VALUES), key=lambda place: abs(found[place] - float(value)))
    values = [value if place == nearest else _rounded(axis, each) for place, each in enumerate(found)]
    return ",".join(
        written(axis.field, each) for each in dict.fromkeys(sorted(values, key=lambda each: float(each or 0)))
    )


def _around(axis: Axis, value: float) -> tuple[float, float]:
    """Return the neighbours of a value on its axis, or a quarter of its range around it."""
    if not axis.is_range:
        values = sorted(float(each) for each in axis.values if each is not None)
        place = values.index(value)
        return values[max(0, place - 1)], values[min(len(values) - 1, place + 1)]
    middle = place_of(axis, value)
    low, high = max(0.0, middle - NARROWER / 2), min(1.0, middle + NARROWER / 2)
    ends = axis.at(low), axis.at(high)
    return float(ends[0] or 0), float(ends[1] or 0)


def _rounded(axis: Axis, value: float) -> Value:
    if axis.field.kind is Kind.WHOLE:
        return round(value)
    digits = 2 if value == 0 else max(2, 2 - math.floor(math.log10(abs(value))))
    return round(value, digits)
