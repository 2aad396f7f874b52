"""The queue, the thread that trains, and what a person asks of both. Knows no Textual: the command line uses it too."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from mnist_lab.data.digits import Digits
from mnist_lab.domain import events
from mnist_lab.domain.order import Order
from mnist_lab.domain.run import Run, RunState
from mnist_lab.domain.summary import Summary
from mnist_lab.training.trainer import Control, Trainer
from mnist_lab.writer import Writer
from store.errors import StoreError
from store.run_store import RunStore


class Listener(Protocol):
    """Who is told what happens, on the session's threads."""

    def run_changed(self, run: Run) -> None:
        """A run is now as it is here."""

    def queue_changed(self, runs: tuple[Run, ...]) -> None:
        """These runs wait, the next one first."""

    def trouble(self, sentence: str) -> None:
        """Something went wrong that ends nothing."""


class Session:
    """Trains what is ordered, one run after the other, and has every change written.

    `digits` is called off the caller's thread, at once and again after a failure; it may raise DigitsUnreadable.
    """

    def __init__(self, trainer: Trainer, store: RunStore, digits: Callable[[], Digits], listener: Listener) -> None:
        self._trainer = trainer
        self._store = store
        self._load_digits = digits
        self._listener = listener
        self._writer = Writer(store, listener.trouble)
        self._changed = threading.Condition(threading.RLock())
        self._digits: Digits | None = None
        self._queue: list[Run] = []
        self._current: Run | None = None
        self._control = Control()
        self._is_closing = False
        self._is_interrupted = False
        self._thread = threading.Thread(target=self._work, name="training", daemon=True)

    def start(self) -> None:
        """Start the threads."""
        self._writer.start()
        self._thread.start()

    @property
    def current(self) -> Run | None:
        """The run that trains or rests, if one does."""
        return self._current

    @property
    def queue(self) -> tuple[Run, ...]:
        """The runs that wait, the next one first."""
        return tuple(self._queue)

    def digits(self) -> Digits:
        """The digits, loaded when first asked for.

        Raises:
            DigitsUnreadable: where the file cannot be used; the next call tries again.
        """
        with self._changed:
            if self._digits is None:
                self._digits = self._load_digits()
            return self._digits

    def order(self, order: Order) -> tuple[Run, ...]:
        """Put the runs ordered at the end of the queue; they train as soon as nothing else does.

        Raises:
            SettingsInvalid: where the order cannot be carried out.
            DigitsUnreadable: where there are no digits to train on.
        """
        runs = order.runs(self.digits().dataset, datetime.now(UTC))
        with self._changed:
            for run in runs:
                self._queue.append(run)
                self._tell(run)
            self._tell_queue()
        return runs

    def withdraw(self, run_id: str) -> bool:
        """Take a waiting run out of the queue and put it into the trash; False where it no longer waits."""
        with self._changed:
            kept = [run for run in self._queue if run.id != run_id]
            if len(kept) == len(self._queue):
                return False
            self._queue = kept
            self._writer.withdraw(run_id)
            self._tell_queue()
            return True

    def move(self, run_id: str, by: int) -> None:
        """Move a waiting run so many places towards the end (or, below 0, the front) of the queue."""
        with self._changed:
            at = next((place for place, run in enumerate(self._queue) if run.id == run_id), None)
            if at is not None:
                self._queue.insert(max(0, at + by), self._queue.pop(at))
                self._tell_queue()

    def pause_or_go_on(self) -> None:
        """Have the run under way rest, or go on; nothing where none is."""
        with self._changed:
            if self._current is None:
                return
            if self._control.is_paused:
                self._control.go_on()
                self._happened(events.Resumed())
            else:
                self._control.pause()
                self._happened(events.Paused())

    def stop_after_epoch(self) -> None:
        """Have the run under way end with its epoch; one that rests goes on until then."""
        with self._changed:
            if self._current is not None:
                self._control.stop_after_epoch()
                if self._control.is_paused:
                    self._control.go_on()
                    self._happened(events.Resumed())
                self._happened(events.StopAsked(now=False))

    def stop_now(self) -> None:
        """Have the run under way end with its batch."""
        with self._changed:
            if self._current is not None:
                self._control.stop_now()
                self._happened(events.StopAsked(now=True))

    def summaries(self) -> tuple[Summary, ...]:
        """Every kept run, the newest first; reads files, so not for the thread that draws.

        Raises:
            StoreError: where the store cannot be read.
        """
        summaries = self._store.summaries()
        for sentence in self._store.troubles():
            self._listener.trouble(sentence)
        return summaries

    def run(self, run_id: str) -> Run:
        """A run with its epochs; reads a file, so not for the thread that draws.

        Raises:
            StoreError: where there is no such run or it cannot be read.
        """
        return self._store.get(run_id)

    def drain(self) -> None:
        """Wait until nothing trains or waits and all is written."""
        with self._changed:
            self._changed.wait_for(lambda: self._current is None and not self._queue)
        self.settle()

    def settle(self) -> bool:
        """Wait until all that happened so far is written; False where the store refuses."""
        return self._writer.drain()

    def remember(self, key: str, value: object) -> None:
        """Have a small thing, of plain JSON values, kept for the next start."""
        self._writer.remember(key, value)

    def recall(self, key: str) -> object:
        """What was last remembered under this key; None where nothing was, or it cannot be read."""
        try:
            return self._store.recall(key)
        except StoreError:
            return None

    def train_no_more(self) -> None:
        """Leave what waits untrained; the run under way goes on."""
        with self._changed:
            self._is_closing = True
            self._changed.notify_all()

    def interrupt(self) -> None:
        """End at the next batch and leave what is under way as interrupted; the queue trains no more."""
        with self._changed:
            self._is_interrupted = True
            self._is_closing = True
            self._control.stop_now()
            self._changed.notify_all()

    def close(self) -> bool:
        """End what trains, write everything, and wait for both threads; False where not all was written."""
        with self._changed:
            self._is_closing = True
            self.stop_now()
            self._changed.notify_all()
        self._thread.join()
        return self._writer.close()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._queue or self._is_closing)
                if self._is_closing:
                    return
                self._control = Control()
                self._current = self._queue.pop(0)
                run, control = self._current, self._control
                self._tell_queue()
            self._train(run, control)
            with self._changed:
                self._current = None
                self._changed.notify_all()

    def _train(self, run: Run, control: Control) -> None:
        try:
            folder = self._store.run_folder(run.id)
        except StoreError as error:
            self._happened(events.Failed(str(error)))
            return
        try:
            self._trainer.train(run, self.digits(), folder, self._happened, control)
        except Exception as error:  # noqa: BLE001  a fault of the trainer must not leave everybody waiting for this thread
            traceback.print_exc()
            self._happened(events.Failed(f"Training broke off by a fault of the program: {error!r}."))

    def _happened(self, event: events.Event) -> None:
        with self._changed:
            assert self._current is not None
            run = self._current.after(event)
            if self._is_interrupted and run.state is RunState.STOPPED:
                run = run.model_copy(update={"state": RunState.INTERRUPTED})
            self._current = run
            self._tell(run, keep=not isinstance(event, events.Progress | events.StopAsked))

    def _tell(self, run: Run, *, keep: bool = True) -> None:
        if keep:
            self._writer.put(run)
        self._listener.run_changed(run)

    def _tell_queue(self) -> None:
        self._listener.queue_changed(tuple(self._queue))
        self._changed.notify_all()
