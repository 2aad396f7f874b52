"""Whether runs of one seed have more in common than the digits, and what pairing them by seed would then gain.

Run: python benchmarks/pairing.py FOLDER [TRIALS], where FOLDER is a store with groups of repeats of the same seeds.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from mnist_lab.domain.evidence.groups import Group, groups_of
from mnist_lab.domain.evidence.significance import Evidence, compare, corrected
from mnist_lab.domain.tables.metrics import METRICS
from mnist_lab_store.run_store import RunStore

LOOKED_AT = ("test_accuracy", "test_accuracy_last", "val_accuracy", "val_loss", "best_val_loss", "clean_loss")
SHARED_BY_ALIKE_NETWORKS = ("hidden_layers", "units", "kernel_initializer")
"""What must be the same for two runs of one seed to begin with the same weights."""
COMPARISONS = 10


def main() -> None:
    """Print how the repeats vary, how they correlate by seed, and what that is worth."""
    folder, trials = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    random = np.random.default_rng(1)
    groups = [group for group in groups_of(RunStore(folder).summaries()) if len(group.counted) > 2]
    print_spread(groups)
    print("\ncorrelation by seed: mean over pairs of groups, and the share of shuffles of seeds that give as much")
    for key in LOOKED_AT:
        print_correlation(groups, key, random, trials)
    print(f"\nwhat pairing gains, {trials} trials: a difference of 1.5 standard deviations found, one comparison")
    print("and, of ten at once, this one found; normal figures, whose seeds correlate by r")
    for shared in (0.0, 0.1, 0.2, 0.3, 0.5, 0.7):
        for count in (3, 5, 10):
            print_gain(shared, count, trials, random)


def print_spread(groups: Sequence[Group]) -> None:
    """What the repeats of each group vary by."""
    metric = METRICS["test_accuracy"]
    for group in groups:
        figures = group.figures(metric)
        average = group.average(metric)
        if average is not None:
            shown = ", ".join(f"{figure:.4f}" for figure in figures.values())
            print(f"{group.title:>30}: {average.text(metric)} ({average.count}): {shown}")


def print_correlation(groups: Sequence[Group], key: str, random: np.random.Generator, trials: int) -> None:
    """How alike the groups' figures of one seed are, over all pairs and over those that begin with the same weights."""
    seeds = sorted(set.intersection(*(set(group.figures(METRICS[key])) for group in groups)))
    rows = np.array([[group.figures(METRICS[key])[seed] for seed in seeds] for group in groups])
    kept = rows.std(axis=1) > 0
    rows, used = rows[kept], [group for group, is_kept in zip(groups, kept, strict=True) if is_kept]
    rows = (rows - rows.mean(axis=1, keepdims=True)) / rows.std(axis=1, keepdims=True)
    pairs = list(combinations(range(len(rows)), 2))
    alike = [(i, j) for i, j in pairs if _begin_alike(used[i], used[j])]

    def mean(of: np.ndarray[Any, Any], which: Sequence[tuple[int, int]]) -> float:
        return float(np.mean([(of[i] * of[j]).mean() for i, j in which])) if which else math.nan

    words = []
    for name, which in (("all pairs", pairs), ("same first weights", alike)):
        found = mean(rows, which)
        shuffled = [mean(np.array([random.permutation(row) for row in rows]), which) for _ in range(min(trials, 500))]
        as_much = np.mean(np.array(shuffled) >= found)
        words.append(f"{name} ({len(which)}) {found:+.2f} ({as_much:.0%} of shuffles)")
    print(f"{key:>20}, {len(seeds)} seeds: {', '.join(words)}")


def print_gain(shared: float, count: int, trials: int, random: np.random.Generator) -> None:
    """How often a difference is found, paired and not, where figures of one seed correlate."""
    found: dict[bool, list[float]] = {False: [], True: []}
    in_family: dict[bool, list[float]] = {False: [], True: []}
    for _ in range(trials):
        seeds = random.normal(0, math.sqrt(shared), count)
        sides = [seeds + random.normal(0, math.sqrt(1 - shared), count) for _ in range(COMPARISONS + 1)]
        baseline, changed, *others = sides
        for paired in (False, True):
            made = [compare(baseline.tolist(), (changed + 1.5).tolist(), paired=paired)]
            made += [compare(baseline.tolist(), other.tolist(), paired=paired) for other in others]
            found[paired].append(_is_found(made[0]))
            in_family[paired].append(_is_found(corrected(made)[0]))
    one, many = ({paired: np.mean(each) for paired, each in of.items()} for of in (found, in_family))
    print(
        f"  r = {shared:.1f}, n = {count:2}: alone Welch {one[False]:6.1%}, paired {one[True]:6.1%}; "
        f"of ten Welch {many[False]:6.1%}, paired {many[True]:6.1%}"
    )


def _is_found(found: Evidence) -> float:
    return float(found.conclusive and found.difference > 0)


def _begin_alike(one: Group, other: Group) -> bool:
    return all(one.spec.value(name) == other.spec.value(name) for name in SHARED_BY_ALIKE_NETWORKS)


if __name__ == "__main__":
    main()
