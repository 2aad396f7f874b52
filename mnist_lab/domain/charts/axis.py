"""Axes: the range that shows the figures well, positions on it, and round numbers to label it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from mnist_lab.domain.charts.curves import ChartMetric

UNTRAINED_LOSS = 2.5
"""A loss axis without figures ends here: an untrained network of ten classes starts near ln 10 = 2.3."""
OUTLIER_FACTOR = 6.0
"""Figures beyond this multiple of the upper quartile do not stretch an axis, if there are enough others."""
FEWEST_WITH_OUTLIERS = 6
DRAWABLE = 1e100
"""Figures beyond this count as off every scale."""
LOG_REACH = 1e5
LEAST_ERROR = 1e-4
LEAST_LOSS = 1e-6
"""Axes end no closer to zero than these."""
MOST_TICKS = 9
MOST_EMPTY = 1.2
ABOVE_LAST_ROW = 0.25
"""The rows by which an axis ends above its last row's tick: one dot of four."""
ROUND_TOPS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
ROUND_STEPS = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Tick:
    """A label of an axis: its position, 0 to 1 of the axis, and its text."""

    place: float
    text: str


@dataclass(frozen=True, slots=True)
class Scale:
    """The y axis from `low` to `high`. A log axis of accuracies shows errors, 1 − accuracy, the best on top."""

    metric: ChartMetric
    low: float
    high: float
    is_log: bool = False
    step: float = 0.0
    """From one tick to the next; 0 if that is not settled."""

    def place(self, figure: float) -> float:
        """Return the position of a figure: 0 at the lower end, 1 at the upper, for figures beyond the nearest end."""
        low, high = self._warped(self.low), self._warped(self.high)
        return min(max((self._warped(figure) - low) / (high - low), 0.0), 1.0)

    def holds(self, figure: float) -> bool:
        """Return whether the figure is within the axis."""
        return self.low <= figure <= self.high

    def spread_over(self, rows: int) -> Self:
        """Return the axis for a picture with this many rows. A linear axis is extended upwards until its ticks are
        whole rows apart.
        """
        if self.is_log:
            return self
        span = self.high - self.low
        step = _step(span, _most_ticks(rows))
        rows_a_step = max((rows - 1) // math.ceil(span / step - 1e-6), 1)
        longer = step * (rows - 1 + ABOVE_LAST_ROW) / rows_a_step
        return replace(self, high=self.low + (longer if longer <= MOST_EMPTY * span else span), step=step)

    def ticks(self, rows: int) -> tuple[Tick, ...]:
        """Return round numbers for a picture with this many rows, with the same decimals."""
        if self.is_log:
            figures = self._log_ticks(_most_ticks(rows))
        else:
            figures = _multiples(self.low, self.high, self.step or _step(self.high - self.low, _most_ticks(rows)))
        if self.metric is ChartMetric.LOSS:
            words = _tick_texts(figures)
        else:
            figures = [figure for figure in figures if figure < 1 + 1e-9]
            words = _format_percents(figures)
        return tuple(Tick(self.place(figure), word) for figure, word in zip(figures, words, strict=True))

    def _log_ticks(self, most: int) -> list[float]:
        if self.metric is ChartMetric.LOSS:
            return _log_numbers(self.low, self.high, most)
        return [1 - error for error in reversed(_log_numbers(1 - self.high, 1 - self.low, most))]

    def _warped(self, figure: float) -> float:
        if not self.is_log:
            return figure
        if self.metric is ChartMetric.ACCURACY:
            return -math.log10(1 - figure) if figure < 1 else math.inf
        return math.log10(figure) if figure > 0 else -math.inf


def scale_of(
    metric: ChartMetric, figures: Sequence[float], compared: Sequence[float] = (), is_log: bool = False
) -> Scale:
    """Return an axis with round ends for these figures and those they are compared with.

    A few figures far from the others, such as those of a first epoch, do not stretch a linear axis.
    """
    sizes = [_sizes(metric, group) for group in (figures, compared)]
    if is_log:
        return _log_scale(metric, [size for group in sizes for size in group if size > 0])
    tops = [_top_without_outliers(group) for group in sizes if group]
    if metric is ChartMetric.LOSS:
        return Scale(metric, 0.0, _round_top(max(*tops, LEAST_LOSS)) if tops else UNTRAINED_LOSS)
    error = min(_round_top(max(*tops, LEAST_ERROR)), 1.0) if tops else 1.0
    return Scale(metric, round(1.0 - error, 6), 1.0)


def epoch_ticks(last: float, most: int) -> tuple[Tick, ...]:
    """Return at most this many whole numbers from 0 to the last epoch."""
    step = max(_step(last, most), 1.0)
    return tuple(Tick(number / last, f"{number:.0f}") for number in _multiples(0.0, last, step))


def second_ticks(last: float, most: int) -> tuple[Tick, ...]:
    """Return at most this many round numbers of seconds, from 0 on."""
    numbers = _multiples(0.0, last, _step(last, most))
    return tuple(Tick(number / last, words) for number, words in zip(numbers, _tick_texts(numbers), strict=True))


def round_up(number: float) -> float:
    """Return the next round number that is not below."""
    return _round_top(number) if number > 0 else 1.0


def _sizes(metric: ChartMetric, figures: Sequence[float]) -> list[float]:
    sizes = figures if metric is ChartMetric.LOSS else [1.0 - figure for figure in figures]
    return [size for size in sizes if 0 <= size <= DRAWABLE]


def _top_without_outliers(sizes: Sequence[float]) -> float:
    ordered = sorted(sizes)
    if len(ordered) < FEWEST_WITH_OUTLIERS:
        return ordered[-1]
    limit = OUTLIER_FACTOR * ordered[int(0.75 * (len(ordered) - 1))]
    return max((size for size in ordered if size <= limit), default=ordered[-1])


def _log_scale(metric: ChartMetric, sizes: Sequence[float]) -> Scale:
    """Return the range of a log axis: figures within a fixed factor of the median."""
    sizes = sizes or [UNTRAINED_LOSS if metric is ChartMetric.LOSS else 1.0]
    middle = sorted(sizes)[len(sizes) // 2]
    high = _round_top(max(min(max(sizes), middle * LOG_REACH), LEAST_LOSS))
    low = _round_bottom(max(min(sizes), middle / LOG_REACH, LEAST_LOSS / 10))
    if low > high / 2:
        low = high / 10
    if metric is ChartMetric.LOSS:
        return Scale(metric, low, high, is_log=True)
    high = min(high, 1.0)
    return Scale(metric, 1.0 - high, 1.0 - max(min(low, high / 10), LEAST_ERROR / 10), is_log=True)


def _round_top(number: float) -> float:
    power = 10.0 ** math.floor(math.log10(number))
    return next((top * power for top in ROUND_TOPS if top * power >= number * (1 - 1e-9)), 10.0 * power)


def _round_bottom(number: float) -> float:
    power = 10.0 ** math.floor(math.log10(number))
    return max(step * power for step in (1.0, 2.0, 5.0) if step * power <= number * (1 + 1e-9))


def _step(span: float, most: int) -> float:
    rough = span / max(most - 1, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in ROUND_STEPS if step * power >= rough * (1 - 1e-9))


def _most_ticks(rows: int) -> int:
    return min(max((rows + 1) // 2, 2), MOST_TICKS)


def _multiples(low: float, high: float, step: float) -> list[float]:
    first, last = math.ceil(low / step - 1e-6), math.floor(high / step + 1e-6)
    return [number * step for number in range(first, last + 1)]


def _log_numbers(low: float, high: float, most: int) -> list[float]:
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for steps in ((1, 2, 5), (1, 3), (1,)):
        numbers = [step * 10.0**decade for decade in decades for step in steps]
        within = [number for number in numbers if low * (1 - 1e-9) <= number <= high * (1 + 1e-9)]
        if len(within) <= most:
            return within
    every = math.ceil(len(within) / max(most, 1))
    return within[::every]


def _tick_texts(numbers: Sequence[float]) -> list[str]:
    largest = max(map(abs, numbers), default=0.0)
    decimals = max((_decimals(number) for number in numbers), default=0)
    if largest >= 1e5 or decimals > 4:
        return [f"{number:.3g}".replace("e+0", "e").replace("e+", "e").replace("e-0", "e-") for number in numbers]
    return [f"{number:.{decimals}f}" for number in numbers]


def _format_percents(shares: Sequence[float]) -> list[str]:
    per_cent = [share * 100 for share in shares]
    decimals = min(max((_decimals(number) for number in per_cent), default=0), 3)
    return [f"{number:.{decimals}f}" for number in per_cent]


def _decimals(number: float) -> int:
    return next((digits for digits in range(12) if abs(round(number, digits) - number) <= 1e-6 * abs(number)), 12)
