"""The settings in which the sides of a comparison differ, in the order of the form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mnist_lab.domain.comparison.side import Side
from mnist_lab.domain.evidence.group_diff import values_text
from mnist_lab.domain.runs.setting_fields import field_named
from mnist_lab.domain.runs.spec import NO_PART_OF_A_GROUP

DIGITS = "data"
"""The name of the digits among the settings that differ."""


@dataclass(frozen=True, slots=True)
class DifferingSetting:
    """A setting with its text for each side, in the order of the sides; a group of several values has them all.

    `short` is its label for a column.
    """

    name: str
    label: str
    values: tuple[str, ...]
    short: str


def differing_settings(sides: Sequence[Side]) -> tuple[DifferingSetting, ...]:
    """Return the settings in which these sides differ, and the digits if those do.

    Seeds count only between single runs, of which it is all that two repeats differ in; devices never.
    """
    if len(sides) < 2:
        return ()
    found = []
    for name in type(sides[0].group.spec).model_fields:
        if name == "device" or (name in NO_PART_OF_A_GROUP and not all(side.is_lone for side in sides)):
            continue
        values = tuple(values_text(side.group, name) for side in sides)
        if len(set(values)) > 1:
            setting = field_named(type(sides[0].group.spec), name).setting
            found.append(DifferingSetting(name, setting.label, values, setting.short))
    if len({side.group.data.sha256 for side in sides}) > 1:
        digits = tuple(side.group.data.text for side in sides)
        found.append(DifferingSetting(DIGITS, "digits", digits, "digits"))
    return tuple(found)
