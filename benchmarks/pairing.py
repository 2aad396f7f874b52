"""Whether runs of one seed have more in common than the digits, and what pairing them by seed would then gain.

Run: python benchmarks/pairing.py FOLDER [TRIALS], where FOLDER is a store with groups of repeats of the same seeds. It
prints two tables of docs/evidence.md.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from looking import Figures
from numpy.random import Generator
from page_tables import table_of

from mnist_lab.domain.evidence.groups import Group, groups_of
from mnist_lab.domain.evidence.significance import Evidence, compare
from mnist_lab.domain.tables.metrics import METRICS
from mnist_lab_store.run_store import RunStore

LOOKED_AT = {
    "test_accuracy": "test accuracy",
    "test_accuracy_last": "test accuracy after the last epoch",
    "val_accuracy": "validation accuracy",
    "val_loss": "validation loss",
    "best_val_loss": "lowest validation loss",
    "clean_loss": "clean loss",
}
SHARED_BY_ALIKE_NETWORKS = ("hidden_layers", "units", "kernel_initializer")
"""What must be the same for two runs of one seed to begin with the same weights."""
SHUFFLES = 500
COUNTS = (3, 5, 10)
CORRELATIONS = (0.0, 0.1, 0.2, 0.3, 0.5, 0.7)


def main() -> None:
    """Print how the repeats correlate by seed, and what that is worth."""
    folder, trials = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    random = np.random.default_rng(1)
    groups = [group for group in groups_of(RunStore(folder).summaries()) if len(group.counted) > 2]
    print(correlation_table(groups, random), gain_table(trials, random), sep="\n\n")


def correlation_table(groups: Sequence[Group], random: Generator) -> str:
    """Return how alike the groups' figures of one seed are, over all pairs and over those that begin alike.

    Beside each mean is the share of shuffles of the seeds that give at least as much.
    """
    of_all = list(combinations(range(len(groups)), 2))
    alike = [(i, j) for i, j in of_all if _begin_alike(groups[i], groups[j])]
    rows = [
        (words, *(_correlation(_standard_rows(groups, key), which, random) for which in (of_all, alike)))
        for key, words in LOOKED_AT.items()
    ]
    pairs = f"all {len(of_all)} pairs", f"the {len(alike)} that start with the same weights"
    return table_of(("figure", *pairs), rows)


def _standard_rows(groups: Sequence[Group], key: str) -> Figures:
    """Return the groups' figures by seed, each row with mean 0 and deviation 1; a row without spread is all 0."""
    found = [group.figures(METRICS[key]) for group in groups]
    seeds = sorted(set.intersection(*map(set, found)))
    rows = np.array([[figures[seed] for seed in seeds] for figures in found])
    spreads = rows.std(axis=1, keepdims=True)
    return (rows - rows.mean(axis=1, keepdims=True)) / np.where(spreads > 0, spreads, 1.0)


def _correlation(rows: Figures, pairs: Sequence[tuple[int, int]], random: Generator) -> str:
    def mean(of: Figures) -> float:
        return float(np.mean([(of[i] * of[j]).mean() for i, j in pairs]))

    found = mean(rows)
    as_much = np.mean([mean(np.array([random.permutation(row) for row in rows])) >= found for _ in range(SHUFFLES)])
    return f"{found:+.2f} ({100 * as_much:.0f} %)".replace("-", "−")


def gain_table(trials: int, random: Generator) -> str:
    """Return how often a difference of 1.5 deviations is found, paired and not, where figures of one seed correlate."""
    rows = [(f"{shared:.1f}", *(_gain(shared, count, trials, random) for count in COUNTS)) for shared in CORRELATIONS]
    first, *others = (f"{count} runs each" for count in COUNTS)
    return table_of(("r", f"{first}: Welch, paired", *others), rows)


def _gain(shared: float, count: int, trials: int, random: Generator) -> str:
    found: dict[bool, list[float]] = {False: [], True: []}
    for _ in range(trials):
        seeds = random.normal(0, math.sqrt(shared), count)
        one, other = (seeds + random.normal(0, math.sqrt(1 - shared), count) for _ in range(2))
        for paired, each in found.items():
            each.append(_is_found(compare(one.tolist(), (other + 1.5).tolist(), paired=paired)))
    return ", ".join(f"{100 * np.mean(each):.1f} %" for each in found.values())


def _is_found(found: Evidence) -> float:
    return float(found.conclusive and found.difference > 0)


def _begin_alike(one: Group, other: Group) -> bool:
    return all(one.spec.value(name) == other.spec.value(name) for name in SHARED_BY_ALIKE_NETWORKS)


if __name__ == "__main__":
    main()
