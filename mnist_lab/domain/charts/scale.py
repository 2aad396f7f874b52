"""The y axis: the range that shows the figures well, positions on it, and round numbers to label it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from mnist_lab.domain.charts.curves import ChartMetric
from mnist_lab.domain.charts.tick_rows import TickRows, linear_rows, log_rows
from mnist_lab.domain.charts.tick_text import Tick, format_percent_ticks, format_ticks

UNTRAINED_LOSS = 2.5
"""A loss axis without figures ends here: an untrained network of ten classes starts near ln 10 = 2.3."""
OUTLIER_FACTOR = 6.0
"""Figures beyond this multiple of the upper quartile do not stretch an axis, if there are enough others."""
FEWEST_WITH_OUTLIERS = 6
DRAWABLE = 1e100
"""Figures beyond this count as off every scale."""
FURTHEST = 1e6
"""Positions end here: figures that are not finite, and 0 on a log axis, are that far off the axis."""
LOG_REACH = 1e5
LEAST_ERROR = 1e-4
LEAST_LOSS = 1e-6
"""Axes end no closer to zero than these."""
TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Scale:
    """The y axis, from the middle of the lowest row of a picture to the middle of the highest.

    `axis` has sizes: losses, or errors, which are 1 − accuracy and get smaller upwards.
    """

    metric: ChartMetric
    axis: TickRows
    is_log: bool = False

    def place(self, figure: float) -> float:
        """Return the position of a figure: 0 at the lower end, 1 at the upper, and beyond them off the axis."""
        place = min(max(self._place_of_size(_size(self.metric, figure)), -FURTHEST), FURTHEST)
        return place if self.metric is ChartMetric.LOSS else 1 - place

    def holds(self, figure: float) -> bool:
        """Return whether the figure is within the axis."""
        return -TOLERANCE <= self.place(figure) <= 1 + TOLERANCE

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """Return the labels, with the same decimals, from the lowest to the highest."""
        if self.metric is ChartMetric.LOSS:
            figures = [*self.axis.labelled]
            words = format_ticks(figures)
        else:
            figures = [1 - error for error in reversed(self.axis.labelled) if error <= 1 + TOLERANCE]
            words = format_percent_ticks(figures)
        return tuple(Tick(self.place(figure), word) for figure, word in zip(figures, words, strict=True))

    def _place_of_size(self, size: float) -> float:
        least, most = self.axis.least, self.axis.most
        if not self.is_log:
            return (size - least) / (most - least)
        return (math.log10(size / least) / math.log10(most / least)) if size > 0 else -math.inf


def scale_of(
    metric: ChartMetric, rows: int, figures: Sequence[float], compared: Sequence[float] = (), is_log: bool = False
) -> Scale:
    """Return an axis over this many rows for these figures and those they are compared with.

    A few figures far from the others, such as those of a first epoch, do not stretch a linear axis; outliers are
    judged apart in the two.
    """
    sizes = [_sizes(metric, group) for group in (figures, compared)]
    if is_log:
        return Scale(metric, _log_axis(metric, rows, [size for group in sizes for size in group if size > 0]), is_log)
    tops = [_top_without_outliers(group) for group in sizes if group]
    if metric is ChartMetric.LOSS:
        needed = max(*tops, LEAST_LOSS) if tops else UNTRAINED_LOSS
    else:
        needed = min(max(*tops, LEAST_ERROR), 1.0) if tops else 1.0
    return Scale(metric, linear_rows(needed, rows))


def _size(metric: ChartMetric, figure: float) -> float:
    return figure if metric is ChartMetric.LOSS else 1.0 - figure


def _sizes(metric: ChartMetric, figures: Sequence[float]) -> list[float]:
    return [size for size in (_size(metric, figure) for figure in figures) if 0 <= size <= DRAWABLE]


def _top_without_outliers(sizes: Sequence[float]) -> float:
    ordered = sorted(sizes)
    if len(ordered) < FEWEST_WITH_OUTLIERS:
        return ordered[-1]
    limit = OUTLIER_FACTOR * ordered[int(0.75 * (len(ordered) - 1))]
    return max((size for size in ordered if size <= limit), default=ordered[-1])


def _log_axis(metric: ChartMetric, rows: int, sizes: Sequence[float]) -> TickRows:
    """Return a log axis for the sizes within a fixed factor of the median."""
    sizes = sizes or [UNTRAINED_LOSS if metric is ChartMetric.LOSS else 1.0]
    middle = sorted(sizes)[len(sizes) // 2]
    least_of_all = LEAST_LOSS if metric is ChartMetric.LOSS else LEAST_ERROR
    most = max(min(max(sizes), middle * LOG_REACH), least_of_all)
    least = min(max(min(sizes), middle / LOG_REACH, least_of_all / 10), most)
    return log_rows(least, most, rows)
