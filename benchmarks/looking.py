"""False alarms of whoever looks again after each added repeat: equals, drawn and compared many at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from repeats import REPEATS
from scipy.special import stdtr

from mnist_lab.domain.evidence.levels import LAST_LOOK, PAST_THE_PLAN, is_past_the_plan, level_of
from mnist_lab.domain.evidence.significance import CAUTIOUS_FREEDOM, compare, corrected

PLANS = (3, 5, 10)
FOR_LONG = 100
"""As many runs a side as somebody may add who never stops."""
BASELINE = "baseline"
NAMES = tuple(name for name in REPEATS if name != BASELINE)

Figures = np.ndarray[Any, Any]


class Draw(Protocol):
    """Draws figures of the group of a name, all with one true mean."""

    def __call__(self, name: str, size: int | tuple[int, ...]) -> Figures: ...


@dataclass(frozen=True, slots=True)
class Looks:
    """Which looks are taken: from the plan to `last` runs, at both sides as they grow, or at one that grows alone.

    `level` is that of each look if the rule is not followed: single looks at 5 % are what the rule is there to prevent.
    """

    planned: int
    last: int = LAST_LOOK
    only_b_grows: bool = False
    level: float | None = None
    before_the_plan: bool = False

    @property
    def counts(self) -> Iterator[tuple[int, int]]:
        """Yield the runs of both sides at each look; before the plan, A has its runs and those of B come one by one."""
        if self.before_the_plan:
            yield from ((self.planned, count) for count in range(2, self.planned))
        for count in range(self.planned, self.last + 1):
            yield (self.planned if self.only_b_grows else count), count


def alone(draw: Draw, looks: Looks, trials: int, wider: float = 1.0) -> float:
    """Return the share of comparisons of equals that any look calls different; B varies `wider` times as much."""
    each = -(-trials // len(NAMES))
    a = draw(BASELINE, (each * len(NAMES), looks.last))
    b = np.concatenate([draw(name, (each, looks.last)) for name in NAMES]) * wider
    return float(_any_alarm(a[:, None], b[:, None], looks).mean())


def among_ten(draw: Draw, looks: Looks, trials: int) -> float:
    """Return the share of labs, ten comparisons with one baseline, in which any look calls any equals different."""
    a = draw(BASELINE, (trials, 1, looks.last))
    b = np.stack([draw(name, (trials, looks.last)) for name in NAMES], axis=1)
    return float(_any_alarm(a, b, looks).mean())


def check(draw: Draw, planned: int = 5, trials: int = 50) -> None:
    """Check that what is computed here at once is what the product decides.

    Raises:
        AssertionError: if it is not.
    """
    a = draw(BASELINE, (trials, 1, LAST_LOOK))
    b = np.stack([draw(name, (trials, LAST_LOOK)) for name in NAMES], axis=1) * 1.5
    for count in (planned, planned + 1, LAST_LOOK):
        found = _alarms(a, b, (count, count), planned)
        for trial in range(trials):
            sides = [(a[trial, 0, :count].tolist(), b[trial, place, :count].tolist()) for place in range(len(NAMES))]
            decided = corrected([compare(*side, planned=planned) for side in sides])
            assert any(each.conclusive for each in decided) == found[trial]


def _any_alarm(a: Figures, b: Figures, looks: Looks) -> Figures:
    alarms = np.zeros(len(a), dtype=bool)
    for counts in looks.counts:
        level = PAST_THE_PLAN if min(counts) < looks.planned else looks.level
        alarms |= _alarms(a, b, counts, looks.planned, level)
    return alarms


def _alarms(a: Figures, b: Figures, counts: tuple[int, int], planned: int, level: float | None = None) -> Figures:
    """Return for each family whether its clearest comparison is called different: the first of Holm's steps."""
    family = b.shape[1]
    (first, of_a), (second, of_b) = _mean_and_error(a, counts[0]), _mean_and_error(b, counts[1])
    squared = of_a + of_b
    freedom = squared**2 / (of_a**2 / (counts[0] - 1) + of_b**2 / (counts[1] - 1))
    if family > 1 or (level is None and is_past_the_plan(counts, planned)):
        freedom = freedom * CAUTIOUS_FREEDOM
    p_values = 2 * stdtr(freedom, -np.abs(second - first) / np.sqrt(squared))
    # without any spread there is no p-value: such trials are those of a handful of equal figures, and are left out
    levels = _levels(counts, planned, freedom, family) if level is None else level / family
    return np.asarray((p_values <= levels).any(axis=1))


def _levels(counts: tuple[int, int], planned: int, freedom: Figures, family: int) -> float | Figures:
    if max(counts) <= LAST_LOOK or not is_past_the_plan(counts, planned):
        return level_of(counts, planned, 1.0, 1 / family)
    each = [level_of(counts, planned, found, 1 / family) for found in freedom.ravel().tolist()]
    return np.array(each).reshape(freedom.shape)


def _mean_and_error(figures: Figures, count: int) -> tuple[Figures, Figures]:
    """Return the means of the first runs, and their squared errors."""
    return figures[..., :count].mean(axis=-1), figures[..., :count].var(axis=-1, ddof=1) / count
