"""Grids over settings: every combination of some values of each."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.runs.setting_fields import SettingField, SettingsInvalid, Value, fields_of
from mnist_lab.domain.runs.spec import NO_PART_OF_A_GROUP, RunSpec
from mnist_lab.domain.tables.column_names import OLD_NAMES

MOST_GROUPS = 10_000


class GridInvalid(ValueError):
    """A grid that cannot be made; the message is one sentence, without its full stop."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """One combination of a grid: its values in words by the settings' names, and all settings."""

    values: Mapping[str, str]
    spec: RunSpec

    @property
    def label(self) -> str:
        """Return the values in one line: "batch 10, epochs 50"."""
        return ", ".join(f"{_named(name).setting.short} {words}" for name, words in self.values.items())


@dataclass(frozen=True, slots=True)
class Grid:
    """The values of each setting; a setting with one value is fixed at it, one without is as in the baseline."""

    axes: Mapping[str, tuple[Value, ...]]

    @property
    def count(self) -> int:
        """Return how many combinations there are."""
        return math.prod(map(len, self.axes.values()))

    def cells(self, budget: Budget) -> tuple[GridCell, ...]:
        """Return every combination at this budget; the grid's own epochs and digits win over the budget's.

        Raises:
            GridInvalid: if a value is out of its range, two come to the same, or there are too many.
        """
        if self.count > MOST_GROUPS:
            raise GridInvalid(f"the grid has {self.count:,} combinations, and {MOST_GROUPS:,} are the most")
        usual = {"epochs": budget.epochs, "train_size": budget.train_size, "seed": budget.seed}
        found: dict[RunSpec, GridCell] = {}
        for values in product(*self.axes.values()):
            given = dict(zip(self.axes, values, strict=True))
            try:
                spec = RunSpec.of({**usual, **given})
            except SettingsInvalid as invalid:
                raise GridInvalid(str(invalid)) from None
            words = {name: _named(name).text(spec.value(name)) for name in self.axes}
            if spec in found:
                raise GridInvalid(f"two combinations are the same: {GridCell(words, spec).label}")
            found[spec] = GridCell(words, spec)
        return tuple(found.values())


def grid_of(words: Sequence[str]) -> Grid:
    """Parse a grid such as "units=16,64,256", "dropout=0,0.2".

    Raises:
        GridInvalid: if a setting is not known or named twice, or has no value.
    """
    axes: dict[str, tuple[Value, ...]] = {}
    for word in words:
        name, equals, listed = word.partition("=")
        field = _field(name.strip())
        values = tuple(field.read(value) for value in listed.split(",") if value.strip())
        if not equals or not values:
            raise GridInvalid(f"“{word}” is not a setting with its values, such as units=16,64,256")
        if field.name in axes:
            raise GridInvalid(f"{field.setting.label} is named twice")
        axes[field.name] = values
    return Grid(axes)


def _field(word: str) -> SettingField:
    """Return the setting of that name, option or label."""
    name = OLD_NAMES.get(word.lower(), word.lower())
    for field in fields_of(RunSpec):
        if name in {field.name, field.option.removeprefix("--"), field.setting.label, field.setting.short}:
            if field.name in NO_PART_OF_A_GROUP:
                raise GridInvalid(f"{field.name} cannot be part of a grid: repeats use the seeds 1, 2, 3 and so on")
            return field
    names = ", ".join(field.name for field in fields_of(RunSpec) if field.name not in NO_PART_OF_A_GROUP)
    raise GridInvalid(f"there is no setting “{word}”; the settings are {names}")


def _named(name: str) -> SettingField:
    return next(field for field in fields_of(RunSpec) if field.name == name)
