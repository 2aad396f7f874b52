"""One run, from its submission to its end, through as many workers as it takes."""

from __future__ import annotations

import contextlib
import queue
import time
from collections.abc import Callable, Mapping, MutableMapping
from concurrent.futures import CancelledError
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mnist_lab.cluster.attempt import MOST_RERUNS, RemoteRun
from mnist_lab.cluster.signals import Asked, Left, Said
from mnist_lab.domain.runs.events import Event, Failed, Finished, Loading, Noted
from mnist_lab.domain.runs.run import Run
from mnist_lab.training.interface import Control, Stop
from mnist_lab.util.atomic_write import whole_file

if TYPE_CHECKING:
    from mnist_lab.cluster.connection import Connection

SECONDS_BETWEEN_LOOKS = 0.1
"""How often a run's control and its worker are looked at: a stop is on its way within this time."""
SECONDS_BETWEEN_ASKS = 2.0
CHECKPOINTS = "checkpoints"


class SchedulerGone(Exception):
    """The scheduler is gone: nothing can be trained until it is back."""


class RunOnWorkers:
    """One run on its way through workers.

    `remotes` has the run under the attempt that is heard, for whoever hears it.
    """

    def __init__(
        self,
        connection: Connection,
        remotes: MutableMapping[str, RemoteRun],
        run: Run,
        folder: Path,
        on_event: Callable[[Event], None],
        control: Control,
    ) -> None:
        self._connection = connection
        self._remotes = remotes
        self._run = run
        self._folder = folder
        self._on_event = on_event
        self._control = control
        self._remote = RemoteRun(self._report)
        self._asked, self._asked_at = Asked(), 0.0
        self._ending: Event | None = None
        self._is_given_up = False
        self._is_counted = False
        self._times_lost = 0
        self._avoided: frozenset[str] = frozenset()

    def train(self) -> None:
        """Train the run; a lost worker is replaced by another one, at most twice.

        Raises:
            SchedulerGone: if the scheduler is gone.
        """
        while self._ending is None:
            attempt = f"{self._run.id}-{self._times_lost + 1}" if self._times_lost else self._run.id
            self._asked, self._is_counted = Asked(), False
            self._remote = self._remotes[attempt] = RemoteRun(self._report)
            future = self._connection.submit(self._run, attempt, _checkpoints_of(self._folder), self._avoided)
            future.add_done_callback(self._remote.wake)
            try:
                self._follow(future, attempt)
            finally:
                del self._remotes[attempt]
        self._on_event(self._ending)

    def _follow(self, future: Any, attempt: str) -> None:
        """Follow the attempt until it ends, or its worker is lost."""
        while True:
            self._listen(SECONDS_BETWEEN_LOOKS)
            self._pass_on(attempt)
            if self._connection.is_lost:
                raise SchedulerGone
            if future.done() and not self._is_given_up:
                self._end(future)
                return
            worker = self._remote.worker
            is_silent = bool(worker) and self._connection.is_silent(worker)
            if is_silent:
                self._lose(worker)
            elif not worker and self._control.stop is not Stop.NOT:
                self._give_up(Finished(self._run.seconds or 0.0, stopped=True))
            if is_silent or self._is_given_up:
                self._connection.cancel(future)
                return

    def _listen(self, seconds: float = 0.0) -> None:
        """Take what has been said, or wait for it."""
        with contextlib.suppress(queue.Empty):
            news = self._remote.inbox.get(timeout=seconds) if seconds else self._remote.inbox.get_nowait()
            while True:
                self._take(news)
                news = self._remote.inbox.get_nowait()

    def _take(self, news: Said | Left | None) -> None:
        """Take what a worker or the scheduler says, which gives the run of a worker that is gone to another one."""
        before = self._remote.worker
        if isinstance(news, Left):
            if news.worker == before or (news.had_it and not before):
                self._lose(news.worker)
        elif news is not None and self._remote.take(news):
            if before:
                self._lose(before)
            self._is_counted = False
            self._asked = Asked()

    def _lose(self, worker: str) -> None:
        """Count and say that a worker is lost, and that the run is trained again, if it is."""
        self._times_lost += 1
        self._is_counted = True
        self._avoided |= {worker}
        self._ending = None
        if worker == self._remote.worker:
            self._remote.worker = ""
        if self._times_lost > MOST_RERUNS:
            self._give_up(Failed(f"Its worker was lost {self._times_lost} times, so it is not trained again."))
            return
        name = f"The worker {worker}" if worker else "A worker"
        self._on_event(Noted(f"{name} is lost: “{self._run.whole_title}” is trained again elsewhere."))

    def _give_up(self, ending: Event) -> None:
        """End the run, whatever its worker says."""
        self._ending = ending
        self._is_given_up = True

    def _end(self, future: Any) -> None:
        """Take the result of the attempt; it may be lost with its worker."""
        from mnist_lab.cluster.connection import WorkerLost  # Dask takes long to import

        try:
            outcome = self._connection.outcome_of(future)
        except (WorkerLost, CancelledError):
            if self._connection.is_lost:
                raise SchedulerGone from None
            if not self._is_counted:
                self._lose(self._remote.worker)
            return
        except Exception as error:  # noqa: BLE001  whatever a worker raises that is not as this process is
            self._ending = Failed(f"The worker could not train the run: {_first_line(error)}.")
            return
        self._listen()
        unwritten = self._unwritten(outcome.files)
        self._remote.finish(outcome)
        if isinstance(self._ending, Finished) and self._ending.stopped and self._control.stop is Stop.NOT:
            self._lose(self._remote.worker)  # it was told to end, and has sent what it had
            return
        if unwritten and isinstance(self._ending, Finished):
            weights = None if self._ending.weights in unwritten else self._ending.weights
            self._ending = replace(self._ending, weights=weights, trouble=next(iter(unwritten.values())))
        if self._ending is None:
            self._ending = Failed("The worker ended the run without a word.")

    def _report(self, event: Event) -> None:
        """Report an event; the end of the run waits until its files are kept."""
        if isinstance(event, Finished | Failed):
            if not self._is_given_up:
                self._ending = event
        elif not isinstance(event, Loading):
            self._on_event(event)

    def _pass_on(self, attempt: str) -> None:
        """Pass on to the worker what is asked of the run, again and again until the run ends: it may not arrive."""
        wanted, now = (self._control.stop, self._control.is_paused), time.monotonic()
        has_changed = wanted != (self._asked.stop, self._asked.is_paused)
        is_repeated = bool(self._asked.number) and now - self._asked_at > SECONDS_BETWEEN_ASKS
        if self._remote.worker and (has_changed or is_repeated):
            self._asked, self._asked_at = Asked(self._asked.number + has_changed, *wanted), now
            self._connection.ask(self._remote.worker, attempt, self._asked)

    def _unwritten(self, files: Mapping[str, bytes]) -> Mapping[str, str]:
        """Keep the weights and checkpoints that came back; return why some are not kept, by their names."""
        unwritten = {}
        for name, content in files.items():
            path = self._folder / name
            try:
                path.parent.mkdir(exist_ok=True)
                with whole_file(path) as partial:
                    partial.write_bytes(content)
            except OSError as error:
                unwritten[name] = f"{name} could not be written into {self._folder}: {error.strerror or error}."
        return unwritten


def _checkpoints_of(folder: Path) -> dict[str, bytes]:
    """Return the checkpoints that are kept here, so that a worker goes on where the run was."""
    found = sorted((folder / CHECKPOINTS).glob("*.npz"))
    return {str(file.relative_to(folder)): file.read_bytes() for file in found}


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")[:200]
