"""Chooses the length of an axis and its ticks so that all ticks are the same number of rows apart.

An axis begins at row 0 with its least size and ends at the last row. Round numbers are whole rows apart only on axes of
some lengths: of those the one is chosen that leaves little empty and has neither few ticks nor many.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial

STEPS = ((1.0, 0.0), (2.0, 0.0), (2.5, 0.12), (5.0, 0.0))
"""The steps of a linear axis within a decade, and how much each is to be avoided."""
PATTERNS = ((1.0, 3.0), (1.0, 2.0, 5.0))
"""The ticks of a log axis within a decade."""
LEAST_USED = 0.3
"""The fewest decades that count as needed: figures that are all alike do not make an axis empty."""
FURTHEST_FROM_ROW = 0.37
"""The most rows between a number of a log axis and the middle of its label's row: within the same cell."""
MOST_DECADES = 14
"""The most decades between two ticks."""
LAST_DECADE = 300
MOST_DOUBLINGS = 3
HEADROOM = 1e-9


@dataclass(frozen=True, slots=True)
class TickRows:
    """An axis over some rows: the sizes in the first and the last one, and the sizes with a label."""

    least: float
    most: float
    labelled: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    least: float
    most: float
    emptiness: float
    """The length of the axis, of what is needed."""
    gap: int
    """Rows from one tick to the next."""
    number: Callable[[int], float]
    """The size at a tick, counted from 0."""
    penalty: float = 0.0

    def cost(self, rows: int) -> float:
        """Return how bad the axis is: the less the better."""
        ticks = (rows - 1) // self.gap + 1
        wanted = 2 + min(rows / 5, 6)
        cost = 1.2 * (self.emptiness - 1) + 0.5 * abs(math.log2(ticks / wanted)) + self.penalty
        if self.gap == 1 and rows > 6:
            cost += 0.6
        return cost + (2.0 if ticks < 3 else 0.0)


@lru_cache(256)
def linear_rows(needed: float, rows: int) -> TickRows:
    """Return an axis from 0 to at least `needed`."""
    return _best(_linear(needed, rows), rows)


@lru_cache(256)
def log_rows(least: float, most: float, rows: int) -> TickRows:
    """Return a log axis that holds both sizes, which are above 0."""
    return _best(_log(math.log10(least), math.log10(most), rows), rows)


def _best(candidates: Iterator[_Candidate], rows: int) -> TickRows:
    best = min(candidates, key=lambda each: each.cost(rows))
    labelled = tuple(best.number(place) for place in range((rows - 1) // best.gap + 1))
    return TickRows(best.least, best.most, labelled)


def _linear(needed: float, rows: int) -> Iterator[_Candidate]:
    for gap in range(1, rows):
        steps_on_axis = (rows - 1) / gap
        least_step = needed * (1 - HEADROOM) / steps_on_axis
        for mantissa, penalty in STEPS:
            power = math.ceil(math.log10(least_step / mantissa))
            most = mantissa * 10.0**power * steps_on_axis
            yield _Candidate(0.0, most, most / needed, gap, partial(_multiple, mantissa, power), penalty)


def _log(least: float, most: float, rows: int) -> Iterator[_Candidate]:
    """Yield axes between two sizes, given by their logarithms."""
    decades = [((1.0,), number) for number in range(1, MOST_DECADES)]
    for gap in range(1, rows):
        within_decades = [(pattern, 1) for pattern in PATTERNS if _is_even(pattern, gap)]
        for pattern, length in (*decades, *within_decades):
            tick_length = length / len(pattern)
            first = math.floor(least / tick_length + HEADROOM)
            begin, end = first * tick_length, (first + (rows - 1) / gap) * tick_length
            if most - HEADROOM <= end <= LAST_DECADE:
                number = partial(_of_pattern, pattern, length, first)
                yield _Candidate(10.0**begin, 10.0**end, (end - begin) / max(most - least, LEAST_USED), gap, number)
        yield from _doublings(least, most, rows, gap)


def _is_even(pattern: tuple[float, ...], gap: int) -> bool:
    places = (math.log10(number) * len(pattern) for number in pattern)
    return all(abs(place - number) * gap <= FURTHEST_FROM_ROW for number, place in enumerate(places))


def _doublings(least: float, most: float, rows: int, gap: int) -> Iterator[_Candidate]:
    """Yield the axis whose ticks are each twice the one before, if they are few."""
    if (rows - 1) // gap > MOST_DOUBLINGS:
        return
    decade = math.floor(least + HEADROOM)
    mantissa = max(m for m in (1.0, 2.0, 5.0) if decade + math.log10(m) <= least + HEADROOM)
    begin = decade + math.log10(mantissa)
    end = begin + math.log10(2) * (rows - 1) / gap
    if most - HEADROOM <= end <= LAST_DECADE:
        number = partial(_doubled, mantissa, decade)
        emptiness = (end - begin) / max(most - least, LEAST_USED)
        yield _Candidate(10.0**begin, 10.0**end, emptiness, gap, number, penalty=0.1)


def _multiple(mantissa: float, power: int, place: int) -> float:
    return _exact(place * mantissa, power)


def _of_pattern(pattern: tuple[float, ...], decades: int, first: int, place: int) -> float:
    periods, within = divmod(first + place, len(pattern))
    return _exact(pattern[within], periods * decades)


def _doubled(mantissa: float, power: int, place: int) -> float:
    return _exact(mantissa * 2**place, power)


def _exact(mantissa: float, power: int) -> float:
    """Return the number as it is written, without what multiplication by a power of ten adds."""
    return float(f"{mantissa:.10g}e{power}")
