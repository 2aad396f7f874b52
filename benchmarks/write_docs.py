"""Makes the figures of docs/labs.md, docs/verdicts.md and docs/evidence.md anew, from real runs.

    python benchmarks/write_docs.py --store FOLDER [--trials 2000]

Trains what is missing in the store: all labs with five repeats, as the post (10 epochs on all digits) and quick (5
epochs on 10,000 digits). Fills every table between two marks, draws the curves of docs/labs, writes repeats.json, and
then simulates. The sentences around the tables are written by hand: read them again afterwards.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import kept_weights
import lab_tables
import repeats
from numpy.random import default_rng
from page_tables import replaced
from pairing import correlation_table, gain_table

from mnist_lab.data.digits import Digits, load_digits
from mnist_lab.domain.evidence.groups import Group
from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.catalog import EXPERIMENTS
from mnist_lab.domain.formatting.json_text import json_text
from mnist_lab.domain.labs.analysis import LabResult, results_of
from mnist_lab.domain.labs.report import pictures
from mnist_lab.util.atomic_write import whole_file
from mnist_lab_store.run_store import RunStore

HERE = Path(__file__).parent
DOCS = HERE.parent / "docs"


def results(store: RunStore, digits: Digits, budget: Budget) -> tuple[LabResult, ...]:
    """Return the results of all labs at this budget."""
    kept = kept_weights.plan_of(store, digits, budget).kept
    return results_of(EXPERIMENTS, budget, [store.get(summary.id) for summary in kept])


def fill(page: Path, tables: Mapping[str, str]) -> None:
    """Put these tables between their marks."""
    text = page.read_text(encoding="utf-8")
    for name, table in tables.items():
        text = replaced(text, name, table)
    write(page, text)


def write(path: Path, text: str) -> None:
    """Write a whole file, or leave it as it is."""
    with whole_file(path) as partial:
        partial.write_text(text, encoding="utf-8")


def write_repeats(groups: Sequence[Group], labels: Sequence[str]) -> None:
    """Write the test accuracies that the simulations draw from, in the order of the seeds."""
    figures = {
        label: [summary.run.test_accuracy for summary in sorted(group.counted, key=lambda each: each.run.spec.seed)]
        for label, group in zip(labels, groups, strict=True)
    }
    write(repeats.FILE, json_text(figures) + "\n")


def main() -> None:
    """Train, and write the pages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--trials", type=int, default=2000)
    options = parser.parse_args()
    digits, scores = load_digits(), kept_weights.Scores(options.store / kept_weights.SCORES)
    as_the_post = Budget(repeats=5).on(digits.dataset)
    for budget in (as_the_post, as_the_post.quick()):
        kept_weights.train(options.store, digits, budget, scores)
    store = RunStore(options.store)
    full, quick = (results(store, digits, budget) for budget in (as_the_post, as_the_post.quick()))
    scored = kept_weights.scored_groups(store, kept_weights.plan_of(store, digits, as_the_post), scores)
    fill(
        DOCS / "labs.md",
        {
            "accuracies": lab_tables.accuracy_table(full),
            "losses": lab_tables.loss_table(full),
            "single runs": lab_tables.pairs_table(full),
            "epochs with training above validation": lab_tables.gap_counts(full),
            "quick": lab_tables.quick_table(full, quick),
            "kept weights": kept_weights.accuracy_table(scored),
        },
    )
    fill(
        DOCS / "verdicts.md",
        {"labels of seeds": lab_tables.labels_table(full), "temperatures": kept_weights.temperature_table(scored)},
    )
    for name, text in pictures(full).items():
        write(DOCS / "labs" / name, text)
    of_all = lab_tables.groups_of_all(full)
    groups = [each.group for each in of_all]
    write_repeats(groups, [each.label for each in of_all])
    random = default_rng(1)
    pairing = {
        "correlation by seed": correlation_table(groups, random),
        "gain of pairing": gain_table(options.trials, random),
    }
    fill(DOCS / "evidence.md", pairing)
    simulation = [sys.executable, str(HERE / "evidence.py"), "--write", str(DOCS / "evidence.md"), str(options.trials)]
    subprocess.run(simulation, check=True)  # of its own, because it draws from what was just written


if __name__ == "__main__":
    main()
