"""A sweep as it was asked for: settings with their values, how they are searched, and how much is trained."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Self

from mnist_lab.domain.formatting.text_cleaning import Line
from mnist_lab.domain.runs.run import Dataset, Moment
from mnist_lab.domain.runs.run_request import MOST_REPEATS
from mnist_lab.domain.runs.setting_fields import SettingsInvalid, Value, field_named
from mnist_lab.domain.runs.spec import NO_PART_OF_A_GROUP, RunSpec
from mnist_lab.domain.sweeps.axis import Axis, AxisInvalid, axis_of
from mnist_lab.domain.tables.metrics import METRICS, Metric
from mnist_lab.util.records.declarations import Bounds, Pattern
from mnist_lab.util.records.record import Record

MOST_TRIALS = 10_000
USUAL_TRIALS = 40
"""The trials of a search that does not say how many."""
USUAL_CONFIRMATION = 5
"""The fresh seeds with which each of the best settings is trained again."""
CONFIRMED = 3
"""How many of the best settings are trained again."""
USUAL_METRIC = "val_loss"
RANKING_METRICS: Mapping[str, Metric] = {
    key: metric for key, metric in METRICS.items() if metric.better and not key.startswith("test_")
}
"""What a sweep may rank trials by: never the test digits, or the best one's test figures would be biased."""


class Search(StrEnum):
    """How the trials of a sweep are chosen."""

    GRID = "grid"
    RANDOM = "random"
    TPE = "tpe"


class Pruning(StrEnum):
    """By which rule a trial that does badly ends early."""

    OFF = "off"
    MEDIAN = "median"
    HALVING = "halving"


class SweepInvalid(ValueError):
    """A sweep that cannot be made; the message is one sentence, without its full stop."""


@dataclass(frozen=True, slots=True)
class Point:
    """One trial's settings: its number from 1, the value on each axis, and the spec of its first seed."""

    number: int
    values: Mapping[str, Value]
    spec: RunSpec

    @property
    def label(self) -> str:
        """Return the values in one line: "batch 10, epochs 50"."""
        return ", ".join(self.spec.phrase(field_named(RunSpec, name)) for name in self.values)


class Sweep(Record, closed=True):
    """The definition of a sweep. Frozen; `sweep_of` makes it with its id, and checks it.

    `axes` has the values of each varied setting as text, by its name; `base` all other settings, with the first seed,
    which is also the seed of the search. `trials` is None for a whole grid. Each trial is trained `repeats` times, and
    the best ones `confirm` times again with fresh seeds, 0 for not. `estimate` is how long that was expected to take,
    in seconds. `fitted_from` has the id of the sweep that was made smaller to be this one, and the minutes that it had
    to fit into, so that the same wish finds it again.
    """

    id: Annotated[str, Pattern(r"[a-z0-9-]{1,64}")]
    created: Moment
    name: Line = ""
    base: RunSpec
    axes: Mapping[str, str]
    search: Search = Search.GRID
    trials: Annotated[int, Bounds(1, MOST_TRIALS)] | None = None
    repeats: Annotated[int, Bounds(1, MOST_REPEATS)] = 1
    confirm: Annotated[int, Bounds(0, MOST_REPEATS)] = USUAL_CONFIRMATION
    metric: str = USUAL_METRIC
    prune: Pruning = Pruning.OFF
    keeps_weights: bool = False
    data: Dataset
    estimate: float | None = None
    fitted_from: Line = ""

    @property
    def title(self) -> str:
        """Return the name of the sweep; without one, the settings that it varies: "nodes × dropout"."""
        return self.name or " × ".join(field_named(RunSpec, name).setting.short for name in self.axes)

    @property
    def shared(self) -> str:
        """Return what all trials have in common, as far as it is not the baseline's: "epochs 4, digits 2000"."""
        phrases = self.base.described_by_name()
        return ", ".join(words for name, words in phrases.items() if name not in self.axes) or "the baseline"

    @property
    def space(self) -> tuple[Axis, ...]:
        """Return the axes."""
        return tuple(axis_of(name, text) for name, text in self.axes.items())

    @property
    def ranked_by(self) -> Metric:
        """Return the metric that ranks trials."""
        return RANKING_METRICS[self.metric]

    @property
    def search_seeds(self) -> range:
        """Return the seeds of each trial."""
        return range(self.base.seed, self.base.seed + self.repeats)

    @property
    def fresh_seeds(self) -> range:
        """Return the seeds with which the best settings are trained again: none of them was used in the search."""
        return range(self.search_seeds.stop, self.search_seeds.stop + self.confirm)

    def identified(self) -> Self:
        """Return the sweep with the id that follows from what decides its trials."""
        return self.model_copy(update={"id": f"sweep-{_digest(self)}"})

    def point(self, number: int, values: Mapping[str, Value]) -> Point:
        """Return the trial of that number with these values on the axes.

        A value without effect beside the others, such as a momentum without SGD, is left at its default.

        Raises:
            SettingsInvalid: if the settings do not go together otherwise.
        """
        given = {**self._fixed(), **values}
        for name in values:
            needs = field_named(RunSpec, name).setting.only_with
            if needs is not None and given.get(needs[0], self.base.value(needs[0])) != needs[1]:
                del given[name]
        spec = RunSpec.of(given)
        return Point(number, {name: spec.value(name) for name in values}, spec)

    def point_of(self, number: int, spec: RunSpec) -> Point:
        """Return the trial that a run of these settings belongs to."""
        return Point(number, {name: spec.value(name) for name in self.axes}, spec.model_copy(update=self._seed()))

    def _seed(self) -> dict[str, Value]:
        return {"seed": self.base.seed}

    def _fixed(self) -> dict[str, Value]:
        """Return the settings that the axes leave alone; an optimizer's own learning rate follows the optimizer."""
        fixed: dict[str, Value] = {
            name: self.base.value(name) for name in RunSpec.model_fields if name not in self.axes
        }
        if "optimizer" in self.axes and "learning_rate" in fixed and self.base.has_own_rate():
            del fixed["learning_rate"]
        return fixed


def sweep_of(now: datetime, data: Dataset, base: RunSpec, axes: Mapping[str, str], **options: Any) -> Sweep:
    """Return the sweep over these axes, whose id follows from everything that decides its trials.

    The same sweep asked for again has the same id, also with more trials or repeats: it goes on where it was.

    Raises:
        SweepInvalid: if it has no axis, a value is out of its range, there are too many combinations, or it cannot be
            ranked by that metric.
    """
    if not axes:
        raise SweepInvalid("a sweep needs a setting with several values, such as --units 64,518 or --dropout 0:0.5:0.1")
    for name in axes:
        if name in NO_PART_OF_A_GROUP:
            raise SweepInvalid(f"{name} cannot be part of a sweep: --repeats trains several seeds")
    order = list(RunSpec.model_fields)
    try:
        space = {name: axis_of(name, axes[name]) for name in sorted(axes, key=order.index)}
        if options.get("search", Search.GRID) == Search.GRID:
            count = math.prod(len(axis.grid_values) for axis in space.values())
            if count > MOST_TRIALS:
                raise SweepInvalid(f"the grid has {count:,} combinations, and {MOST_TRIALS:,} are the most")
    except AxisInvalid as invalid:
        raise SweepInvalid(str(invalid)) from None
    metric = options.get("metric", USUAL_METRIC)
    if metric not in RANKING_METRICS:
        reason = "the test digits must not choose" if str(metric).startswith("test_") else "it ranks nothing"
        raise SweepInvalid(f"--metric takes {', '.join(RANKING_METRICS)}, not {metric}: {reason}")
    written_axes = {name: axis.text for name, axis in space.items()}
    sweep = Sweep(id="sweep", created=now, data=data, base=base, axes=written_axes, **options)
    for axis in space.values():
        needs = axis.field.setting.only_with
        if needs is not None and needs[1] not in (
            space[needs[0]].values if needs[0] in space else (base.value(needs[0]),)
        ):
            other = field_named(RunSpec, needs[0])
            raise SweepInvalid(f"{axis.field.setting.label} has no effect without {other.text(needs[1])}")
    try:
        sweep.point(1, {name: axis.at(0.0) for name, axis in space.items()})
    except SettingsInvalid as invalid:
        raise SweepInvalid(str(invalid)) from None
    return sweep.identified()


def _digest(sweep: Sweep) -> str:
    """Return eight hexadecimal digits of what decides the trials."""
    deciding = sweep.model_dump(mode="json", exclude=NOT_DECIDING)
    return hashlib.sha256(json.dumps(deciding, sort_keys=True).encode()).hexdigest()[:8]


NOT_DECIDING = frozenset(
    {"id", "created", "name", "trials", "repeats", "confirm", "keeps_weights", "estimate", "fitted_from"}
)
"""Fields that may change while it is still the same sweep."""
