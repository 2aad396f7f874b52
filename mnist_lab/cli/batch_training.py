"""Trains what a batch of runs still needs, such as those of a lab."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from mnist_lab.cli.batch_progress import BatchLines
from mnist_lab.cli.context import CliContext
from mnist_lab.cli.exit_codes import DONE
from mnist_lab.cli.foreground_session import SessionOutcome, train_batch_and_wait
from mnist_lab.data.digits import Digits
from mnist_lab.domain.experiments.pace_history import paces_of
from mnist_lab.domain.experiments.plan import Plan
from mnist_lab.domain.formatting.units import format_estimate
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab_store.run_store import RunStore


@dataclass(frozen=True, slots=True)
class Batch:
    """The runs trained now, if any, and all kept runs that count."""

    outcome: SessionOutcome | None
    kept: tuple[Summary, ...]

    @property
    def trained(self) -> tuple[Run, ...]:
        """Return the runs trained now, as they ended."""
        return self.outcome.runs if self.outcome is not None else ()

    def status(self, store: RunStore) -> int:
        """Return the exit status, once the results are printed.

        Raises:
            Failure: with a sentence, if not everything went well.
        """
        return self.outcome.status(store) if self.outcome is not None else DONE


def train_batch(
    ctx: CliContext,
    store: RunStore,
    digits: Digits,
    make_plan: Callable[[], Plan],
    may_train: Callable[[Plan, str], bool],
    *,
    keeps_weights: bool = True,
) -> Batch | None:
    """Train the missing runs of a plan; return None if `may_train` refuses.

    `may_train` takes the plan, with missing runs or without, and their time in words.
    """
    todo, paces, count = make_plan(), paces_of(store.summaries(), platform.node(), digits.dataset), digits.count
    if not may_train(todo, format_estimate(todo.seconds(paces, count))):
        return None
    outcome = None
    if todo.missing:
        requests = todo.requests(keeps_weights=keeps_weights)
        outcome = train_batch_and_wait(
            ctx, store, requests, partial(BatchLines, todo, paces, count, thresholds=store.thresholds)
        )
    return Batch(outcome, make_plan().kept)
