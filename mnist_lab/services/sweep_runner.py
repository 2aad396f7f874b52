"""One sweep under way: a thread that keeps the session's queue filled with its runs until all are trained."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from mnist_lab.data.digits_file import DigitsUnreadable
from mnist_lab.domain.runs import events
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.setting_fields import SettingsInvalid
from mnist_lab.domain.sweeps.sweep import Sweep
from mnist_lab.domain.sweeps.trials import trials_of
from mnist_lab.domain.tables.run_summary import Summary, summary_of
from mnist_lab.services.batch_runner import train_missing
from mnist_lab.services.session import Session
from mnist_lab.services.sweep_agenda import SweepAgenda
from mnist_lab.services.sweep_pruner import SweepPruner
from mnist_lab_store.errors import StoreError

SECONDS_BETWEEN_LOOKS = 1.0
"""How often the queue is looked at although nothing was reported: the user may have taken a run out of it."""

MakeAgenda = Callable[[Sweep, tuple[Summary, ...]], SweepAgenda]


class SweepRunner:
    """Queues the runs of a sweep, never more than can train and one that waits; `ended` is called once it is over.

    Nothing is queued while `may_queue` returns False.
    """

    def __init__(
        self,
        session: Session,
        sweep: Sweep,
        make_agenda: MakeAgenda,
        pruner: SweepPruner,
        ended: Callable[[str], None],
        report_error: Callable[[str], None],
        may_queue: Callable[[], bool],
    ) -> None:
        self.sweep = sweep
        self._session = session
        self._make_agenda = make_agenda
        self._pruner = pruner
        self._ended = ended
        self._report_error = report_error
        self._may_queue = may_queue
        self._news: deque[Run] = deque()
        self._ending: frozenset[int] = frozenset()
        self._changed = threading.Event()
        self._queueing = threading.Lock()
        self._is_stopping = self._is_renewed = self._is_over = False
        self._thread = threading.Thread(target=self._work, name=f"sweep {sweep.id}", daemon=True)

    def start(self) -> None:
        """Start queueing."""
        self._session.queue.feed(1)
        self._thread.start()

    def stop(self) -> None:
        """Queue no more runs, and take those that wait out of the queue; the active ones continue."""
        with self._queueing:
            self._is_stopping = True
            self._withdraw(self._waiting())
        self._changed.set()

    def go_on(self, sweep: Sweep) -> bool:
        """Go on with this definition of the sweep, also after a stop; return False if it is over meanwhile."""
        with self._queueing:
            if self._is_over:
                return False
            self.sweep, self._is_stopping, self._is_renewed = sweep, False, True
        self._changed.set()
        return True

    @property
    def is_stopping(self) -> bool:
        """Return whether it was told to stop, and only waits for the active runs."""
        return self._is_stopping

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it is over, at most so many seconds; return whether it is."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def take(self, run: Run, event: events.Event) -> None:
        """Take what happens to a run of the session; end it if it is one of the sweep's that does badly."""
        if run.trial is None or run.trial.sweep != self.sweep.id:
            return
        if isinstance(event, events.EpochDone | events.Began) and (reason := self._pruner.why(run)):
            self._prune(run, reason, is_late=isinstance(event, events.Began))
        if isinstance(event, events.Abandoned):
            self._is_stopping = True  # whoever trains can train nothing more
        if not run.state.is_active():
            if run.pruned or isinstance(event, events.Failed):
                self._withdraw_trial(run)
            self._news.append(run)
            self._changed.set()

    def _prune(self, run: Run, reason: str, *, is_late: bool) -> None:
        """Stop the run; one that was interrupted before it could stop has no further epoch."""
        self._withdraw_trial(run)
        if is_late:
            self._session.queue.stop_now(run.id)
        self._session.queue.stop_after_epoch(run.id, reason)

    def _work(self) -> None:
        try:
            self._train()
        except (StoreError, DigitsUnreadable, SettingsInvalid) as error:
            self._report_error(f"The sweep {self.sweep.title} has ended: {error}")
        finally:
            with self._queueing:
                self._is_over = True
            self._ended(self.sweep.id)
            self._session.queue.feed(-1)

    def _train(self) -> None:
        agenda: SweepAgenda | None = None
        while True:
            self._changed.clear()
            with self._queueing:
                is_new, self._is_renewed = agenda is None or self._is_renewed, False
            if is_new:
                agenda = self._make_agenda(self.sweep, self._known())
            assert agenda is not None
            in_flight = self._in_flight()
            self._session.queue.settle()  # so that how each of the others ended is among the news
            self._learn(agenda)
            if self._fill(agenda, in_flight):
                return
            self._changed.wait(SECONDS_BETWEEN_LOOKS)

    def _fill(self, agenda: SweepAgenda, in_flight: int) -> bool:
        """Queue what there is room for; return whether the sweep is over."""
        slots = self._session.slots
        with self._queueing:
            self._is_stopping = self._is_stopping or self._session.is_refused
            while in_flight <= slots and self._can_queue():
                self._learn(agenda)
                request = agenda.next(in_flight, slots)
                if request is None:
                    break
                for runs in train_missing(self._session, (request,), agenda.lost(request)):
                    for run in runs:
                        agenda.learn(summary_of(run, self._session.thresholds))
                    self._withdraw([run for run in runs if self._is_of_ending_trial(run)])
                in_flight += 1
            is_over = not in_flight if self._is_stopping else agenda.is_over(in_flight)
            self._is_over = is_over and not self._is_renewed
            return self._is_over

    def _is_of_ending_trial(self, run: Run) -> bool:
        """Return whether another seed has ended the trial while this one was on its way into the queue."""
        return run.trial is not None and not run.trial.is_confirmation and run.trial.number in self._ending

    def _can_queue(self) -> bool:
        is_told_to_wait = self._is_stopping or self._is_renewed or self._session.queue.starts_no_more
        return not is_told_to_wait and self._may_queue()

    def _learn(self, agenda: SweepAgenda) -> None:
        while self._news:
            agenda.learn(summary_of(self._news.popleft(), self._session.thresholds))

    def _known(self) -> tuple[Summary, ...]:
        """Return every kept run, those of this session as they are now; remember those of other trials to prune by."""
        self._session.settle()
        kept = {summary.id: summary for summary in self._session.kept.summaries()}
        queue = self._session.queue
        for run in (*queue.waiting, *queue.active):
            kept[run.id] = summary_of(run, self._session.thresholds)
        if self._pruner.is_needed:
            for trial in trials_of(self.sweep, kept.values()):
                for summary in trial.runs.values():
                    self._pruner.remember(trial.number, self._session.kept.run(summary.id))
        return tuple(kept.values())

    def _in_flight(self) -> int:
        """Return how many runs of the sweep wait or train; a run moves from waiting to training meanwhile."""
        waiting, active = self._session.queue.waiting, self._session.queue.active
        return len({run.id for run in (*waiting, *active) if run.state.is_active() and self._is_own(run)})

    def _is_own(self, run: Run) -> bool:
        return run.trial is not None and run.trial.sweep == self.sweep.id

    def _waiting(self) -> list[Run]:
        return [run for run in self._session.queue.waiting if self._is_own(run)]

    def _withdraw_trial(self, run: Run) -> None:
        """Take the other seeds of the trial of this run out of the queue: it is over."""
        if run.trial is not None and not run.trial.is_confirmation:
            self._ending |= {run.trial.number}
            self._withdraw([each for each in self._waiting() if each.trial == run.trial])

    def _withdraw(self, runs: list[Run]) -> None:
        if runs:
            self._session.withdraw(*(run.id for run in runs), is_undoable=False)
