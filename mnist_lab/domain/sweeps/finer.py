"""A finer grid around a good trial: the values beside its own, closer together.

If the trial has the lowest or highest value that was tried, the grid reaches beyond it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from mnist_lab.domain.runs.setting_fields import Kind, SettingField, Value
from mnist_lab.domain.sweeps.axis import Axis, written
from mnist_lab.domain.sweeps.effects import place_of
from mnist_lab.domain.sweeps.trials import Trial

VALUES = 5
NARROWER = 0.25
"""How wide the finer grid is, as a share of a range."""
END_OF_A_RANGE = 0.05


def finer_axes(axes: tuple[Axis, ...], best: Trial) -> Mapping[str, str]:
    """Return a grid around a trial as text by setting; a setting that has no values between is fixed at its own."""
    return {axis.name: _finer(axis, best.point.values[axis.name]) for axis in axes}


def end_of(axis: Axis, value: Value) -> int:
    """Return -1 for the lowest value that was tried and 1 for the highest, 0 for others and if the setting ends there.

    The last twentieth of a range is its end.
    """
    if not axis.is_numeric or value is None:
        return 0
    if axis.is_range:
        place, low, high = place_of(axis, value), axis.low, axis.high
        is_lowest, is_highest = place <= END_OF_A_RANGE, place >= 1 - END_OF_A_RANGE
    else:
        numbers = _numbers(axis)
        low, high = numbers[0], numbers[-1]
        is_lowest, is_highest = value == low, value == high
    if is_lowest is is_highest:
        return 0
    if is_lowest:
        return -1 if axis.field.low is None or low > axis.field.low else 0
    return 1 if axis.field.high is None or high < axis.field.high else 0


def _finer(axis: Axis, value: Value) -> str:
    if value is None or isinstance(value, bool | str):
        return written(axis.field, value)
    low, high = (_allowed(axis.field, end, float(value)) for end in _around(axis, float(value)))
    if low > 0 and (axis.is_log or (not axis.is_range and high / low >= 4)):
        found = [low * (high / low) ** (place / (VALUES - 1)) for place in range(VALUES)]
    else:
        found = [low + (high - low) * place / (VALUES - 1) for place in range(VALUES)]
    nearest = min(range(VALUES), key=lambda place: abs(found[place] - float(value)))
    values = [value if place == nearest else _rounded(axis, each) for place, each in enumerate(found)]
    return ",".join(
        written(axis.field, each) for each in dict.fromkeys(sorted(values, key=lambda each: float(each or 0)))
    )


def _around(axis: Axis, value: float) -> tuple[float, float]:
    """Return the neighbours of a value on its axis, or a quarter of its range around it.

    At the end of the axis, what lies beyond is as far away as what lies before.
    """
    if axis.is_range:
        middle = place_of(axis, value)
        return _number_at(axis, middle - NARROWER / 2), _number_at(axis, middle + NARROWER / 2)
    numbers = _numbers(axis)
    place = numbers.index(value)
    below = numbers[place - 1] if place else None
    above = numbers[place + 1] if place + 1 < len(numbers) else None
    if below is None and above is None:
        return value, value
    return (
        _mirrored(value, above) if below is None and above is not None else float(below or 0),
        _mirrored(value, below) if above is None and below is not None else float(above or 0),
    )


def _mirrored(value: float, neighbour: float) -> float:
    """Return the number as far beyond a value as its neighbour is before it, by ratio where that is at least two."""
    if min(value, neighbour) > 0 and max(value, neighbour) >= 2 * min(value, neighbour):
        return value * value / neighbour
    return 2 * value - neighbour


def _number_at(axis: Axis, share: float) -> float:
    if axis.is_log:
        return axis.low * float((axis.high / axis.low) ** share)
    return axis.low + share * (axis.high - axis.low)


def _allowed(field: SettingField, number: float, value: float) -> float:
    """Return the number inside the bounds of the setting; halfway between `value` and a bound that is not included."""
    if field.low is not None and (number < field.low or (number == field.low and not field.low_included)):
        return field.low if field.low_included else (field.low + value) / 2
    if field.high is not None and (number > field.high or (number == field.high and not field.high_included)):
        return field.high if field.high_included else (field.high + value) / 2
    return number


def _numbers(axis: Axis) -> list[float]:
    return sorted(float(each) for each in axis.values if each is not None)


def _rounded(axis: Axis, value: float) -> Value:
    if axis.field.kind is Kind.WHOLE:
        return round(value)
    digits = 2 if value == 0 else max(2, 2 - math.floor(math.log10(abs(value))))
    return round(value, digits)
