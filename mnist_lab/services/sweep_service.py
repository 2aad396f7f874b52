"""What sweeps need from the session: kept definitions, those under way, and how far each is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from mnist_lab.data.digits import Digits
from mnist_lab.domain.experiments.pace_history import paces_of
from mnist_lab.domain.runs import events
from mnist_lab.domain.runs.cost_estimate import Pace
from mnist_lab.domain.runs.edits import Turn
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.setting_fields import Value
from mnist_lab.domain.sweeps.costing import cost_of_sweep
from mnist_lab.domain.sweeps.pruning import check_pruning
from mnist_lab.domain.sweeps.result import chosen_of
from mnist_lab.domain.sweeps.status import SweepStatus, sweep_status
from mnist_lab.domain.sweeps.sweep import Search, Sweep, SweepInvalid
from mnist_lab.domain.sweeps.trials import Trial, trials_of
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.search.extra import ensure_installed, is_installed
from mnist_lab.search.importance import importances
from mnist_lab.search.study import told_of
from mnist_lab.search.tpe import tpe_values
from mnist_lab.services.session import Session
from mnist_lab.services.step_order import Place, Step
from mnist_lab.services.sweep_agenda import SweepAgenda
from mnist_lab.services.sweep_pruner import SweepPruner
from mnist_lab.services.sweep_runner import SweepRunner
from mnist_lab_store.errors import StoreError, SweepMissing
from mnist_lab_store.run_lock import RunLock

Held = tuple[SweepRunner, RunLock]


class SweepService:
    """Keeps and trains sweeps. Every method but `active` may read files or wait: not for the thread that draws."""

    def __init__(self, session: Session, host: str, may_queue: Callable[[], bool] = lambda: True) -> None:
        """`host` is this machine, whose paces an estimate goes by; `may_queue` returns whether more may be trained."""
        self._session = session
        self._host = host
        self._may_queue = may_queue
        self._runners: dict[str, Held] = {}
        self._shares: dict[str, tuple[frozenset[int], Mapping[str, float]]] = {}
        self._changing = threading.RLock()
        session.follow(self._follow)

    @property
    def active(self) -> frozenset[str]:
        """Return the ids of the sweeps under way, those included whose last runs only end."""
        return frozenset(self._runners)

    def sweeps(self) -> tuple[Sweep, ...]:
        """Return the kept sweeps, the newest first.

        Raises:
            StoreError: if they cannot be read.
        """
        return self._session.sweeps.all()

    def begin(self, sweep: Sweep) -> None:
        """Keep the definition of the sweep, and train what it lacks; one under way goes on by this definition.

        Raises:
            SweepInvalid: if it is of other digits than those at hand, or no epoch has the metric that it prunes by.
            ExtraMissing: if its search needs a library that is not installed.
            StoreBusy: if another process trains it.
            StoreError: if it cannot be kept.
            DigitsUnreadable: if there are no digits to train on.
        """
        if sweep.search is Search.TPE:
            ensure_installed()
        check_pruning(sweep)
        data = self._session.digits().dataset
        if sweep.data.sha256 != data.sha256:
            raise SweepInvalid(f"the sweep is of the digits {sweep.data.text}, not of {data.text}")
        with self._changing:
            runner = self._runners[sweep.id][0] if sweep.id in self._runners else None
            if runner is not None and runner.go_on(sweep):
                self._keep(sweep)
                return
        if runner is not None:
            runner.wait()
        self._start(sweep)

    def stop(self, sweep_id: str) -> None:
        """Start no more trials of the sweep: its waiting runs leave the queue, the active ones go on to their end."""
        held = self._runners.get(sweep_id)
        if held is not None:
            held[0].stop()

    def wait(self, sweep_id: str, seconds: float | None = None) -> bool:
        """Wait until the sweep is over, at most so many seconds; return whether it is."""
        held = self._runners.get(sweep_id)
        return held is None or held[0].wait(seconds)

    def close(self) -> None:
        """Stop every sweep, before the session closes; what waits leaves the queue, and the next `begin` goes on."""
        for sweep_id in self.active:
            self.stop(sweep_id)

    def remove(self, sweep_id: str) -> None:
        """Forget the definition of the sweep, which stops; its runs stay, and undo brings it back.

        Raises:
            StoreError: if there is no such sweep.
        """
        sweep = self._session.sweeps.get(sweep_id)
        self._ask_to_remove(self._session.history.reserve(), sweep, Turn.DONE)

    def _ask_to_remove(self, place: Place, sweep: Sweep, turn: Turn) -> None:
        self.stop(sweep.id)
        self._session.ask_writer(lambda: self._remove(place, sweep, turn))

    def _remove(self, place: Place, sweep: Sweep, turn: Turn) -> None:
        history, files = self._session.history, self._session.sweeps
        try:
            files.remove(sweep.id)
        except StoreError as error:
            history.drop(place)
            self._session.report_error(str(error))
            return
        step = Step(
            f"removed the sweep “{sweep.title}” from the list; its runs stay in the table",
            f"The sweep “{sweep.title}” is in the list again",
            lambda: files.put(sweep),
            lambda: self._ask_to_remove(place, sweep, Turn.REDONE),
        )
        history.record(place, step, turn)

    def status(self, sweep: Sweep, summaries: Sequence[Summary], paces: Sequence[Pace]) -> SweepStatus:
        """Return how far the sweep is with these kept runs; what each setting matters, if Optuna is installed.

        Raises:
            DigitsUnreadable: if there are no digits.
        """
        trials = trials_of(sweep, summaries) if is_installed() else ()
        ended = frozenset(trial.number for trial in trials if trial.state.is_over)
        known, shares = self._shares.get(sweep.id, (None, None))
        if known != ended:
            shares = importances(sweep, trials)
            self._shares[sweep.id] = ended, shares
        digits, is_active = self._session.digits(), sweep.id in self.active
        status = sweep_status(
            sweep, summaries, paces, digits.count, digits.largest_test_class, is_active=is_active, importances=shares
        )
        return replace(status, is_elsewhere=not is_active and self._session.sweeps.is_held(sweep.id))

    def _start(self, sweep: Sweep) -> None:
        held = self._session.sweeps.hold(sweep.id)
        try:
            self._keep(sweep)
        except StoreError:
            held.release()
            raise
        runner = SweepRunner(
            self._session, sweep, _agenda, SweepPruner(sweep), self._end, self._session.report_error, self._may_queue
        )
        with self._changing:
            self._runners[sweep.id] = runner, held
        runner.start()

    def _keep(self, sweep: Sweep) -> None:
        """Keep the definition, with the time and the estimate of the first one of its id if nothing else was asked."""
        with suppress(SweepMissing):
            first = self._session.sweeps.get(sweep.id)
            sweep = sweep.model_copy(update={"created": first.created})
            if first.estimate is not None and first.model_copy(update={"estimate": sweep.estimate}) == sweep:
                sweep = first
        self._session.sweeps.put(self._estimated(sweep))

    def _estimated(self, sweep: Sweep) -> Sweep:
        """Return the sweep with how long all of it will take here, if it has no estimate yet."""
        if sweep.estimate is not None:
            return sweep
        digits, summaries = self._session.digits(), self._session.kept.summaries()
        paces = paces_of(summaries, self._host, digits.dataset)
        return sweep.model_copy(update={"estimate": cost_of_sweep(sweep, (), paces, digits.count).seconds})

    def _end(self, sweep_id: str) -> None:
        self._session.settle()
        with self._changing:
            _, held = self._runners.pop(sweep_id)
        held.release()

    def _follow(self, run: Run, event: events.Event) -> None:
        held = self._runners.get(run.trial.sweep) if run.trial is not None else None
        if held is not None:
            held[0].take(run, event)


def status_of(
    sweep: Sweep, summaries: Sequence[Summary], paces: Sequence[Pace], digits: Digits, *, is_active: bool
) -> SweepStatus:
    """Return how far the sweep is with these kept runs, and how much each setting matters if Optuna is installed."""
    shares = importances(sweep, trials_of(sweep, summaries)) if is_installed() else None
    return sweep_status(
        sweep, summaries, paces, digits.count, digits.largest_test_class, is_active=is_active, importances=shares
    )


def _agenda(sweep: Sweep, summaries: tuple[Summary, ...]) -> SweepAgenda:
    return SweepAgenda(sweep, summaries, _ask, chosen_of)


def _ask(sweep: Sweep, number: int, trials: Sequence[Trial]) -> Mapping[str, Value] | None:
    return tpe_values(sweep, number, told_of(sweep, trials))
