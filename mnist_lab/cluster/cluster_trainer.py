"""Trains runs on workers, each run a task of its own; what happens there comes back as events."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING

from mnist_lab.cluster.attempt import RemoteRun
from mnist_lab.cluster.run_on_workers import RunOnWorkers, SchedulerGone
from mnist_lab.cluster.signals import Left, Said
from mnist_lab.config.workers import Workers, why_unusable
from mnist_lab.data.digits import Digits
from mnist_lab.domain.runs.events import Event, Loading, Noted
from mnist_lab.domain.runs.run import Run
from mnist_lab.training.interface import Control, Trainer, TrainingLost
from mnist_lab.training.keras_trainer import KerasTrainer

if TYPE_CHECKING:
    from mnist_lab.cluster.connection import Connection


class ClusterTrainer:
    """Trains each run on a worker; the workers are started or reached when the first run begins."""

    def __init__(self, workers: Workers, make_trainer: Callable[[], Trainer] = KerasTrainer) -> None:
        """`make_trainer` makes the trainer of each worker."""
        self._workers = workers
        self._make_trainer = make_trainer
        self._connecting = threading.Lock()
        self._connection: Connection | None = None
        self._remotes: dict[str, RemoteRun] = {}
        self._local = KerasTrainer()

    @property
    def slots(self) -> int:
        """Return how many workers there are, or should be once they are started."""
        connection = self._connection
        return max(1, connection.count) if connection is not None else self._workers.expected

    @property
    def title(self) -> str:
        """Return what runs are trained on: "4 local workers"."""
        return self._workers.title

    def train(
        self, run: Run, digits: Digits, folder: Path, on_event: Callable[[Event], None], control: Control
    ) -> None:
        """Train the run on a worker, and keep what comes back of it in `folder`.

        Raises:
            TrainingLost: if workers cannot be reached, or their scheduler is gone.
        """
        on_event(Loading())
        connection = self._connected(digits, on_event)
        try:
            RunOnWorkers(connection, self._remotes, run, folder, on_event, control).train()
        except SchedulerGone as error:
            self._let_go(connection)
            raise TrainingLost(
                f"The scheduler of {self.title} is gone: what came in is kept, and what is left can be resumed "
                "once it is back."
            ) from error

    def tidy(self, folder: Path) -> None:
        """Remove what only resuming needs."""
        self._local.tidy(folder)

    def close(self) -> None:
        """End the workers that were started here."""
        with self._connecting:
            connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _let_go(self, connection: Connection) -> None:
        """Let go of a connection whose scheduler is gone; closing it may take long."""
        with self._connecting:
            is_first = self._connection is connection
            if is_first:
                self._connection = None
        if is_first:
            threading.Thread(target=connection.close, name="closing workers", daemon=True).start()

    def _connected(self, digits: Digits, on_event: Callable[[Event], None]) -> Connection:
        """Return the connection, made when first asked for."""
        with self._connecting:
            if self._connection is None:
                if reason := why_unusable():
                    raise TrainingLost(reason)
                # Dask takes half a second to import, and is an optional dependency
                from mnist_lab.cluster.connection import Connection, ConnectionFailed

                try:
                    made = Connection(self._workers, digits, self._hear, self._take_leave, self._make_trainer)
                except ConnectionFailed as error:
                    raise TrainingLost(str(error)) from error
                for sentence in made.differences():
                    on_event(Noted(sentence))
                if not made.count:
                    on_event(Noted(f"{self.title} has no workers yet: runs begin when the first one joins."))
                self._connection = made
            return self._connection

    def _hear(self, said: Said) -> None:
        remote = self._remotes.get(said.attempt)
        if remote is not None:
            remote.inbox.put(said)

    def _take_leave(self, worker: str, attempts: Collection[str]) -> None:
        for attempt, remote in [*self._remotes.items()]:
            remote.inbox.put(Left(worker, had_it=attempt in attempts))
