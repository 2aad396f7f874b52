"""How often evidence errs, by simulation on the spread of real repeats of the baseline.

Run: python benchmarks/evidence.py [TRIALS]
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from mnist_lab.domain.evidence import CHANCE, Evidence, compare, corrected, deviation

REPEATS = (0.9766, 0.9804, 0.9773, 0.9811, 0.9794)
"""Test accuracies of five repeats of the baseline: 10 epochs, kept weights, seeds 1 to 5."""
COMPARISONS = 10
"""The variations of all labs, each compared with the one baseline."""

Draw = Callable[[int], "np.ndarray[Any, Any]"]


def draws(random: np.random.Generator) -> dict[str, Draw]:
    """Ways to draw so many runs of one spec: from a normal distribution, and from the repeats themselves."""
    spread = deviation(REPEATS)
    assert spread is not None
    middle = float(np.mean(REPEATS))

    def normal(count: int) -> np.ndarray[Any, Any]:
        return np.round(random.normal(middle, spread, count), 4)

    def resampled(count: int) -> np.ndarray[Any, Any]:
        return random.choice(REPEATS, count)

    def smoothed(count: int) -> np.ndarray[Any, Any]:
        # the repeats with the noise that scoring on 10,000 digits adds
        return np.round(resampled(count) + random.normal(0, math.sqrt(middle * (1 - middle) / 10_000), count), 4)

    return {"normal": normal, "resampled": resampled, "resampled, with scoring noise": smoothed}


def singles(draw: Draw, count: int, trials: int, shift: float = 0.0, *, paired: bool = False) -> Iterator[Evidence]:
    """Comparisons of two specs whose figures differ by `shift` in truth."""
    for _ in range(trials):
        yield compare(draw(count).tolist(), (draw(count) + shift).tolist(), paired=paired)


def labs(
    draw: Draw, count: int, trials: int, shifts: tuple[float, ...], *, paired: bool = False
) -> Iterator[tuple[Evidence, ...]]:
    """Families of comparisons with one baseline, corrected."""
    for _ in range(trials):
        baseline = draw(count).tolist()
        yield corrected([compare(baseline, (draw(count) + shift).tolist(), paired=paired) for shift in shifts])


def covers(found: Evidence, truth: float) -> bool:
    """Whether the interval holds the truth, as one without ends does."""
    return found.low is None or found.high is None or found.low - 1e-12 <= truth <= found.high + 1e-12


def main() -> None:
    """Print the share of trials that err, or that find what is there."""
    trials = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    most = CHANCE + 2.33 * math.sqrt(CHANCE * (1 - CHANCE) / trials)
    spread = deviation(REPEATS)
    assert spread is not None
    print(f"{trials} trials; the repeats vary by {spread * 100:.3f} points; 5 % with its binomial margin: {most:.2%}")
    for paired in (False, True):
        kind = "paired" if paired else "Welch"
        for name, draw in draws(np.random.default_rng(1)).items():
            spread = float(np.std(draw(100_000)))
            some = tuple(shift * spread for shift in (0, 0, 0, 0, 0, 1, 2, 3, 10, 40))
            print(f"\n{kind}, {name}")
            for count in (3, 5, 10):
                one, lab = partial(singles, draw, count, trials), partial(labs, draw, count, trials)
                same = list(one(paired=paired))
                shifted = list(one(3 * spread, paired=paired))
                nothing = list(lab((0.0,) * COMPARISONS, paired=paired))
                mixed = list(lab(some, paired=paired))
                apart = [any(f.conclusive for f, shift in zip(each, some, strict=True) if not shift) for each in mixed]
                whole = [all(covers(f, shift) for f, shift in zip(each, some, strict=True)) for each in mixed]
                print(
                    f"  n = {count:2}: alike called different {share(f.conclusive for f in same)}, "
                    f"interval covers {share(covers(f, 3 * spread) for f in shifted)}, "
                    f"3 sd found {share(f.conclusive for f in shifted)}; "
                    f"ten at once: none differs, any called different "
                    f"{share(any(f.conclusive for f in each) for each in nothing)}; "
                    f"five differ, any other called different {share(apart)}, all intervals cover {share(whole)}"
                )


def share(held: Any) -> str:
    """The share of those that are so."""
    values = list(held)
    return f"{sum(values) / len(values):6.2%}"


if __name__ == "__main__":
    main()
