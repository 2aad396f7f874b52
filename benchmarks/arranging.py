"""Measures how long ten thousand runs take to arrange: shown, filtered, sorted, grouped, and one run changed.

    python benchmarks/arranging.py [--runs 10000] [--rounds 9]

Only the domain is measured, without a screen, in CPU time of this process: medians and the longest of the rounds. Each
view is shown for the first time after the usual one, or after all groups.
"""

from __future__ import annotations

import argparse
import gc
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import root  # noqa: F401

# isort: split
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.run import MNIST, Run, RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.columns import SortKey
from mnist_lab.domain.tables.run_summary import Summary, summary_of
from mnist_lab.domain.views.against_pinned import findings_of
from mnist_lab.domain.views.arranger import Arranger
from mnist_lab.domain.views.table_view import USUAL_VIEW, TableView

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
BY_TEST = (SortKey("test_accuracy", descending=True),)
GROUPED = replace(USUAL_VIEW, grouped_by=(), sort=BY_TEST)
VIEWS: dict[str, tuple[TableView, TableView]] = {
    "filter on a figure and a setting": (USUAL_VIEW, replace(USUAL_VIEW, filter="val_loss<.5 dropout=0")),
    "filter on a word": (USUAL_VIEW, replace(USUAL_VIEW, filter="adam")),
    "sort by a figure": (USUAL_VIEW, replace(USUAL_VIEW, sort=(SortKey("val_loss"),))),
    "sort by two columns": (USUAL_VIEW, replace(USUAL_VIEW, sort=(SortKey("optimizer"), *BY_TEST))),
    "sort by name": (USUAL_VIEW, replace(USUAL_VIEW, sort=(SortKey("name", descending=True),))),
    "group repeats": (USUAL_VIEW, GROUPED),
    "group by two settings": (USUAL_VIEW, replace(GROUPED, grouped_by=("units", "dropout"))),
    "filter groups": (GROUPED, replace(GROUPED, filter="val_loss<.5")),
}
"""The view before each change, and the view after it."""


def a_summary(number: int, chance: random.Random) -> Summary:
    """Return a finished run of one of a few thousand shapes."""
    spec = RunSpec(
        units=chance.choice([16, 32, 64, 128, 256, 512, 518, 1024]),
        dropout=chance.choice([0, 0.1, 0.2, 0.3, 0.4]),
        batch_size=chance.choice([32, 64, 128, 256]),
        optimizer=chance.choice(["adam", "rmsprop", "sgd"]),
        epochs=chance.choice([5, 10, 20]),
        seed=number % 5,
    )
    names = ("loss", "accuracy", "clean_loss", "clean_accuracy", "val_loss", "val_accuracy")
    epochs = tuple(Epoch(epoch=each, seconds=1.0, **{name: chance.random() for name in names}) for each in range(1, 6))
    run = Run(
        id=f"r{number:06d}", created=BEGAN + timedelta(minutes=number), spec=spec, data=MNIST, parameters=1000,
        epochs=epochs, state=RunState.FINISHED, test_accuracy=chance.random(), test_accuracy_last=chance.random(),
    )  # fmt: skip
    return summary_of(run)


def measured(action: Callable[[], object], before: Callable[[], object], rounds: int) -> list[float]:
    """Return the milliseconds of CPU that the action took in each round; `before` is not timed."""
    times = []
    for _ in range(rounds):
        before()
        began = time.process_time()
        action()
        times.append((time.process_time() - began) * 1000)
    return times


def changed(summary: Summary, accuracy: float, *, is_pinned: bool = False) -> Summary:
    """Return a run with another result."""
    update = {"test_accuracy": accuracy, "pinned_at": BEGAN if is_pinned else None}
    return summary.model_copy(update={"run": summary.run.model_copy(update=update)})


def main() -> None:
    """Print a table of what was measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=9)
    asked = parser.parse_args()
    chance = random.Random(1)
    runs = [a_summary(number, chance) for number in range(asked.runs)]
    known = {each.id: each for each in runs}
    gc.freeze()
    found = {"show for the first time": measured(lambda: Arranger().show(runs, USUAL_VIEW), lambda: None, asked.rounds)}
    arranger = Arranger()

    def begin(view: TableView) -> None:
        nonlocal arranger
        arranger = Arranger()
        arranger.show(known, view)

    for what, (before, after) in VIEWS.items():
        found[what] = measured(
            lambda after=after: arranger.show(known, after),  # type: ignore[misc]
            lambda before=before: begin(before),  # type: ignore[misc]
            asked.rounds,
        )
    found["back to the view before"] = measured(
        lambda: arranger.show(known, USUAL_VIEW), lambda: arranger.show(known, GROUPED), asked.rounds
    )
    one = runs[len(runs) // 2]
    for what, view in (("change a run", replace(USUAL_VIEW, sort=BY_TEST)), ("change a run of a group", GROUPED)):
        arranger.show(runs, view)
        found[what] = measured(
            lambda: arranger.change((changed(one, chance.random()),)), lambda: None, 10 * asked.rounds
        )
    arranger.show([changed(runs[0], 0.5, is_pinned=True), *runs[1:]], GROUPED)
    found["change a result beside a pinned group"] = measured(
        lambda: arranger.change((changed(one, chance.random()),)), lambda: None, asked.rounds
    )
    question = arranger.arrangement.question
    assert question is not None
    found["compare all groups with the pinned one"] = measured(
        lambda: findings_of(question), lambda: None, asked.rounds
    )
    print(f"{asked.runs:,} runs, {len(question.groups):,} groups of repeats; milliseconds of CPU")
    for what, times in found.items():
        print(f"{what:40} median {statistics.median(times):7.1f}   longest {max(times):7.1f}")


if __name__ == "__main__":
    main()
