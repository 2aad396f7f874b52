"""How often evidence errs and what it finds, by simulation on the spread of real repeats.

Run: python benchmarks/evidence.py [TRIALS] [NAME…], where a NAME is a way to draw figures; without one, all. It prints
the tables of docs/evidence.md: the spreads that it draws from, looks after each added repeat, one look at the plan.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from looking import BASELINE, FOR_LONG, PLANS, Figures, Looks, alone, among_ten, check, in_percent
from repeats import REPEATS

from mnist_lab.domain.evidence.levels import CHANCE
from mnist_lab.domain.evidence.significance import Evidence, compare, corrected, deviation

COMPARISONS = 10
"""The variations of all labs, each compared with the one baseline."""
COUNTS = (3, 5, 10)
SHIFTS = (0, 0, 0, 0, 0, 1, 2, 3, 10, 40)
"""Where some variations differ, by how many standard deviations."""

Trial = tuple[Evidence, float]
"""What a comparison came to, and the true difference."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way to draw so many figures of the group of a name, all with one true mean, and the spread that they have."""

    draw: Callable[[str, int | tuple[int, ...]], Figures]
    spread: Callable[[str], float]

    def apart(self, name: str, deviations: float) -> float:
        """Return the difference between the baseline and a group that is that many pooled standard deviations."""
        return deviations * math.sqrt((self.spread(BASELINE) ** 2 + self.spread(name) ** 2) / 2)


def ways(random: np.random.Generator) -> Mapping[str, Way]:
    """Ways to draw the figures of repeats."""
    spreads = {name: deviation(figures) or 0.0 for name, figures in REPEATS.items()}
    unit = spreads[BASELINE]
    five = np.array(REPEATS[BASELINE]) - np.mean(REPEATS[BASELINE])
    middle = float(np.mean(REPEATS[BASELINE]))
    noise = math.sqrt(middle * (1 - middle) / 10_000)  # of a score on 10,000 digits
    residuals = np.concatenate([(figures - np.mean(figures)) / spreads[name] for name, figures in REPEATS.items()])
    residuals /= residuals.std()
    return {
        "normal": Way(lambda _, count: random.normal(0, unit, count), lambda _: unit),
        "normal, rounded to 0.01 points": Way(
            lambda _, count: np.round(random.normal(0, unit, count), 4), lambda _: unit
        ),
        "the baseline's five, drawn again": Way(lambda _, count: random.choice(five, count), lambda _: five.std()),
        "the same with scoring noise": Way(
            lambda _, count: random.choice(five, count) + random.normal(0, noise, count),
            lambda _: math.hypot(five.std(), noise),
        ),
        "residuals of all repeats, one spread": Way(
            lambda _, count: random.choice(residuals, count) * unit, lambda _: unit
        ),
        "residuals of all repeats, each group's own spread": Way(
            lambda name, count: random.choice(residuals, count) * spreads[name], lambda name: spreads[name]
        ),
    }


def singles(way: Way, count: int, trials: int, deviations: float = 0.0, *, paired: bool = False) -> Iterator[Trial]:
    """Comparisons of the baseline with each group in turn, and the true difference, so many deviations."""
    names = [name for name in REPEATS if name != BASELINE]
    for trial in range(trials):
        name = names[trial % len(names)]
        shift = way.apart(name, deviations)
        figures = way.draw(name, count) + shift
        yield compare(way.draw(BASELINE, count).tolist(), figures.tolist(), paired=paired), shift


def labs(
    way: Way, count: int, trials: int, deviations: tuple[float, ...], *, paired: bool = False
) -> Iterator[tuple[Trial, ...]]:
    """Families of comparisons with one baseline, corrected, and the true differences."""
    names = [name for name in REPEATS if name != BASELINE]
    for trial in range(trials):
        turned = names[trial % len(names) :] + names[: trial % len(names)]
        shifts = [way.apart(name, each) for name, each in zip(turned, deviations, strict=True)]
        baseline = way.draw(BASELINE, count).tolist()
        figures = [(way.draw(name, count) + shift).tolist() for name, shift in zip(turned, shifts, strict=True)]
        found = corrected([compare(baseline, each, paired=paired) for each in figures])
        yield tuple(zip(found, shifts, strict=True))


def covers(found: Evidence, truth: float) -> bool:
    """Return whether the interval holds the truth, as one without ends does."""
    return found.low is None or found.high is None or found.low - 1e-12 <= truth <= found.high + 1e-12


def main() -> None:
    """Print the share of trials that err, or that find what is there."""
    trials = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    most = CHANCE + 2.33 * math.sqrt(CHANCE * (1 - CHANCE) / trials)
    print(f"{trials} trials; 5 % with its binomial margin: {most:.2%}")
    print_spreads()
    found = ways(np.random.default_rng(1))
    print_looks({name: found[name] for name in sys.argv[2:] or found}, trials)
    for paired in (False, True):
        for name in sys.argv[2:] or found:
            print(f"\n{'paired' if paired else 'Welch'}, {name}")
            for count in COUNTS:
                print_shares(found[name], count, trials, paired=paired)


def print_spreads() -> None:
    """Print the real repeats as a table: the test accuracy of each group."""
    print("\n| group | test accuracy % |\n| --- | --- |")
    for name, figures in REPEATS.items():
        print(f"| {name} | {100 * np.mean(figures):.2f} ±{100 * (deviation(figures) or 0):.2f} |")


def print_looks(found: Mapping[str, Way], trials: int) -> None:
    """Print a row for each way: the share of trials in which any look calls equals different, by the plan."""
    check(ways(np.random.default_rng(2))["normal"].draw)
    headings = (
        "drawn from",
        "one comparison",
        "B varies three times as much",
        "only B grows",
        f"up to {FOR_LONG} runs",
    )
    print(f"\n| {' | '.join((*headings, 'ten at once'))} |\n|{' --- |' * (len(headings) + 1)}")
    for name, way in found.items():
        plans = [Looks(planned) for planned in PLANS]
        shares = [
            [alone(way.draw, looks, trials) for looks in plans],
            [alone(way.draw, looks, trials, wider=3.0) for looks in plans],
            [alone(way.draw, Looks(planned, only_b_grows=True), trials) for planned in PLANS],
            [alone(way.draw, Looks(planned, last=FOR_LONG), trials) for planned in PLANS],
            [among_ten(way.draw, looks, trials) for looks in plans],
        ]
        print(f"| {name} | {' | '.join(map(in_percent, shares))} |", flush=True)


def print_shares(way: Way, count: int, trials: int, *, paired: bool) -> None:
    """One line: single comparisons, then labs in which none differs, and in which half do."""
    same = list(singles(way, count, trials, paired=paired))
    shifted = list(singles(way, count, trials, 3, paired=paired))
    nothing = list(labs(way, count, trials, (0,) * COMPARISONS, paired=paired))
    mixed = list(labs(way, count, trials, SHIFTS, paired=paired))
    print(
        f"  n = {count:2}: alike called different {share(f.conclusive for f, _ in same)}, "
        f"interval covers {share(covers(*each) for each in shifted)}, "
        f"3 sd found {share(f.conclusive for f, _ in shifted)}; "
        f"ten at once: none differs, any called different {share(any_wrong(each) for each in nothing)}; "
        f"five differ, any other called different {share(any_wrong(each) for each in mixed)}, "
        f"all intervals cover {share(all(covers(*each) for each in lab) for lab in mixed)}, "
        f"3 sd found {share(lab[SHIFTS.index(3)][0].conclusive for lab in mixed)}, "
        f"10 sd found {share(lab[SHIFTS.index(10)][0].conclusive for lab in mixed)}"
    )


def any_wrong(lab: Iterable[Trial]) -> bool:
    """Return whether any comparison of equals was called different."""
    return any(found.conclusive for found, shift in lab if shift == 0)


def share(held: Iterable[bool]) -> str:
    """Return the share of those that are so."""
    values = list(held)
    return f"{sum(values) / len(values):6.2%}"


if __name__ == "__main__":
    main()
