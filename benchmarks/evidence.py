"""How often evidence errs and what it finds, by simulation on the spread of real repeats.

Run: python benchmarks/evidence.py [--write docs/evidence.md] [TRIALS]. It prints the tables of that page, and writes
them there, each in the place of the one between its marks. It takes a few minutes on one core.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from looking import BASELINE, FOR_LONG, PLANS, Figures, Looks, alone, among_ten, check
from page_tables import in_percent, replaced, table_of
from repeats import REPEATS

from mnist_lab.domain.evidence.levels import CHANCE
from mnist_lab.domain.evidence.significance import Evidence, compare, corrected, deviation

COMPARISONS = 10
"""The variations of all labs, each compared with the one baseline."""
COUNTS = (3, 5, 10)
SHIFTS = (0, 0, 0, 0, 0, 1, 2, 3, 10, 40)
"""Where some variations differ, by how many standard deviations."""
USUAL_WAY = "a normal distribution"
ONE_SPREAD = "how all 55 runs lie about their group's mean"
OWN_SPREADS = "how all 55 runs lie, each group with its own spread"

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
        USUAL_WAY: Way(lambda _, count: random.normal(0, unit, count), lambda _: unit),
        "the same, rounded to 0.01 points as test accuracies are": Way(
            lambda _, count: np.round(random.normal(0, unit, count), 4), lambda _: unit
        ),
        "the baseline's five runs": Way(lambda _, count: random.choice(five, count), lambda _: five.std()),
        "the same, with the noise of scoring 10,000 digits": Way(
            lambda _, count: random.choice(five, count) + random.normal(0, noise, count),
            lambda _: math.hypot(five.std(), noise),
        ),
        ONE_SPREAD: Way(lambda _, count: random.choice(residuals, count) * unit, lambda _: unit),
        OWN_SPREADS: Way(
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
    """Print the tables, or write them into a page."""
    words = sys.argv[1:]
    page = Path(words[1]) if words[:1] == ["--write"] else None
    trials = int(next((word for word in words if word.isdigit()), "2000"))
    random = np.random.default_rng(1)
    found = ways(random)
    check(found[USUAL_WAY].draw)
    for name, make in TABLES.items():
        table = make(found, trials)
        print(f"\n{name}\n\n{table}", flush=True)
        if page is not None:
            page.write_text(replaced(page.read_text(encoding="utf-8"), name, table), encoding="utf-8")


def spreads_table(found: Mapping[str, Way], trials: int) -> str:  # noqa: ARG001
    """Return the real repeats: the test accuracy of each group."""
    rows = [(name, f"{100 * np.mean(each):.2f} ±{100 * (deviation(each) or 0):.2f}") for name, each in REPEATS.items()]
    return table_of(("group", "test accuracy %"), rows)


def looks_table(found: Mapping[str, Way], trials: int) -> str:
    """Return the share of trials in which any look calls equals different, by the plan."""
    plans = [Looks(planned) for planned in PLANS]
    rows = [
        (
            name,
            in_percent([alone(way.draw, looks, trials) for looks in plans]),
            in_percent([alone(way.draw, looks, trials, wider=3.0) for looks in plans]),
            in_percent([alone(way.draw, Looks(planned, only_b_grows=True), trials) for planned in PLANS]),
            in_percent([alone(way.draw, Looks(planned, last=FOR_LONG), trials) for planned in PLANS]),
            in_percent([among_ten(way.draw, looks, trials) for looks in plans]),
        )
        for name, way in found.items()
    ]
    headings = ("alone", "spreads 1 : 3", "only one side grows", f"looks up to {FOR_LONG} runs", "among ten")
    return table_of(("drawn from", *headings), rows)


def single_looks_table(found: Mapping[str, Way], trials: int) -> str:
    """Return how often somebody is misled who takes 5 % at each look from 3 runs on, until one shows a difference."""
    ends = (3, 5, 10, 20)
    looks = [Looks(3, last=last, level=CHANCE) for last in ends]
    rows = [
        (name, in_percent([of(found[name].draw, each, trials) for each in looks]), many)
        for name in (USUAL_WAY, OWN_SPREADS)
        for of, many in ((alone, "alone"), (among_ten, "among ten"))
    ]
    return table_of(("drawn from", "by 3, 5, 10 and 20 runs", ""), rows)


def early_looks_table(found: Mapping[str, Way], trials: int) -> str:
    """Return what it would cost to look before the plan too, strictly, by the time that the plan is reached."""
    rows = []
    for name in (USUAL_WAY, ONE_SPREAD):
        for is_early, words in ((False, "at the plan alone"), (True, "before it too")):
            looks = [Looks(planned, last=planned, before_the_plan=is_early) for planned in PLANS]
            shares = [
                in_percent([alone(found[name].draw, each, trials, wider) for each in looks]) for wider in (1.0, 3.0)
            ]
            rows.append((name, words, *shares))
    return table_of(("drawn from", "looks", "alone", "spreads 1 : 3"), rows)


def one_look_table(found: Mapping[str, Way], trials: int) -> str:
    """Return what one look at the plan errs and finds, unpaired."""
    return _one_look(found, trials, paired=False)


def paired_table(found: Mapping[str, Way], trials: int) -> str:
    """Return the same of runs that are paired by seed."""
    return _one_look({OWN_SPREADS: found[OWN_SPREADS]}, trials, paired=True)


def _one_look(found: Mapping[str, Way], trials: int, *, paired: bool) -> str:
    rows = []
    for name, way in found.items():
        figures = [one_look(way, count, trials, paired=paired) for count in COUNTS]
        rows.append((name, *(in_percent(column) for column in zip(*figures, strict=True))))
    return table_of(("drawn from", *ONE_LOOK), rows)


ONE_LOOK = (
    "alone: equals called different",
    "three deviations found",
    "interval holds the truth",
    "ten, none differs: any called different",
    "ten, five differ: any other called different",
    "all ten intervals hold the truth",
    "three deviations found among ten",
    "ten deviations found among ten",
)


def one_look(way: Way, count: int, trials: int, *, paired: bool) -> tuple[float, ...]:
    """Return the shares of `ONE_LOOK`: single comparisons, labs in which none differs, and labs in which half do."""
    same = list(singles(way, count, trials, paired=paired))
    shifted = list(singles(way, count, trials, 3, paired=paired))
    nothing = list(labs(way, count, trials, (0,) * COMPARISONS, paired=paired))
    mixed = list(labs(way, count, trials, SHIFTS, paired=paired))
    return (
        share(found.conclusive for found, _ in same),
        share(found.conclusive for found, _ in shifted),
        share(covers(*each) for each in shifted),
        share(any_wrong(each) for each in nothing),
        share(any_wrong(each) for each in mixed),
        share(all(covers(*each) for each in lab) for lab in mixed),
        share(lab[SHIFTS.index(3)][0].conclusive for lab in mixed),
        share(lab[SHIFTS.index(10)][0].conclusive for lab in mixed),
    )


def any_wrong(lab: Iterable[Trial]) -> bool:
    """Return whether any comparison of equals was called different."""
    return any(found.conclusive for found, shift in lab if shift == 0)


def share(held: Iterable[bool]) -> float:
    """Return the share of those that are so."""
    values = list(held)
    return sum(values) / len(values)


TABLES: Mapping[str, Callable[[Mapping[str, Way], int], str]] = {
    "spreads": spreads_table,
    "looks": looks_table,
    "looks at 5 %": single_looks_table,
    "looks before the plan": early_looks_table,
    "one look": one_look_table,
    "paired": paired_table,
}
"""The tables of docs/evidence.md by the names of their marks, the quick ones first."""


if __name__ == "__main__":
    main()
