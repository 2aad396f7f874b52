"""Scores the weights that each rule of `keep` would keep, over the networks of all labs, and their temperatures.

    python benchmarks/kept_weights.py --store FOLDER [--repeats 5] [--epochs 10] [--train-size N] [--out FOLDER]

Trains what `mnist-lab lab all` would train, in the same order and into a store, so that the report of the labs can be
made from it: what is kept there is not trained again, and a run that was interrupted is resumed. After each epoch the
test digits are scored too: `keep` changes nothing in training, so that one training tells what all rules would keep.
Writes kept_weights.json after each epoch, and from it kept_weights.md. The time of a run includes that scoring.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from page_tables import table_of

from mnist_lab.data.data_split import DataSplit
from mnist_lab.data.digits import Digits, load_digits
from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.plan import Plan, lost_runs
from mnist_lab.domain.labs.definitions import ALL
from mnist_lab.domain.labs.status import plans_of
from mnist_lab.domain.runs.choices import KEEP_NAMES, Keep
from mnist_lab.domain.runs.events import EpochDone, Event
from mnist_lab.domain.runs.history import Epoch, kept_epoch
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.services.batch_runner import train_missing
from mnist_lab.services.observers import SessionObserver
from mnist_lab.services.session import Session
from mnist_lab.training import tensorflow_import
from mnist_lab.training.interface import Control
from mnist_lab.training.keras_trainer import KerasTrainer
from mnist_lab.util.atomic_write import whole_file
from mnist_lab_store.run_store import RunStore

RISEN = 0.05
"""The share above its lowest from which the last validation loss counts as risen."""
SCORES, TABLES = "kept_weights.json", "kept_weights.md"


class Scores:
    """The test loss and accuracy after each epoch of each run, by its id, in a file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._found: dict[str, dict[str, list[float]]] = {}
        if path.exists():
            document = json.loads(path.read_text(encoding="utf-8"))
            self._found = {run_id: run["test"] for run_id, run in document["runs"].items()}

    def add(self, run: Run, epoch: int, loss: float, accuracy: float) -> None:
        """Add those after this epoch, and write the file."""
        self._found.setdefault(run.id, {})[str(epoch)] = [loss, accuracy]
        self.write({})

    def of(self, run: Run) -> dict[int, float] | None:
        """Return the test accuracies of a run by epoch; None if an epoch was not scored, as in a run from elsewhere."""
        found = {int(epoch): score[1] for epoch, score in self._found.get(run.id, {}).items()}
        return found if all(epoch.epoch in found for epoch in run.epochs) else None

    def write(self, facts: dict[str, dict[str, Any]]) -> None:
        """Write all scores, with what else is known of some runs."""
        runs = {run_id: {**facts.get(run_id, {}), "test": test} for run_id, test in self._found.items()}
        with whole_file(self._path) as partial:
            partial.write_text(json.dumps({"runs": runs}, indent=1), encoding="utf-8")


class ScoringTrainer:
    """Trains as the app does, and scores the test digits after each epoch."""

    def __init__(self, scores: Scores) -> None:
        tensorflow_import.load()
        from mnist_lab.training.engine import Engine
        from mnist_lab.training.engine_cache import EngineCache
        from mnist_lab.training.measuring import Sums

        class NotingEngines(EngineCache):
            """Notes which engine trains, and on what."""

            current: tuple[Engine, DataSplit]

            def engine(
                self, model: Any, spec: RunSpec, digits: Digits, parts: DataSplit, placement: str
            ) -> tuple[Engine, str]:
                engine, compiled = super().engine(model, spec, digits, parts, placement)
                self.current = engine, parts
                return engine, compiled

        self._scores, self._engines, self._nothing = scores, NotingEngines(), Sums()
        self._trainer = KerasTrainer(engines=self._engines)
        self.tidy = self._trainer.tidy

    def train(
        self, run: Run, digits: Digits, folder: Path, on_event: Callable[[Event], None], control: Control
    ) -> None:
        """Train the run as `Trainer` has it."""

        def hear(event: Event) -> None:
            if isinstance(event, EpochDone):
                engine, parts = self._engines.current
                steps = engine.steps_to_measure(len(parts.test))
                loss, accuracy = engine.measure(parts.test, 0, steps, self._nothing).over(len(parts.test))
                self._scores.add(run, event.epoch.epoch, loss, accuracy)
            on_event(event)

        self._trainer.train(run, digits, folder, hear, control)


class Told(SessionObserver):
    """Says on standard error what goes wrong."""

    def error_occurred(self, sentence: str) -> None:
        """Print the sentence."""
        print(sentence, file=sys.stderr, flush=True)


def train(folder: Path, digits: Digits, budget: Budget, scores: Scores) -> None:
    """Train the runs of all labs that are missing in the store, one after the other."""
    store = RunStore(folder)
    session = Session(ScoringTrainer(scores), store, lambda: digits, Told())
    session.start()
    try:
        requests = plan_of(store, digits, budget).requests()
        lost = lost_runs(store.summaries(), digits.dataset)
        for number, request in enumerate(requests, start=1):
            words = f"{request.spec.described()}, seed {request.spec.seed}"
            print(f"{number} of {len(requests)}: {words}", file=sys.stderr, flush=True)
            train_missing(session, (request,), lost)
            session.drain()
    finally:
        session.close()


def plan_of(store: RunStore, digits: Digits, budget: Budget) -> Plan:
    """Return the groups of all labs, and which of their runs are kept."""
    return plans_of(budget, store.summaries(), digits.dataset)[ALL]


@dataclass(frozen=True, slots=True)
class Scored:
    """A run with its test accuracy after each epoch."""

    run: Run
    test: dict[int, float] = field(repr=False)

    def kept(self, keep: Keep) -> Epoch:
        """Return the epoch whose weights the rule would keep."""
        epoch = kept_epoch(self.run.epochs, keep)
        assert epoch is not None
        return epoch

    def score(self, keep: Keep) -> float:
        """Return the test accuracy of those weights, in per cent."""
        return 100 * self.test[self.kept(keep).epoch]

    @property
    def last(self) -> Epoch:
        """Return the last epoch."""
        return self.run.epochs[-1]

    @property
    def has_risen(self) -> bool:
        """Return whether validation loss ended clearly above its lowest."""
        return self.last.val_loss >= (1 + RISEN) * self.kept(Keep.LOSS).val_loss

    @property
    def refined_fell_on(self) -> bool:
        """Return whether the refined loss ended below what it was when validation loss was lowest."""
        return refined(self.last) < refined(self.kept(Keep.LOSS))

    @property
    def facts(self) -> dict[str, Any]:
        """Return the same as plain values."""
        return {
            "spec": self.run.spec.model_dump(mode="json"),
            "epochs": [epoch.model_dump(mode="json") for epoch in self.run.epochs],
            "kept": {keep.value: {"epoch": self.kept(keep).epoch, "test": self.score(keep)} for keep in Keep},
            "last_temperature": self.last.temperature,
            "has_risen": self.has_risen,
            "refined_fell_on": self.refined_fell_on,
        }


def refined(epoch: Epoch) -> float:
    """Return the refined loss of an epoch, which all trained here have."""
    assert epoch.refined_val_loss is not None
    return epoch.refined_val_loss


def scored_groups(store: RunStore, plan: Plan, scores: Scores) -> list[tuple[str, list[Scored]]]:
    """Return the finished runs of each network that have all scores and kept some weights."""
    groups = []
    for group in plan.groups:
        runs = [store.get(kept.id) for kept in group.kept if kept is not None]
        found = [(run, test) for run in runs if (test := scores.of(run)) is not None and run.kept is not None]
        if found:
            groups.append((group.label, [Scored(run, test) for run, test in found]))
    return groups


def spread(values: Iterable[float], decimals: int = 2) -> str:
    """Return mean ± standard deviation."""
    found = list(values)
    sd = f" ±{statistics.stdev(found):.{decimals}f}" if len(found) > 1 else ""
    return f"{statistics.fmean(found):.{decimals}f}{sd}"


def accuracy_table(groups: Sequence[tuple[str, list[Scored]]]) -> str:
    """Return the test accuracy in per cent of the weights that each rule keeps, and the gain over the lowest loss."""
    others = [keep for keep in Keep if keep is not Keep.LOSS]
    rows = [
        [
            label,
            *(spread(run.score(keep) for run in runs) for keep in Keep),
            *(_signed(statistics.fmean(run.score(keep) - run.score(Keep.LOSS) for run in runs)) for keep in others),
        ]
        for label, runs in groups
    ]
    gains = (f"{KEEP_NAMES[keep]}: gain" for keep in others)
    return table_of(["network", *(KEEP_NAMES[keep] for keep in Keep), *gains], rows)


def _signed(points: float) -> str:
    return f"{round(points, 2) + 0.0:+.2f}".replace("-", "−")  # adding 0 makes −0.00 a +0.00


def temperature_table(groups: Sequence[tuple[str, list[Scored]]]) -> str:
    """Return validation and refined loss at their lowest and at the end, the temperature, and where both part."""
    rows = [
        [
            label,
            _course((run.kept(Keep.LOSS).val_loss, run.kept(Keep.LOSS).epoch, run.last.val_loss) for run in runs),
            _course((refined(run.kept(Keep.REFINED)), run.kept(Keep.REFINED).epoch, refined(run.last)) for run in runs),
            spread(run.last.temperature or math.nan for run in runs),
            f"{sum(run.has_risen for run in runs)}",
            f"{sum(run.has_risen and run.refined_fell_on for run in runs)}",
        ]
        for label, runs in groups
    ]
    headings = (
        "network",
        "validation loss",
        "refined",
        "T at the end",
        f"rose by {100 * RISEN:.0f} %",
        "refined fell on",
    )
    return table_of(headings, rows)


def _course(figures: Iterable[tuple[float, int, float]]) -> str:
    """Return the means of the lowest figure, its epoch, and the last figure."""
    lowest, epochs, last = zip(*figures, strict=True)
    return f"{statistics.fmean(lowest):.4f} (epoch {statistics.fmean(epochs):.1f}) → {statistics.fmean(last):.4f}"


def markdown(groups: Sequence[tuple[str, list[Scored]]]) -> str:
    """Return what was found, as two tables and two lists."""
    return "\n".join(
        [
            "Test accuracy in per cent of the weights that each rule keeps, mean ± standard deviation:",
            "",
            accuracy_table(groups),
            "",
            "Lowest loss, its epoch and the last loss (means), the temperature T after the last epoch, in how many "
            "runs validation loss rose, and in how many of these the refined loss fell on:",
            "",
            temperature_table(groups),
            "",
            f"Refined loss fell on while validation loss rose: {listed(groups, holds=True)}.",
            "",
            f"It did not, though validation loss rose: {listed(groups, holds=False)}.",
            "",
        ]
    )


def listed(groups: Sequence[tuple[str, list[Scored]]], *, holds: bool) -> str:
    """Return the networks whose loss rose with the seeds for which the refined loss fell on, or did not."""
    seeds = {
        label: [f"{run.run.spec.seed}" for run in runs if run.has_risen and run.refined_fell_on is holds]
        for label, runs in groups
    }
    return "; ".join(f"{label} (seeds {', '.join(found)})" for label, found in seeds.items() if found) or "nowhere"


def main() -> None:
    """Train what is missing, and write what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--train-size", type=int)
    parser.add_argument("--out", type=Path, default=Path())
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    digits, scores = load_digits(), Scores(options.out / SCORES)
    budget = Budget(options.repeats, options.epochs, options.train_size).on(digits.dataset)
    train(options.store, digits, budget, scores)
    store = RunStore(options.store)
    plan = plan_of(store, digits, budget)
    groups = scored_groups(store, plan, scores)
    scores.write({run.run.id: run.facts for _, runs in groups for run in runs})
    text = markdown(groups)
    (options.out / TABLES).write_text(text, encoding="utf-8")
    print(text)
    left_out = len(plan.kept) - sum(len(runs) for _, runs in groups)
    if plan.missing or left_out:
        print(f"{len(plan.missing)} runs are missing, {left_out} have not all scores or kept no weights.")


if __name__ == "__main__":
    main()
