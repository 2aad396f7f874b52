"""All figures of a comparison at one epoch, for the cursor of the chart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from mnist_lab.domain.charts.curves import ChartMetric, Curve, epoch_ends, figure_of
from mnist_lab.domain.comparison.comparison import Comparison
from mnist_lab.domain.comparison.side import Side
from mnist_lab.domain.evidence.significance import deviation
from mnist_lab.domain.runs.run import Run


@dataclass(frozen=True, slots=True)
class Reading:
    """The figures of a side at the end of an epoch: means over the runs that have it; None for what was not measured.

    `sd` is the standard deviation of the validation figure, None for one run. `runs` is how many runs reached the
    epoch; 0 if none did. `seconds` is the training time until then.
    """

    letter: str
    epoch: int
    training: float | None = None
    clean: float | None = None
    validation: float | None = None
    sd: float | None = None
    runs: int = 0
    seconds: float | None = None

    @property
    def gap(self) -> float | None:
        """Return validation minus clean training figure: of losses the clean gap."""
        return None if self.clean is None or self.validation is None else self.validation - self.clean


def readings_at(comparison: Comparison, epoch: int, metric: ChartMetric) -> tuple[Reading, ...]:
    """Return the figures of every side at an epoch, in the order of the sides."""
    return tuple(_reading(side, epoch, metric) for side in comparison.sides)


def _reading(side: Side, number: int, metric: ChartMetric) -> Reading:
    reached = [run for run in side.averaged if len(run.epochs) >= number > 0]
    if not reached:
        return Reading(side.letter, number)
    validation = _finite(reached, number, Curve.VALIDATION, metric)
    return Reading(
        side.letter,
        number,
        _mean(_finite(reached, number, Curve.TRAINING, metric)),
        _mean(_finite(reached, number, Curve.CLEAN, metric)),
        _mean(validation),
        deviation(validation) if validation else None,
        len(reached),
        fmean(epoch_ends(run.epochs, in_seconds=True)[number - 1] for run in reached),
    )


def _finite(runs: Sequence[Run], number: int, curve: Curve, metric: ChartMetric) -> list[float]:
    figures = (figure_of(run.epochs[number - 1], curve, metric) for run in runs)
    return [figure for figure in figures if figure is not None and math.isfinite(figure)]


def _mean(figures: Sequence[float]) -> float | None:
    return fmean(figures) if figures else None
