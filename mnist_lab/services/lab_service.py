"""What labs need from the session: overviews, missing runs, hypotheses."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from queue import SimpleQueue

from mnist_lab.domain.advice.digit_remarks import remarks_on
from mnist_lab.domain.experiments.batch import Cost, cost_of
from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.plan import Plan, anywhere, lost_runs, plan
from mnist_lab.domain.formatting.units import format_count
from mnist_lab.domain.labs.definitions import ALL
from mnist_lab.domain.labs.hypotheses import (
    REMEMBERED,
    Hypothesis,
    hypotheses_document,
    hypotheses_from,
    with_hypotheses,
)
from mnist_lab.domain.labs.rounds import REMEMBERED_ROUNDS, rounds_from, with_rounds
from mnist_lab.domain.labs.status import plans_of
from mnist_lab.domain.overview import LabsOverview, overview_of
from mnist_lab.domain.runs.cost_estimate import Pace
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.services.batch_runner import train_missing
from mnist_lab.services.session import Session
from mnist_lab_store.errors import RunMissing

Groups = Sequence[tuple[str, RunSpec]]
"""Groups of runs by what they are called, each with the settings of its first seed."""


@dataclass(frozen=True, slots=True)
class Queued:
    """How many runs were enqueued, new or resumed, how many other processes already train, and what is unusual about
    their digits.
    """

    began: int
    resumed: int
    elsewhere: int
    remarks: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Return the same in words: "2 runs are queued."; empty if there are none."""
        count = self.began + self.resumed
        sentences = []
        if count:
            sentences.append(f"{format_count(count, 'run is', 'runs are')} queued")
        if self.resumed:
            verb = "is" if self.resumed == 1 else "are"
            all_of_them = "it" if count == 1 else "they all"
            which = all_of_them if self.resumed == count else f"{self.resumed} of them"
            sentences[-1] += f"; {which} ended early and {verb} resumed"
        if self.elsewhere:
            runs = "one run" if self.elsewhere == 1 else f"{self.elsewhere} runs"
            sentences.append(f"Another process already trains {runs}, which will count here too")
        return ". ".join(sentences) + "." if sentences else ""


class LabService:
    """Serves one screen at a time, off the UI thread: everything here reads files or computes for long.

    `overview` and `enqueue_missing` may raise StoreError, or DigitsUnreadable if there are no digits.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._finished: dict[str, Run] = {}
        self._hypotheses: tuple[Hypothesis, ...] = ()
        self._new: SimpleQueue[Hypothesis] = SimpleQueue()
        self._one_at_a_time = threading.Lock()

    def overview(
        self, budget: Budget, summaries: Sequence[Summary], session_runs: Mapping[str, Run], paces: Sequence[Pace]
    ) -> LabsOverview:
        """Return the overview of the labs at this budget; `session_runs` are this session's runs by id."""
        digits = self._session.digits()
        budget = budget.on(digits.dataset)
        plans = plans_of(budget, summaries, digits.dataset)
        with self._one_at_a_time:
            runs = [run for kept in plans[ALL].kept if (run := self._run(kept.id, session_runs)) is not None]
            wanted = {anywhere(spec) for spec in plans[ALL].missing}
            runs += [run for run in session_runs.values() if _is_lost(run) and anywhere(run.spec) in wanted]
            remembered = hypotheses_from(self._session.preferences.recall(REMEMBERED))
            hypotheses = self._all_hypotheses(remembered)
            rounds = self._rounds(plans, budget)
            thresholds = self._session.thresholds
            overview = overview_of(budget, plans, runs, hypotheses, paces, digits.count, thresholds, rounds)
            if overview.hypotheses != remembered:
                self._hypotheses = overview.hypotheses
                self._session.preferences.remember(REMEMBERED, hypotheses_document(overview.hypotheses))
        return overview

    def enqueue_missing(
        self, groups: Groups, repeats: int, summaries: Sequence[Summary], *, keeps_weights: bool = True
    ) -> Queued:
        """Enqueue the missing runs of the groups that no process has.

        An interrupted run of the same settings is resumed if possible, instead of starting a new one.

        Raises:
            SettingsInvalid: if a request cannot be carried out.
        """
        data = self._session.digits().dataset
        with self._one_at_a_time:
            wanted, free = self._wanted(groups, repeats, summaries, keeps_weights=keeps_weights)
            began, resumed = train_missing(self._session, free, lost_runs(summaries, data))
        return Queued(len(began), len(resumed), len(wanted) - len(free), remarks_on((*began, *resumed)))

    def cost(self, groups: Groups, repeats: int, summaries: Sequence[Summary], paces: Sequence[Pace]) -> Cost:
        """Return what `enqueue_missing` would train."""
        _, free = self._wanted(groups, repeats, summaries, keeps_weights=True)
        return cost_of((request.spec for request in free), paces, self._session.digits().count)

    def _wanted(
        self, groups: Groups, repeats: int, summaries: Sequence[Summary], *, keeps_weights: bool
    ) -> tuple[list[RunRequest], list[RunRequest]]:
        """Return requests for the missing runs that are not queued here, and those of them that no process has."""
        data, queue = self._session.digits().dataset, self._session.queue
        missing = plan(groups, repeats, summaries, data).requests(keeps_weights=keeps_weights)
        ours = {anywhere(run.spec) for run in (*queue.active, *queue.waiting) if run.state.is_active()}
        held = (each.run for each in summaries if each.run.holder)
        others = {anywhere(run.spec) for run in held if run.data.sha256 == data.sha256}
        wanted = [request for request in missing if anywhere(request.spec) not in ours]
        return wanted, [request for request in wanted if anywhere(request.spec) not in others]

    def keep_hypotheses(self, hypotheses: Sequence[Hypothesis]) -> None:
        """Keep hypotheses for the next overview, which compares them with results; never blocks."""
        for hypothesis in hypotheses:
            self._new.put(hypothesis)

    def _rounds(self, plans: Mapping[str, Plan], budget: Budget) -> Mapping[str, int]:
        """Return the whole rounds so far, and remember new ones."""
        remembered = rounds_from(self._session.preferences.recall(REMEMBERED_ROUNDS))
        rounds = with_rounds(remembered, plans, budget)
        if rounds != remembered:
            self._session.preferences.remember(REMEMBERED_ROUNDS, dict(rounds))
        return rounds

    def _run(self, run_id: str, session_runs: Mapping[str, Run]) -> Run | None:
        """Return the finished run with its epochs; it is read once, as it does not change."""
        run = session_runs.get(run_id) or self._finished.get(run_id)
        try:
            run = run or self._session.kept.run(run_id)
        except RunMissing:
            return None  # gone since the summaries were taken; the next overview leaves it out
        self._finished[run_id] = run
        return run

    def _all_hypotheses(self, remembered: tuple[Hypothesis, ...]) -> tuple[Hypothesis, ...]:
        """Return the remembered hypotheses, which other processes may add to, and this session's."""
        while not self._new.empty():
            self._hypotheses = with_hypotheses(self._hypotheses, (self._new.get(),))
        return with_hypotheses(remembered, self._hypotheses)


def _is_lost(run: Run) -> bool:
    return not run.state.is_active() and run.state.can_be_resumed()
