"""One session: what is trained, kept and read back. Knows no Textual: the command line uses it too."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path

from mnist_lab.data.digits import Digits
from mnist_lab.data.digits_file import DigitsUnreadable
from mnist_lab.domain.fit.thresholds import Thresholds
from mnist_lab.domain.formatting.units import format_count
from mnist_lab.domain.runs import events
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.run_request import RunRequest, queued_again, rerun_of, runs_of
from mnist_lab.services.control_watcher import ControlWatcher
from mnist_lab.services.kept_runs import KeptRuns
from mnist_lab.services.loaded_digits import LoadedDigits, read_ahead
from mnist_lab.services.observers import ObserverRelay, SessionObserver
from mnist_lab.services.queued_preferences import QueuedPreferences
from mnist_lab.services.resumptions import Resumptions
from mnist_lab.services.run_edits import RunEdits
from mnist_lab.services.runs_elsewhere import RunsElsewhere
from mnist_lab.services.step_history import StepHistory
from mnist_lab.services.store_watcher import StoreWatcher
from mnist_lab.services.store_writer import StoreWriter
from mnist_lab.services.training_queue import TrainingQueue
from mnist_lab.services.withdrawals import Withdrawals
from mnist_lab.training.devices import likely_device
from mnist_lab.training.interface import Control, Trainer
from mnist_lab.util.throttle import ProgressThrottle
from mnist_lab_store.errors import StoreError
from mnist_lab_store.run_store import RunStore

Follower = Callable[[Run, events.Event], None]
"""Takes a run and what happened to it."""
SECONDS_TO_WRITE = 1.0
"""How long a session that has to hurry waits at least for what it has given to be written."""


class Session:
    """Trains the runs requested, in its `queue`, and has every change written.

    `digits` is called off the caller's thread, once and again after a failure; it may raise DigitsUnreadable.
    """

    def __init__(
        self,
        trainer: Trainer,
        store: RunStore,
        digits: Callable[[], Digits],
        observer: SessionObserver | None = None,
    ) -> None:
        self._trainer = trainer
        self._store = store
        self._digits = LoadedDigits(digits)
        self._observer = ObserverRelay(observer or SessionObserver())
        report_error, report_edit = self._observer.error_occurred, self._observer.edited
        self._writer = StoreWriter(store, report_error, self._tidy)
        self._watcher = StoreWatcher(
            store, self._load, report_error, lambda: bool(self.queue.active),
            self._observer.runs_judged,
        )  # fmt: skip
        self._throttle = ProgressThrottle()
        self.kept = KeptRuns(store, self._writer.has, report_error)
        self.sweeps = store.sweeps
        self.preferences = QueuedPreferences(store.preferences, self._writer)
        self.elsewhere = RunsElsewhere(store)
        self.queue = TrainingQueue(
            self._train, self._happened, self._observer.queue_changed, lambda: self.slots, self._lost
        )
        self.history = StepHistory(self._writer.ask, report_edit, self._watcher.look_now)
        self.edits = RunEdits(store, self.history, self._writer.ask, report_edit, self._watcher.look_now)
        self._resumptions = Resumptions(store, self._writer, self._digits)
        self._withdrawals = Withdrawals(
            store, self.queue, self._writer, self._resumptions, self._keep, self._queue_again,
            self._observer.runs_withdrawn, self.history,
        )  # fmt: skip
        self._control_watcher = ControlWatcher(
            self.queue, store.control.take, lambda run_id: self.withdraw(run_id, is_undoable=False)
        )
        self._followers: tuple[Follower, ...] = ()
        self.has_ended = False
        self._is_interrupted = self._is_lost = False

    @property
    def thresholds(self) -> Thresholds:
        """Return the thresholds by which runs are judged."""
        return self._store.thresholds

    @property
    def folder(self) -> Path:
        """Return the folder of the store."""
        return self._store.folder

    @property
    def slots(self) -> int:
        """Return how many runs train at once."""
        return self._trainer.slots

    @property
    def is_training(self) -> bool:
        """Return whether a run is active, waits or is to come."""
        return bool(self.queue.active or self.queue.waiting) or self.queue.is_fed

    @property
    def is_refused(self) -> bool:
        """Return whether the store refuses what is to be written, such as when the disk is full."""
        return self._writer.is_refused

    def start(self) -> None:
        """Start the threads."""
        self._writer.start()
        self.queue.start()
        self._control_watcher.start()

    def subscribe(self, observer: SessionObserver) -> None:
        """Report to this observer from now on, instead of another."""
        self._observer.observer = observer

    def follow(self, follower: Follower) -> None:
        """Call this too with every run and what happened to it, once it is given to be written: it must not block.

        A run goes on after an epoch once all are called: one that is asked to stop then ends with that epoch.
        """
        self._followers += (follower,)

    def unfollow(self, follower: Follower) -> None:
        """Call this no more."""
        self._followers = tuple(each for each in self._followers if each != follower)

    def ask_writer(self, job: Callable[[], None]) -> None:
        """Run a job on the thread that writes, after what was asked of it before."""
        self._writer.ask(job)

    def report_error(self, sentence: str) -> None:
        """Report an error that ends nothing."""
        self._observer.error_occurred(sentence)

    def watch(self) -> None:
        """Report the kept runs, now and whenever any process changes them."""
        self._store.report_progress(self._report_reading)
        self._watcher.start()

    def likely_device(self) -> str:
        """Return the device that runs will probably be trained on, without importing TensorFlow."""
        slots = self._trainer.slots
        return format_count(slots, "worker") if slots > 1 else likely_device()

    def digits(self) -> Digits:
        """Return the digits, loaded when first asked for.

        Raises:
            DigitsUnreadable: if the file cannot be used; the next call tries again.
        """
        return self._digits.get()

    def enqueue(self, *requests: RunRequest) -> tuple[Run, ...]:
        """Put the runs requested at the end of the queue, all of them or none; they train as soon as nothing else does.

        Raises:
            SettingsInvalid: if a request cannot be carried out.
            DigitsUnreadable: if there are no digits to train on.
            StoreError: if runs cannot be kept.
        """
        self._store.ensure_writable(now=False)
        runs = self._digits.with_facts(*runs_of(requests, self._digits.dataset, datetime.now(UTC)))
        self.queue.add(runs, self._keep)
        return runs

    def resume(self, run_id: str) -> Run:
        """Put an interrupted run at the end of the queue, to be resumed; reads files.

        Raises:
            RunRefused: if it cannot continue.
            StoreBusy: if another process holds it.
            StoreError: if there is no such run or it cannot be read.
            DigitsUnreadable: if there are no digits to train on.
        """
        self._store.ensure_writable(now=False)
        self.digits()
        self.settle()
        run = self._resumptions.take_up(run_id)
        self.queue.add((run,), self._keep)
        return run

    def rerun(self, run_id: str) -> Run:
        """Put a new run at the end of the queue that repeats a kept one exactly; reads files.

        Raises:
            RunRefused: if there is nothing to repeat.
            StoreError: if there is no such run or it cannot be read.
            DigitsUnreadable: if there are no digits to train on.
        """
        self._store.ensure_writable(now=False)
        again = rerun_of(self._store.get(run_id), self._digits.dataset, datetime.now(UTC))
        (run,) = self._digits.with_facts(again)
        self.queue.add((run,), self._keep)
        return run

    def withdraw(self, *run_ids: str, is_undoable: bool = True) -> tuple[Run, ...]:
        """Take those of these runs out of the queue that wait, and return them; a run to be resumed is as before."""
        return self._withdrawals.take_out(frozenset(run_ids), is_undoable=is_undoable)

    def drain(self) -> None:
        """Wait until nothing trains or waits and all is written; return at once if the session is interrupted."""
        self.queue.drain()
        self.settle()

    def settle(self) -> bool:
        """Wait until all that happened so far is written; return False if the store refuses."""
        self.queue.settle()
        return self._writer.drain()

    def interrupt(self) -> None:
        """Ask the active run to end at its next batch, as interrupted, and start no more runs."""
        self._is_interrupted = True
        self.queue.interrupt()

    def close(self, within: float | None = None) -> bool:
        """End the active run, write everything and wait for the threads; return False if not all was written.

        With `within` seconds, a run that has not ended by then is kept as interrupted after its last whole epoch; its
        thread may still compute, and the process should end without waiting for it. Writing may take a second more.
        """
        self._watcher.close(within)
        self.has_ended = self.queue.close(within)
        if within is None:  # workers of a process that has to hurry end with it
            self._trainer.close()
        self._control_watcher.close(within)
        self._withdrawals.leave(keeps_offer=self._is_interrupted or self._is_lost)
        return self._writer.close(None if within is None else max(within, SECONDS_TO_WRITE))

    def _queue_again(self, runs: Sequence[Run], order: Sequence[str], to_resume: Collection[str]) -> None:
        """Put runs back in their places in the queue: as they were, or to be resumed; raises as `resume`."""
        take_up, data = self._resumptions.take_up, self._digits.dataset
        again = [take_up(run.id) if run.id in to_resume else queued_again(run, data) for run in runs]
        self.queue.add(again, self._keep, order)

    def _load(self) -> None:
        self._observer.runs_loaded(self._withdrawals.offer(self.kept.summaries()))

    def _report_reading(self, done: int, total: int) -> None:
        if self._throttle.is_due(done, total):
            self._observer.reading(done, total)

    def _train(self, run: Run, happened: Callable[[events.Event], None], control: Control) -> None:
        try:
            folder = self._store.run_folder(run.id)
        except StoreError as error:
            happened(events.Failed(str(error)))
            return
        digits = self.digits()
        read_ahead(digits)
        try:
            self._trainer.train(run, digits, folder, happened, control)
        except DigitsUnreadable as error:
            happened(events.Failed(str(error)))

    def _lost(self, sentence: str) -> None:
        """Say why nothing can be trained now, and offer the runs that wait again, in this session or the next one."""
        self._is_lost = True
        self._observer.error_occurred(sentence)
        self._withdrawals.take_out([run.id for run in self.queue.waiting], is_offered=True)

    def _happened(self, run: Run, event: events.Event) -> None:
        if isinstance(event, events.Progress):
            self._observer.run_changed(run)
        elif isinstance(event, events.Noted):
            self._observer.error_occurred(event.sentence)
        else:
            self._keep(run)
        if isinstance(event, events.Began):
            if event.device_note:
                self._observer.error_occurred(event.device_note)
            changed = self._resumptions.begin(run, event)
            if changed:
                self._observer.error_occurred(changed)
        for follower in self._followers:
            follower(run, event)

    def _tidy(self, run: Run) -> None:
        """Remove what only resuming needs, once the end of the run is written."""
        if run.state is RunState.FINISHED:
            self._trainer.tidy(self._store.run_folder(run.id))

    def _keep(self, run: Run) -> None:
        self._writer.put(run)
        self._observer.run_changed(run)
