"""Trains runs on workers, each run a task of its own; what happens there comes back as events."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mnist_lab.cluster.attempt import MOST_RERUNS, RemoteRun
from mnist_lab.cluster.signals import Ask, Said
from mnist_lab.config.workers import Workers, why_unusable
from mnist_lab.data.digits import Digits
from mnist_lab.domain.runs.events import Began, Event, Failed, Finished, Loading, Noted
from mnist_lab.domain.runs.run import Run
from mnist_lab.training.interface import Control, Stop, Trainer, TrainingLost
from mnist_lab.training.keras_trainer import KerasTrainer
from mnist_lab.util.atomic_write import whole_file

if TYPE_CHECKING:
    from mnist_lab.cluster.connection import Connection

SECONDS_BETWEEN_LOOKS = 0.1
"""How often a run's control and its worker are looked at: a stop is on its way within this time."""
CHECKPOINTS = "checkpoints"


class ClusterTrainer:
    """Trains each run on a worker; the workers are started or reached when the first run begins."""

    def __init__(
        self,
        workers: Workers,
        make_trainer: Callable[[], Trainer] = KerasTrainer,
    ) -> None:
        """`make_trainer` makes the trainer of each worker."""
        self._workers = workers
        self._make_trainer = make_trainer
        self._connecting = threading.Lock()
        self._connection: Connection | None = None
        self._runs: dict[str, RemoteRun] = {}
        self._gone: set[str] = set()
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
        RunOnWorkers(self, connection, run, folder, on_event, control).train()

    def tidy(self, folder: Path) -> None:
        """Remove what only resuming needs."""
        self._local.tidy(folder)

    def close(self) -> None:
        """End the workers that were started here."""
        with self._connecting:
            connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def give_up(self, connection: Connection, why: str) -> TrainingLost:
        """Let go of a connection whose scheduler is gone; return what to raise."""
        with self._connecting:
            is_first = self._connection is connection
            if is_first:
                self._connection = None
        if is_first:
            threading.Thread(target=connection.close, name="closing workers", daemon=True).start()
        return TrainingLost(why)

    def expect(self, attempt: str, remote: RemoteRun) -> None:
        """Have what is said of an attempt put into the inbox of its run."""
        self._runs[attempt] = remote

    def forget(self, attempt: str) -> None:
        """Drop what is still said of an attempt."""
        self._runs.pop(attempt, None)

    def is_gone(self, worker: str) -> bool:
        """Return whether the scheduler has said that a worker is gone."""
        return worker in self._gone

    def _connected(self, digits: Digits, on_event: Callable[[Event], None]) -> Connection:
        """Return the connection, made when first asked for; report then in which versions workers differ."""
        with self._connecting:
            if self._connection is None:
                if reason := why_unusable():
                    raise TrainingLost(reason)
                # Dask takes half a second to import, and is an optional dependency
                from mnist_lab.cluster.connection import Connection, ConnectionFailed

                self._gone.clear()
                try:
                    made = Connection(self._workers, digits, self._hear, self._gone.add, self._make_trainer)
                    differences = made.differences()
                except ConnectionFailed as error:
                    raise TrainingLost(str(error)) from error
                for sentence in differences:
                    on_event(Noted(sentence))
                self._connection = made
            return self._connection

    def _hear(self, said: Said) -> None:
        remote = self._runs.get(said.attempt)
        if remote is not None:
            remote.inbox.put(said)


class RunOnWorkers:
    """One run, from its submission to its end, through as many workers as it takes."""

    def __init__(
        self,
        trainer: ClusterTrainer,
        connection: Connection,
        run: Run,
        folder: Path,
        on_event: Callable[[Event], None],
        control: Control,
    ) -> None:
        self._trainer = trainer
        self._connection = connection
        self._run = run
        self._folder = folder
        self._on_event = on_event
        self._control = control
        self._remote = RemoteRun(self._report)
        self._asked: Ask | None = None
        self._is_paused = False
        self._ending: Event | None = None
        self._attempt, self._lost_workers = run.id, 0
        self._avoided: frozenset[str] = frozenset()

    def train(self) -> None:
        """Train the run; lost workers are replaced by others, at most twice."""
        while True:
            future = self._submit()
            try:
                if self._follow(future):
                    break
            finally:
                self._trainer.forget(self._attempt)
            if self._lost_workers > MOST_RERUNS:
                self._on_event(Failed(f"Its worker was lost {self._lost_workers} times, so it is not tried again."))
                return
            self._attempt = f"{self._run.id}-{self._lost_workers + 1}"
        if self._ending is not None:
            self._on_event(self._ending)

    def _submit(self) -> Any:
        self._trainer.expect(self._attempt, self._remote)
        files = _checkpoints_of(self._folder)
        return self._connection.submit(self._run, self._attempt, files, self._avoided)

    def _follow(self, future: Any) -> bool:
        """Follow the attempt to its end; return False if its worker is lost."""
        while True:
            self._listen()
            self._pass_on()
            if future.done():
                return self._end(future)
            if self._connection.is_lost:
                raise self._trainer.give_up(self._connection, self._scheduler_gone())
            if self._is_worker_lost():
                self._connection.cancel(future)
                self._lose()
                return False

    def _listen(self) -> None:
        """Take what has been said, or wait for it a little."""
        with contextlib.suppress(queue.Empty):
            said = self._remote.inbox.get(timeout=SECONDS_BETWEEN_LOOKS)
            while True:
                before = self._remote.worker
                if self._remote.take(said):
                    self._asked, self._is_paused = None, False
                    if before:  # Dask has begun it again by itself
                        self._lose(before)
                said = self._remote.inbox.get_nowait()

    def _lose(self, worker: str = "") -> None:
        """Say that a worker is lost, and that the run is trained again."""
        self._lost_workers += 1
        lost = worker or self._remote.worker
        self._avoided |= {lost}
        if lost == self._remote.worker:
            self._remote.worker = ""
        again = "its run is trained again elsewhere" if self._lost_workers <= MOST_RERUNS else "its run has failed"
        self._on_event(Noted(f"The worker {lost} is lost: {again} ({self._run.whole_title})."))

    def _is_worker_lost(self) -> bool:
        worker = self._remote.worker
        if not worker:
            return False
        if self._trainer.is_gone(worker):
            return True
        if not self._connection.is_silent(worker):
            return False
        if not self._connection.answers():
            raise self._trainer.give_up(self._connection, self._scheduler_gone())
        return True

    def _end(self, future: Any) -> bool:
        """Take the result of the attempt; return False if its worker is lost."""
        error = self._connection.error_of(future)
        if error is not None and (self._connection.is_lost or not self._connection.answers()):
            raise self._trainer.give_up(self._connection, self._scheduler_gone())
        if error is not None and error.is_loss:
            self._lose()
            return False
        if error is not None:
            self._ending = Failed(f"The worker could not train the run: {error.reason}.")
            return True
        outcome = self._connection.outcome_of(future)
        self._listen_without_waiting()
        self._keep(outcome.files)
        self._remote.finish(outcome)
        return True

    def _listen_without_waiting(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                self._remote.take(self._remote.inbox.get_nowait())

    def _report(self, event: Event) -> None:
        """Report an event; the end of the run waits until its files are kept."""
        if isinstance(event, Finished | Failed):
            self._ending = event
        elif not isinstance(event, Loading):
            self._on_event(event)
        if isinstance(event, Began):
            self._is_paused = False

    def _pass_on(self) -> None:
        """Pass on to the worker what is asked of the run, once it is known."""
        if not self._remote.worker:
            return
        wanted = _ASKS.get(self._control.stop)
        if wanted is not self._asked:
            called_off = wanted is None and self._asked is Ask.STOP_AFTER_EPOCH
            self._asked = wanted
            if wanted is not None or called_off:
                self._ask(Ask.CALL_OFF_STOP if wanted is None else wanted)
        if self._control.is_paused != self._is_paused:
            self._is_paused = self._control.is_paused
            self._ask(Ask.PAUSE if self._is_paused else Ask.GO_ON)

    def _ask(self, asked: Ask) -> None:
        self._connection.ask(self._remote.worker, self._attempt, asked.value)

    def _keep(self, files: Mapping[str, bytes]) -> None:
        """Keep the weights and checkpoints that came back; a failure is told with the end of the run."""
        for name, content in files.items():
            path = self._folder / name
            try:
                path.parent.mkdir(exist_ok=True)
                with whole_file(path) as partial:
                    partial.write_bytes(content)
            except OSError as error:
                self._on_event(Noted(f"{path} could not be written: {error.strerror or error}."))

    def _scheduler_gone(self) -> str:
        return (
            f"The scheduler of {self._trainer.title} is gone: what came in is kept, and what is left can be resumed "
            "once it is back."
        )


_ASKS = {
    Stop.AFTER_EPOCH: Ask.STOP_AFTER_EPOCH,
    Stop.NOW: Ask.STOP_NOW,
    Stop.UNSCORED: Ask.INTERRUPT,
}


def _checkpoints_of(folder: Path) -> dict[str, bytes]:
    """Return the checkpoints that are kept here, so that a worker goes on where the run was."""
    found = sorted((folder / CHECKPOINTS).glob("*.npz"))
    return {str(file.relative_to(folder)): file.read_bytes() for file in found}
