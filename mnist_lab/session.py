"""One sitting: what is trained, kept and read back. Knows no Textual: the command line uses it too."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from mnist_lab.data.digits import Digits
from mnist_lab.domain import events
from mnist_lab.domain.order import Order
from mnist_lab.domain.run import Run
from mnist_lab.domain.summary import Summary
from mnist_lab.training.trainer import Control, Trainer
from mnist_lab.training_queue import TrainingQueue
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
    """Trains what is ordered, by its `queue`, and has every change written.

    `digits` is called off the caller's thread, at once and again after a failure; it may raise DigitsUnreadable.
    """

    def __init__(self, trainer: Trainer, store: RunStore, digits: Callable[[], Digits], listener: Listener) -> None:
        self._trainer = trainer
        self._store = store
        self._load_digits = digits
        self._digits: Digits | None = None
        self._digits_lock = threading.Lock()
        self._listener = listener
        self._writer = Writer(store, listener.trouble)
        self.queue = TrainingQueue(self._train, self._happened, listener.queue_changed)

    def start(self) -> None:
        """Start the threads."""
        self._writer.start()
        self.queue.start()

    def digits(self) -> Digits:
        """The digits, loaded when first asked for.

        Raises:
            DigitsUnreadable: where the file cannot be used; the next call tries again.
        """
        with self._digits_lock:
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
        self.queue.add(runs, self._keep)
        return runs

    def withdraw(self, run_id: str) -> bool:
        """Take a waiting run out of the queue and put it into the trash; False where it no longer waits."""
        if not self.queue.withdraw(run_id):
            return False
        self._writer.withdraw(run_id)
        return True

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
        self.queue.drain()
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

    def close(self) -> bool:
        """End what trains, write everything, and wait for both threads; False where not all was written."""
        self.queue.close()
        return self._writer.close()

    def _train(self, run: Run, happened: Callable[[events.Event], None], control: Control) -> None:
        try:
            folder = self._store.run_folder(run.id)
        except StoreError as error:
            happened(events.Failed(str(error)))
            return
        self._trainer.train(run, self.digits(), folder, happened, control)

    def _happened(self, run: Run, event: events.Event) -> None:
        if isinstance(event, events.Progress | events.StopAsked):
            self._listener.run_changed(run)
        else:
            self._keep(run)

    def _keep(self, run: Run) -> None:
        self._writer.put(run)
        self._listener.run_changed(run)
